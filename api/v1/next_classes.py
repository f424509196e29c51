"""Which class next, and why this one."""

from datetime import datetime
from functools import partial
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.endpoint import Call, endpoint
from features.profile import Profile
from features.vocabulary import Format, Status
from matcher import classes
from matcher.access import KeyRole
from matcher.domain.choices import choice
from matcher.domain.rows import Id, Province, Row, Text, Time, Topics
from matcher.settings import Language

TAG = "Next classes"
Count = Annotated[int, Field(ge=1, le=50, description="How many suggestions at most.")]
Lang = Annotated[
    Language | None,
    Field(description="Language of the reasons; by default that of `Accept-Language`."),
]


class Asking(BaseModel):
    """How the answer shall be."""

    model_config = ConfigDict(extra="forbid")

    k: Count = 10
    lang: Lang = None


class Speaking(BaseModel):
    """In which language the answer shall be."""

    model_config = ConfigDict(extra="forbid")

    lang: Lang = None


class ReasonView(BaseModel):
    """What a suggestion rests on."""

    kind: str = Field(description="The kind of evidence.", examples=["completed"])
    text: str = Field(
        description="A sentence to show her.",
        examples=["Karena Bunda sudah selesai Kembali ke Diri."],
    )


class SuggestionView(BaseModel):
    """A class to take next."""

    class_id: str = Field(examples=["penulis-1"])
    title: str = Field(examples=["Jika Ibu Menjadi Penulis"])
    programme: str = Field(examples=["Jika Ibu Menjadi…"])
    starts_at: datetime | None = Field(description="Null: open at any time.")
    format: Format
    score: float = Field(description="Comparable within one answer only.", examples=[0.42])
    reasons: list[ReasonView] = Field(description="Most telling first.")


class Suggestions(BaseModel):
    """Classes to take next, best first."""

    suggestions: list[SuggestionView]
    personal: bool = Field(description="Whether her words, topics or history had a say.")
    withheld: dict[str, int] = Field(
        description="How many classes each rule kept back.", examples=[{"taken": 3, "full": 1}]
    )
    language: Language = Field(description="Language of the reasons.")
    bundle: str = Field(description="Version of the bundle that answered.")


class HistoryItem(Row):
    """A class that was taken."""

    class_id: Id
    status: Annotated[Status, BeforeValidator(partial(choice, kind=Status))] = Status.COMPLETED
    enrolled_at: Time | None = None


class Portrait(Row):
    """Somebody to suggest classes to; every field may be left out. Nothing of it is kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "goals": "pengen nulis lagi dari rumah",
                    "topics": ["self-development"],
                    "province": "ID-JB",
                    "history": [{"class_id": "kembali-1", "status": "completed"}],
                    "k": 3,
                }
            ]
        }
    )

    goals: Text = ""
    background: Text = ""
    vision: Text = ""
    topics: Topics = ()
    province: Province | None = None
    history: Annotated[tuple[HistoryItem, ...], Field(max_length=500)] = ()
    k: Count = 10


@endpoint(
    "GET",
    "/members/{member_id}/classes",
    role=KeyRole.READER,
    tag=TAG,
    summary="Next classes for a member",
    problems=(404,),
)
def next_classes(call: Call, member_id: Id, query: Asking) -> Suggestions:
    """From what she told, took and chose, if she consents to `recommend`; else from what many take.

    An enrolment made a moment ago counts already.
    """
    bundle = call.bundle()
    answer = classes.recommend_for_member(
        call.session, bundle.engine, member_id, now=call.now, k=query.k
    )
    return _shown(answer, query.lang or call.language, bundle.version)


@endpoint(
    "POST",
    "/classes/recommend",
    role=KeyRole.READER,
    tag=TAG,
    summary="Next classes for a profile",
)
def recommend_classes(call: Call, query: Speaking, body: Portrait) -> Suggestions:
    """For somebody who is not stored. Nothing is kept and nothing is logged."""
    bundle = call.bundle()
    profile = Profile(body.goals, body.background, body.vision, body.topics)
    history = [classes.Taken(item.class_id, item.status, item.enrolled_at) for item in body.history]
    answer = classes.recommend_for_profile(
        call.session,
        bundle.engine,
        profile,
        history,
        province=body.province,
        now=call.now,
        k=body.k,
    )
    return _shown(answer, query.lang or call.language, bundle.version)


def _shown(answer: classes.Answer, language: Language, version: str) -> Suggestions:
    suggestions = [
        SuggestionView(
            class_id=one.class_id,
            title=one.title,
            programme=one.programme,
            starts_at=one.starts_at,
            format=one.format,
            score=one.score,
            reasons=[ReasonView(kind=why.kind, text=why.text(language)) for why in one.reasons],
        )
        for one in answer.suggestions
    ]
    return Suggestions(
        suggestions=suggestions,
        personal=answer.personal,
        withheld=dict(answer.withheld),
        language=language,
        bundle=version,
    )
