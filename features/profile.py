"""What a member says of herself and what a class says of itself, as texts to embed."""

import re
from dataclasses import dataclass

from features.tables import MemberTable

_BREAK = re.compile(
    r"[.,;:!?()\n\r•|/]+|\s[-–—+&]\s"
    r"|\b(?:dan|serta|tapi|tetapi|karena|karna|krn|supaya|agar|biar|and|but|because|so that)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member tells of herself; every part may be empty.

    Attributes:
        goals: what she wants to learn or to do.
        background: where she comes from.
        vision: where she sees herself in two years.
        topics: names of the topics she chose.

    """

    goals: str = ""
    background: str = ""
    vision: str = ""
    topics: tuple[str, ...] = ()

    def text(self) -> str:
        """All she says as one text, the goals first."""
        return _joined(self.goals, self.vision, self.background)


def class_text(title: str, description: str, programme: str) -> str:
    """All a class says as one text, the title first."""
    return _joined(title, programme, description)


def profiles(members: MemberTable) -> list[Profile]:
    """The profile of each member, in the order of the table."""
    return [
        Profile(
            members.goals[i],
            members.background[i],
            members.vision[i],
            tuple(name for name, on in zip(members.topic_names, row, strict=True) if on),
        )
        for i, row in enumerate(members.topics)
    ]


def phrases(text: str, longest: int = 9) -> list[str]:
    """Short phrases of `text` in her own spelling, each once, for quoting in a reason.

    Cut at punctuation and conjunctions; a phrase of more than `longest` words is cut again, so
    that none is too long to quote.
    """
    pieces = (piece.split() for piece in _BREAK.split(text))
    short = (
        " ".join(words[at : at + longest])
        for words in pieces
        for at in range(0, len(words), longest)
    )
    return list(dict.fromkeys(short))


def _joined(*parts: str) -> str:
    return ". ".join(part.strip() for part in parts if part.strip())
