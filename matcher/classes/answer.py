"""What comes out of a recommendation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from features.vocabulary import Format
from matcher.classes.reasons import Reason


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class to take next.

    Attributes:
        class_id: which class; `title` and `programme` as in the catalogue ("" for none).
        starts_at: aware UTC; None where it is open at any time.
        format: how it is held.
        score: the model's; comparable within one answer only.
        reasons: what the score rests on, most telling first; never empty.

    """

    class_id: str
    title: str
    programme: str
    starts_at: datetime | None
    format: Format
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Classes to take next, best first.

    Attributes:
        suggestions: at most as many as were asked for.
        personal: whether her words, topics or history had a say in the order. They have none
            without her consent, which also keeps her province and languages out of the rules.
        withheld: how many classes each rule of `matcher.classes.rules` kept back; a class counts
            under the first rule that does.

    """

    suggestions: tuple[Suggestion, ...]
    personal: bool
    withheld: Mapping[str, int]
