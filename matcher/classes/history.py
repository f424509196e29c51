"""A class of a member's history, wherever it came from."""

from dataclasses import dataclass
from datetime import datetime

from features.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Taken:
    """A class she took.

    Attributes:
        class_id: which class.
        status: how far she came with it.
        enrolled_at: when, aware; None where unknown. Without times, the order given is the order
            in which she took them.

    """

    class_id: str
    status: Status = Status.COMPLETED
    enrolled_at: datetime | None = None
