"""How much is in the store."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.store.schema import Base, Class, Enrolment, Member, MemberTie, Story


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of each kind."""

    members: int
    classes: int
    enrolments: int
    stories: int
    ties: int


def count(session: Session) -> Counts:
    """Count the rows of each kind."""

    def rows(table: type[Base]) -> int:
        return session.scalars(select(func.count()).select_from(table)).one()

    return Counts(rows(Member), rows(Class), rows(Enrolment), rows(Story), rows(MemberTie))
