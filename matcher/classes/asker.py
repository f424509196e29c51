"""Who asks: all that rules, scores and reasons may know of her."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC

import numpy as np
from sqlalchemy.orm import Session

from features.arrays import Time
from features.profile import Profile
from features.regions import INDEX
from features.tables import EnrolmentLog
from features.vocabulary import Purpose, Status
from matcher import privacy
from matcher.classes.history import Taken
from matcher.store import enrolments, people
from models.base import Histories
from models.engine import Engine
from models.histories import from_log

NOWHERE = -1
"""The province of whoever is abroad or did not say."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A member at the moment of asking.

    Attributes:
        profile: what she tells of herself.
        history: what she took, oldest first.
        province: index into `features.regions.PROVINCES`, or `NOWHERE`.
        languages: that she reads; empty means Indonesian.

    """

    profile: Profile = field(default_factory=Profile)
    history: tuple[Taken, ...] = ()
    province: int = NOWHERE
    languages: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether her words, topics or history have a say in the order."""
        return bool(self.history or self.profile.topics or self.profile.text())

    def status(self, class_id: str) -> Status | None:
        """How far she came with a class; None if she never took it."""
        return next((one.status for one in self.history if one.class_id == class_id), None)

    def histories(self, engine: Engine) -> Histories:
        """Her history as the models read it; classes they do not know are left out."""
        known = [one for one in self.history if one.class_id in engine.item_index]
        statuses = list(Status)
        log = EnrolmentLog(
            member=np.zeros(len(known), dtype=np.int32),
            item=np.array([engine.item_index[one.class_id] for one in known], dtype=np.int32),
            at=_times(known),
            status=np.array([statuses.index(one.status) for one in known], dtype=np.int8),
            completed_at=np.full(len(known), "NaT", dtype="datetime64[s]"),
            rating=np.full(len(known), np.nan, dtype=np.float32),
        )
        return from_log(log, 1)


def stored(session: Session, member_id: str) -> Asker:
    """The member as far as she agreed to be known: without consent, nothing of her is used.

    Raises:
        NotFound: there is no such member.

    """
    member = people.get(session, member_id)
    if Purpose.RECOMMEND not in privacy.consents(session, member_id):
        return Asker()
    rows = sorted(
        enrolments.of_member(session, member_id), key=lambda row: (row.enrolled_at, row.class_id)
    )
    return Asker(
        Profile(member.goals, member.background, member.vision, member.topics),
        tuple(Taken(row.class_id, Status(row.status), row.enrolled_at) for row in rows),
        province_index(member.province),
        member.languages,
    )


def province_index(code: str | None) -> int:
    """The index of a province's code; `NOWHERE` for none."""
    return INDEX.get(code, NOWHERE) if code else NOWHERE


def in_order(history: Sequence[Taken]) -> tuple[Taken, ...]:
    """A history oldest first: by time where every class has one, else as it was given.

    A class that is named more than once counts once, as it was named last.
    """
    history = tuple({one.class_id: one for one in history}.values())
    dated = [(one.enrolled_at, one) for one in history if one.enrolled_at is not None]
    if len(dated) < len(history):
        return history
    return tuple(one for _, one in sorted(dated, key=lambda pair: pair[0]))


def _times(history: Sequence[Taken]) -> Time:
    """(m,) when each class was taken; all a day apart where somebody left one time out."""
    at = [
        one.enrolled_at.astimezone(UTC).replace(tzinfo=None) for one in history if one.enrolled_at
    ]
    if len(at) == len(history):
        return np.array(at, dtype="datetime64[s]")
    return np.datetime64(0, "s") + np.arange(len(history)) * np.timedelta64(1, "D")
