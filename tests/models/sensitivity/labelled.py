"""The labelled texts of the detector of sensitive stories, read strictly."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "models" / "sensitivity" / "texts"
MEASURED = Path(__file__).parent / "texts"
FILES = {
    "train": SHIPPED / "train.jsonl",
    "dev": SHIPPED / "dev.jsonl",
    "test": MEASURED / "test.jsonl",
}

Category = Literal["self_harm", "violence", "child_harm", "postpartum", "private_data", "shaming"]
CATEGORIES: tuple[Category, ...] = (
    "self_harm",
    "violence",
    "child_harm",
    "postpartum",
    "private_data",
    "shaming",
)
Phenomenon = Literal[
    "plain",
    "implicit",
    "negation",
    "metaphor",
    "news",
    "other_person",
    "slang",
    "regional",
    "masked",
    "typo",
    "past",
    "joke",
    "quote",
    "hypothetical",
    "fiction",
    "information",
    "help",
    "ordinary",
]


class Labelled(BaseModel):
    """One line; a field too many, an unknown word or a grade of 0 is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str
    language: Literal["id", "en", "mixed"]
    text: str = Field(min_length=1)
    labels: dict[Category, Literal[1, 2, 3]]
    about: Literal["self", "other", "general", "none"]
    phenomenon: Phenomenon

    def grade(self, category: Category) -> int:
        """What the text has in a category, 0 where nothing is said."""
        return self.labels.get(category, 0)


@cache
def part(name: str) -> tuple[Labelled, ...]:
    """All texts of a part, in the order of its file."""
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    return tuple(Labelled.model_validate_json(line) for line in lines)


def counts(name: str) -> str:
    """A part's texts by category and grade and by phenomenon, as its README shows them."""
    return "\n".join([*_by_category(name), "", *_by_phenomenon(name)])


def _numbers(rows: Sequence[Labelled], category: Category) -> list[str]:
    return [str(sum(row.grade(category) == n for row in rows)) for n in (1, 2, 3)]


def _by_category(name: str) -> list[str]:
    rows = part(name)
    unlabelled = sum(not row.labels for row in rows)
    return [
        f"Texts: {len(rows)}, {unlabelled} of them without any label. By grade:",
        "",
        "| category | 1 | 2 | 3 |",
        "| --- | --- | --- | --- |",
        *(f"| `{c}` | " + " | ".join(_numbers(rows, c)) + " |" for c in CATEGORIES),
    ]


def _by_phenomenon(name: str) -> list[str]:
    lines = [
        "By phenomenon, each category's grades as 1/2/3:",
        "",
        "| phenomenon | texts | no label | " + " | ".join(f"`{c}`" for c in CATEGORIES) + " |",
        "| --- | --- | --- |" + " --- |" * len(CATEGORIES),
    ]
    for phenomenon in get_args(Phenomenon):
        rows = [row for row in part(name) if row.phenomenon == phenomenon]
        told = ["/".join(_numbers(rows, category)) for category in CATEGORIES]
        cells = [str(len(rows)), str(sum(not row.labels for row in rows)), *told]
        lines.append(f"| `{phenomenon}` | " + " | ".join(cells).replace("0/0/0", "") + " |")
    return lines
