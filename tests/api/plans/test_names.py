"""Names in what is told of a plan's circles."""

from flask import Flask

from api.services import EXTENSION
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import life
from matcher.store import people
from tests.api.service import Caller
from tests.matcher.circles.drafted import small_plan
from tests.matcher.circles.women import NOW, TO_PUBLISHED, agree


def test_who_withdrew_from_a_circle_that_is_known_is_named_nowhere(
    app: Flask, reader: Caller
) -> None:
    with app.extensions[EXTENSION].store.begin() as session:
        agree(session)
        for name in ("ayu", "bela"):
            people.update(session, name, {"display_name": f"Ibu {name}"}, now=NOW)
        people.update(session, "ayu", {"province": "ID-PA"}, now=NOW)
        plan_id = small_plan(session, "ayu bela")
        for step in TO_PUBLISHED:
            life.advance(session, f"{plan_id}-00000", step, NOW, actor="cli")
        privacy.withdraw(session, "ayu", Purpose.MATCH, NOW)
    (circle,) = reader("GET", f"/v1/plans/{plan_id}/circles?names=true").json["items"]
    names = {one["member_id"]: one["name"] for one in circle["members"]}
    assert names == {"ayu": None, "bela": "Ibu bela"}
    assert list(circle["meeting"]["local"]) == ["WIB"]
