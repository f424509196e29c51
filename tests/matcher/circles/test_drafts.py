"""What was formed becomes the circles of a plan."""

from matcher.circles import plans
from matcher.circles.drafts import drafts
from matcher.circles.exporting import plan
from matcher.circles.form import form
from matcher.circles.wishes import read_wishes
from matcher.store.schema import CircleMember
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.conftest import NOW


def test_a_plan_keeps_what_was_formed_as_drafts(store: Store) -> None:
    wishes = read_wishes({"seconds": 1, "provinces": {"least": 2}})
    with store.read() as session:
        formed = form(session, wishes, shipped())
    with store.begin() as session:
        asked = wishes.model_dump(mode="json")
        made = plans.create(session, "r1", NOW, kind="circles", wishes=asked, actor="test")
        circles = plans.finish(
            session, made.plan_id, drafts(formed, "id"), plan(formed), NOW, actor="test"
        )
        seats = session.query(CircleMember).all()
    assert len(circles) == len(formed.circles) > 3
    ids = formed.roster.members.ids
    placed = [ids[one] for circle in formed.circles for one in circle.members]
    assert sorted(seat.member_id for seat in seats) == sorted(placed)
    assert [one.meets_utc_hour for one in circles] == [
        one.slot.start if one.slot else None for one in formed.circles
    ]
