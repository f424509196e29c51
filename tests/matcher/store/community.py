"""A small community for the tests of the store."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from features.vocabulary import Purpose
from matcher import privacy
from matcher.store import catalogue, enrolments, people
from matcher.store.schema import Circle, CircleMember, MemberTie, Story

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def fill(session: Session) -> None:
    """Sari and Wulan (who agrees to `match` only) take classes, tell stories, share a circle."""
    for member_id, goals in (("wulan", "jualan kue online"), ("sari", "ingin menulis lagi")):
        people.upsert(session, member_id, {"goals": goals, "stage": ("baby",)}, now=NOW)
    people.update(session, "sari", {"province": "ID-JB", "availability": ("mon-morning",)}, now=NOW)
    for purpose in (Purpose.RECOMMEND, Purpose.STORIES):
        privacy.grant(session, "sari", purpose, NOW)
    privacy.grant(session, "wulan", Purpose.MATCH, NOW)
    catalogue.upsert(session, "first", {"title": "Ibu untuk Ibu", "level": "starter"}, now=NOW)
    catalogue.upsert(
        session,
        "writer",
        {"title": "Jika Ibu Menjadi Penulis", "prerequisites": ("gone", "first"), "capacity": 20},
        now=NOW,
    )
    _take(session, "sari", "writer", 2, "enrolled")
    _take(session, "sari", "first", 1, "completed")
    _take(session, "wulan", "first", 0, "dropped")
    _tell(session, "s-sari", "sari")
    _tell(session, "s-wulan", "wulan")
    _tell(session, "s-nobody", None)
    session.add(MemberTie(member_a="sari", member_b="wulan", kind="met"))
    session.add(Circle(circle_id="c1", name="Lingkar Satu", created_at=NOW))
    session.flush()
    session.add(CircleMember(circle_id="c1", member_id="sari", joined_at=NOW))


def _take(session: Session, member_id: str, class_id: str, day: int, status: str) -> None:
    values = {"enrolled_at": NOW + timedelta(days=day), "status": status}
    enrolments.upsert(session, member_id, class_id, values)


def _tell(session: Session, story_id: str, author: str | None) -> None:
    session.add(
        Story(story_id=story_id, author_id=author, title="t", body="cerita", updated_at=NOW)
    )
