"""Why a circle of a plan is as it is, told when it is asked for, from the circles as they are."""

from pydantic import BaseModel, Field

from api.endpoint import Call, endpoint
from api.services import services
from api.v1.plan_files import Speaking
from api.v1.plan_overview import PlacementView, placement_views
from matcher.access import KeyRole
from matcher.domain.rows import Id
from matcher.errors import NotFound

TAG = "Plans"


class CircleReasonsView(BaseModel):
    """Why a circle."""

    circle_id: str = Field(description="Its id.")
    themes: list[str] = Field(description="Phrases that set it apart; none that is heavy to read.")
    sentences: list[str] = Field(
        description="For an admin: what they share, where they live, when they meet, who can help "
        "whom with what. They hold names."
    )
    members: list[PlacementView] = Field(
        description="Why each of its members is here, and where else she would sit best."
    )


@endpoint(
    "GET",
    "/plans/{plan_id}/circles/{circle_id}/reasons",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Why a circle is as it is",
    problems=(404, 409),
)
def circle_reasons(call: Call, plan_id: Id, circle_id: Id, query: Speaking) -> CircleReasonsView:
    """Of a circle as it is now, of those that are not closed."""
    from matcher.circles import reasons  # noqa: PLC0415 (heavy to import)
    from matcher.circles.placements import placements  # noqa: PLC0415
    from matcher.circles.standing import standing  # noqa: PLC0415

    encoder = services().encoders.get(call.session)
    stands = standing(call.session, plan_id, encoder)
    formed = stands.formation()
    numbers = {one.circle_id: one.number for one in stands.circles}
    rows = [row for row, one in enumerate(formed.circles) if one.number == numbers.get(circle_id)]
    if not rows:
        raise NotFound("There is no circle {circle_id}.", circle_id=circle_id)
    placed = placements(formed, rows[0])
    circle, told = formed.circles[rows[0]], reasons.all_themes(formed)[rows[0]]
    why = reasons.circle_reasons(formed, circle, told, encoder)
    language = query.language or call.language
    return CircleReasonsView(
        circle_id=circle_id,
        themes=list(told),
        sentences=list(reasons.circle_sentences(formed, circle, why, language)),
        members=placement_views(stands, formed, placed, range(len(placed.member)), language),
    )
