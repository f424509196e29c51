"""Circles the community already has: some that are over, some that meet now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from features.regions import INDEX, PROVINCES, Zone
from features.schedule import PARTS
from matcher.sample.calendar import DAY, iso
from matcher.sample.dice import Dice

MEMBERS_A_CIRCLE = 600
"""Members of the community for each circle that meets now, and for each that is over."""
SIZES = (5, 8)
LASTS = 12 * 7 * DAY
"""How long a circle goes on."""
_LEADS = frozenset({"volunteer", "facilitator"})
_LEFT_EARLY = 0.08
_TRIES = 20

Row = dict[str, str]
Ties = Sequence[Mapping[str, str]]


def draw_circles(members: Sequence[Row], ties: Ties, now: int, dice: Dice) -> list[Row]:
    """Lines of circles.csv: of a few circles, each as a rule of the product would have it.

    All of a circle agreed to be matched, were members when it began, live in one time zone and
    are free at its hour; somebody leads it, and nobody sits beside whom she is to be apart from.
    Whoever meets now does so in one circle only.

    Args:
        members: lines of members.csv with their roles.
        ties: lines of ties.csv.
        now: the day on which the community is as told, in seconds since 1970.
        dice: of this part.

    """
    drawing = _Drawing(members, ties, dice)
    count = len(members) // MEMBERS_A_CIRCLE
    rows: list[Row] = []
    for number, status in enumerate(("closed", "running") * count, start=1):
        ago = (LASTS + 30 * DAY, LASTS + 700 * DAY) if status == "closed" else (7 * DAY, LASTS)
        began = now - dice.between(*ago)
        rows += drawing.circle(f"sample-circle-{number:03}", status, began, now)
    return rows


class _Drawing:
    """Draws one circle after the other.

    Args:
        members: lines of members.csv.
        ties: lines of ties.csv.
        dice: of this part.

    """

    def __init__(self, members: Sequence[Row], ties: Ties, dice: Dice) -> None:
        self._dice = dice
        self._free: dict[tuple[Zone, str], list[Row]] = defaultdict(list)
        self._leads: list[tuple[Row, Zone, str]] = []
        self._taken: set[str] = set()
        self._apart = {
            frozenset((tie["member_a"], tie["member_b"])) for tie in ties if tie["kind"] == "apart"
        }
        for row in members:
            if "match" not in row["consent"].split(";") or row["province"] not in INDEX:
                continue
            zone = PROVINCES[INDEX[row["province"]]].zone
            for slot in filter(None, row["availability"].split(";")):
                self._free[zone, slot].append(row)
                if row["role"] in _LEADS:
                    self._leads.append((row, zone, slot))

    def circle(self, circle_id: str, status: str, began: int, now: int) -> Iterator[Row]:
        """The lines of a circle; none where nobody could lead one, or too few could come."""
        for _ in range(_TRIES if self._leads else 0):
            leads, zone, slot = self._dice.pick(self._leads)
            seats = self._seats(leads, self._free[zone, slot], began, self._dice.between(*SIZES))
            if len(seats) >= SIZES[0]:
                break
        else:
            return
        if status == "running":
            self._taken |= {row["member_id"] for row in seats}
        day, part = slot.split("-")
        start = PARTS[part][0] + 1
        ended = began + LASTS if status == "closed" else 0
        for row in seats:
            early = row is not leads and self._dice.chance(_LEFT_EARLY)
            left = began + self._dice.between(1, (min(ended or now, now) - began) // DAY) * DAY
            yield {
                "circle_id": circle_id,
                "name": f"Lingkar {circle_id[-3:].lstrip('0')}",
                "kind": "circles",
                "status": status,
                "meets": f"{day}-{start:02}-{start + 1:02} {zone}",
                "member_id": row["member_id"],
                "role": "facilitator" if row is leads else "member",
                "joined_at": iso(began),
                "left_at": iso(left) if early else iso(ended) if ended else "",
            }

    def _seats(self, leads: Row, free: list[Row], began: int, size: int) -> list[Row]:
        """Who leads and who comes, at first from other provinces than those who sit already."""
        seats: list[Row] = []
        others = self._dice.some(free, min(len(free), 60))
        for wide, row in product((True, False), [leads, *others]):
            if len(seats) < size and row not in seats and self._may(row, seats, began):
                afar = all(row["province"] != other["province"] for other in seats)
                seats += [row] if afar or not wide else []
        return seats if leads in seats else []

    def _may(self, row: Row, seats: Sequence[Row], began: int) -> bool:
        """Whether she was a member, sits in no circle that meets now, and suits who is there."""
        one = row["member_id"]
        apart = any(frozenset((one, other["member_id"])) in self._apart for other in seats)
        return one not in self._taken and row["joined_at"] <= iso(began) and not apart
