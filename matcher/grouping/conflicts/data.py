"""What is said of rules that clash."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from features.arrays import Int32

Kind: TypeAlias = Literal["impossible", "stranded", "limits"]
Change: TypeAlias = Literal["drop", "least", "most", "untie", "free", "more", "wait"]

SIZE = "size"
"""How the least and greatest size of circles are called among the rules."""
EVERYONE = "everyone"
"""How it is called among the rules that nobody may wait."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change of one rule after which a clash is none any more; see `relaxed`.

    Attributes:
        rule: its name; "size" and "everyone" are rules too.
        change: "least" or "most" becomes `to`; "untie": ties of `members` go; "free": the pins of
            `members` go; "more": somebody more of the kind, who has everything in common with
            anybody; "wait": members may wait; "drop": the rule goes, or becomes soft.
        to: the new least or greatest number; 0 for other changes.
        members: rows it is about; none where it is about all.
        places: by how many the members who can sit at once, as far as is proven, become more; 0
            where another clash still stands in their way.

    """

    rule: str
    change: Change
    to: int = 0
    members: tuple[int, ...] = ()
    places: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """A few rules that cannot all hold; without any one of them this clash is none.

    Attributes:
        kind: "impossible": there is no legal grouping; "stranded": each of `members` waits in every
            legal grouping; "limits": no more than `most` members sit in any.
        rules: names.
        members: (m,) int32 rows it is about; none where it is about all.
        circles: (c,) int32 circles it is about; none where it is about all.
        most: of those for whom waiting costs something, who can sit at once; -1 unless "limits".
        relaxations: those first after which nothing is proven impossible any more, then by what
            they give; none of them is proven to suffice.

    """

    kind: Kind
    rules: tuple[str, ...]
    members: Int32
    circles: Int32
    most: int = -1
    relaxations: tuple[Relaxation, ...] = ()
