"""What differs between kinds: who has a seat, what the problem is, and how it is solved."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from features.support import Support
from matcher.circles import mentoring
from matcher.circles.build import Built, build
from matcher.circles.roster import Roster
from matcher.circles.wishes import Wishes
from matcher.grouping.pairing import pair_up
from matcher.grouping.solution import Solution, Watcher
from matcher.grouping.solve import solve


class Way(NamedTuple):
    """How a kind is formed.

    Attributes:
        seat: the roster as it was read → with its leaders and its seats.
        build: the problem over the seats that are left after a ranking, of so many circles, or as
            many as suit where None.
        search: what is found for it.

    """

    seat: Callable[[Wishes, Roster], Roster]
    build: Callable[[Wishes, Roster, Support, int | None], Built]
    search: Callable[[Wishes, Built, Watcher], Solution]


def _as_read(_wishes: Wishes, roster: Roster) -> Roster:
    return roster


def _search(wishes: Wishes, built: Built, watch: Watcher) -> Solution:
    return solve(
        built.problem,
        seconds=wishes.seconds,
        seed=wishes.seed,
        watch=watch,
        workers=wishes.workers,
    )


def _build_pairs(wishes: Wishes, roster: Roster, support: Support, count: int | None) -> Built:
    """Circles of two; the first may be of three where that is wished."""
    built = build(wishes, roster, support, count)
    sizes = built.problem.sizes.copy()
    sizes[0, 1] += wishes.trio
    return replace(built, problem=replace(built.problem, sizes=sizes))


def _pair_up(wishes: Wishes, built: Built, watch: Watcher) -> Solution:
    return pair_up(built.problem, seconds=wishes.seconds, watch=watch)


_GROUPS = Way(_as_read, build, _search)

WAYS: Mapping[str, Way] = {
    "circles": _GROUPS,
    "cohorts": _GROUPS,
    "meetups": _GROUPS,
    "pairs": Way(_as_read, _build_pairs, _pair_up),
    "mentoring": Way(mentoring.seat, mentoring.build, mentoring.search),
}
"""Each kind that can be wished."""
