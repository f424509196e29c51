"""How good a plan is as it stands: by group, its weakest places, the bound; and its ranking."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from api.endpoint import Call, endpoint
from api.services import services
from api.v1.paging import ABOUT_AFTER, BAD_CURSOR, Page, Paging, cut, decode
from matcher.access import KeyRole
from matcher.domain.rows import Id
from matcher.store import circles, plans

if TYPE_CHECKING:
    from matcher.circles.formation import Formation
    from matcher.circles.placements import Placements
    from matcher.circles.standing import Standing

TAG = "Plans"


class PlacementView(BaseModel):
    """How well a member sits, why there, and where else she would sit best."""

    member_id: str = Field(description="Who.")
    circle_id: str = Field(description="Where she sits.")
    closeness: float = Field(description="Her mean pair score with the others there.")
    term: str | None = Field(
        description="Code of what most speaks for that circle; null: nothing more than for others.",
        examples=["goals"],
    )
    text: str = Field(description="It in words; empty where nothing does.")
    next_circle_id: str | None = Field(
        description="The next best circle that shares an hour and a language with her; null: none."
    )
    next_closeness: float | None = Field(description="Her mean pair score with that one.")


class OverviewView(BaseModel):
    """A plan as a whole."""

    revision: int = Field(description="Of the plan that the figures are of.")
    objective: float = Field(description="What the whole is worth.")
    parts: dict[str, float] = Field(description="It by part: terms, soft rules, who waits.")
    bound: float | None = Field(
        description="Nothing is worth more; null: not known, or the plan changed since it was."
    )
    gap: float | None = Field(
        description="Share of the bound that may be missing at most; null: not known."
    )
    closeness: float | None = Field(
        description="Mean over members of their mean pair score; null: nobody sits."
    )
    regions: dict[str, float] = Field(
        description="It by where members live: `java`, `outside`, `unknown`.",
        examples=[{"java": 0.61, "outside": 0.58}],
    )
    stages: dict[str, float] = Field(
        description="It by life stage.", examples=[{"baby": 0.62, "school": 0.57}]
    )
    weakest: list[PlacementView] = Field(description="The ten to look at first, the weakest first.")


def _a_rank(cursor: str) -> str:
    (rank,) = decode(cursor, 1)
    if not re.fullmatch(r"[0-9]{1,9}", rank):
        raise PydanticCustomError("bad_cursor", BAD_CURSOR)
    return cursor


class ByRank(Paging):
    """Which part of a list by rank."""

    after: Annotated[str, AfterValidator(_a_rank)] | None = Field(None, description=ABOUT_AFTER)


class RankView(BaseModel):
    """A member in the ranking of a plan with few places."""

    member_id: str = Field(description="Who.")
    rank: int = Field(description="Hers, from 1.")
    taken: bool = Field(description="Whether she was given a place as the circles were formed.")
    seated: bool = Field(description="Whether she sits in a circle of the plan now.")
    score: float = Field(description="The mean of the criteria by weight.")
    criteria: dict[str, float] = Field(
        description="What counts, each from 0 to 1.", examples=[{"goals": 0.4, "waited": 0.2}]
    )


@endpoint(
    "GET",
    "/plans/{plan_id}/overview",
    role=KeyRole.READER,
    tag=TAG,
    summary="How good a plan is as it stands",
    problems=(404, 409),
)
def plan_overview(call: Call, plan_id: Id) -> OverviewView:
    """Of its circles as they are now, of those that are not closed. Ids and codes only."""
    from matcher.circles.overview import overview  # noqa: PLC0415 (heavy to import)
    from matcher.circles.placements import placements  # noqa: PLC0415
    from matcher.circles.standing import standing  # noqa: PLC0415
    from matcher.circles.today import formation_today  # noqa: PLC0415

    stood = standing(call.session, plan_id, services().encoders.get(call.session))
    formed = formation_today(call.session, stood)
    placed = placements(formed)
    whole, solution = overview(formed, placed), formed.solution
    return OverviewView(
        revision=stood.revision,
        objective=solution.objective,
        parts=dict(solution.verdict.parts),
        bound=None if whole.gap is None else solution.bound,
        gap=whole.gap,
        closeness=whole.score if len(placed.member) else None,
        regions=dict(whole.regions),
        stages=dict(whole.stages),
        weakest=placement_views(stood, formed, placed, whole.weakest, call.language),
    )


@endpoint(
    "GET",
    "/plans/{plan_id}/ranking",
    role=KeyRole.READER,
    tag=TAG,
    summary="List the ranking of a plan",
    problems=(404,),
)
def list_plan_ranking(call: Call, plan_id: Id, query: ByRank) -> Page[RankView]:
    """Whoever competed for a place, the first before the others; empty where none was asked for."""
    result = plans.get(call.session, plan_id).result or {}
    found: Mapping[str, Mapping[str, Any]] = result.get("ranking") or {}
    after = int(query.key() or 0)
    ranked = sorted((one["rank"], member_id) for member_id, one in found.items())
    following = [one for one in ranked if one[0] > after][: query.limit + 1]
    some, more = cut(following, query.limit, lambda one: [str(one[0])])
    seated = circles.seated(call.session, plan_id)
    items = [RankView(member_id=one, seated=one in seated, **found[one]) for _, one in some]
    return Page[RankView](items=items, next=more)


def placement_views(
    stood: "Standing",
    formed: "Formation",
    placed: "Placements",
    places: Iterable[int],
    language: str,
) -> list[PlacementView]:
    """Placements in the circles of a plan, in a language."""
    from matcher.circles.placements import why_here  # noqa: PLC0415 (heavy to import)

    numbered = {one.number: one.circle_id for one in stood.circles}
    circle_ids = [numbered[one.number] for one in formed.circles]
    views = []
    for place in places:
        term, other = placed.term(place), int(placed.next_circle[place])
        views.append(
            PlacementView(
                member_id=formed.roster.members.ids[int(placed.member[place])],
                circle_id=circle_ids[int(placed.circle[place])],
                closeness=float(placed.score[place]),
                term=None if term is None else formed.built.scores.terms[term],
                text=why_here(formed, placed, place, language),
                next_circle_id=circle_ids[other] if other >= 0 else None,
                next_closeness=float(placed.next_score[place]) if other >= 0 else None,
            )
        )
    return views
