"""What each field of the API means, said once: the fields are the columns of the CSV files."""

from collections.abc import Mapping
from typing import Any

from matcher.i18n import N_

MEANINGS: Mapping[str, str] = {
    "member_id": N_("Her id, chosen by you; it never changes."),
    "display_name": N_("What to call her."),
    "province": N_("Code such as `ID-JB` or name; empty: abroad or unknown."),
    "goals": N_("What she wants to learn or do, in her own words."),
    "background": N_("Where she comes from, in her own words."),
    "offers": N_("What she can help others with, in her own words."),
    "topics": N_("Topics such as `parenting`."),
    "stage": N_("`pregnant`, `baby`, `toddler`, `preschool`, `school`, `teen`; several are fine."),
    "vision": N_("Where she sees herself in two years, in her own words."),
    "languages": N_("ISO 639 codes, such as `id`."),
    "availability": N_("Free times of her local week, such as `mon-morning` or `sat-19-21`."),
    "role": N_("`member`, `volunteer`, `facilitator` or `admin`."),
    "joined_at": N_("When she joined, ISO 8601; without a zone it is WIB."),
    "consent": N_("Purposes she agrees to: `recommend`, `match`, `stories`."),
    "class_id": N_("Id of the class, chosen by you; it never changes."),
    "title": N_("Title as members see it."),
    "description": N_("What the class is about."),
    "programme": N_("The series it belongs to."),
    "level": N_("`starter`, `intensive` or `alumni`."),
    "prerequisites": N_("Ids of classes to be completed first."),
    "capacity": N_("Seats; empty: no limit."),
    "starts_at": N_("When it begins, ISO 8601; empty: open at any time."),
    "format": N_("`online`, `offline` or `recorded`."),
    "language": N_("ISO 639 code of the language it is held in."),
    "active": N_("Whether it is offered."),
    "enrolled_at": N_("When she enrolled, ISO 8601; without a zone it is WIB."),
    "status": N_("`enrolled`, `completed` or `dropped`."),
    "completed_at": N_("When she finished; only beside the status `completed`."),
    "rating": N_("Her rating, 1 to 5."),
    "history": N_("Classes taken, oldest first."),
    "purposes": N_("`recommend`: next classes; `match`: circles; `stories`: similar stories."),
    "items": N_("The rows of this page."),
    "next": N_("Cursor of the following page; null on the last."),
    "circle_id": N_("Id of the circle, as the list of circles has it."),
    "plan_id": N_("Id of the plan, as the answer to its request has it."),
    "suggestions": N_("Classes to take next, best first."),
}
"""Field → what it means, for every field whose model does not say so itself."""

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "MemberRow": {
        "member_id": "M-00001",
        "display_name": "Sari",
        "province": "ID-JB",
        "goals": "pengen nulis lagi dari rumah",
        "topics": ["self-development"],
        "stage": ["toddler"],
        "availability": ["mon-morning", "sat-night"],
        "consent": ["recommend", "match"],
    },
    "ClassRow": {
        "class_id": "K-001",
        "title": "Jika Ibu Menjadi Penulis",
        "programme": "Jika Ibu Menjadi…",
        "topics": ["self-development"],
        "level": "intensive",
        "capacity": 30,
        "starts_at": "2026-12-07T19:00:00+07:00",
    },
    "EnrolmentRow": {
        "member_id": "sample-00001",
        "class_id": "k-001",
        "enrolled_at": "2026-11-24T10:00:00+07:00",
    },
    "Patch_MemberRow_": {"goals": "mau mulai usaha kue kering"},
    "Patch_ClassRow_": {"active": False},
    "Patch_EnrolmentRow_": {"status": "completed", "completed_at": "2026-12-20T19:00:00+07:00"},
    "Consents": {"purposes": ["recommend", "match"]},
}
"""A body for each model that is sent."""


def explain(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The component `name` with meanings and an example where it has none, without titles."""
    for field, about in schema.get("properties", {}).items():
        if field in MEANINGS and "$ref" not in about:
            about.setdefault("description", MEANINGS[field])
        about.pop("title", None)
    if "description" in schema:
        schema["description"] = " ".join(schema["description"].split())
    schema.pop("title", None)
    row = name.removesuffix("-Input")
    if row in EXAMPLES:
        schema.setdefault("examples", [EXAMPLES[row]])
    return schema
