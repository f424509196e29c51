"""Who walks beside whom: the best assignment, a stable one, or a search from the best one."""

import time
from dataclasses import replace

from matcher.circles.build import Built
from matcher.circles.mentoring.lawful import lawful
from matcher.circles.mentoring.seating import sides_of
from matcher.circles.mentoring.table import make_table, preferences
from matcher.circles.wishes import Wishes
from matcher.grouping import mentoring as matching
from matcher.grouping.checking import check
from matcher.grouping.solution import Found, Solution, Stopped, Watcher
from matcher.grouping.solve import handed_out, solve


def search(wishes: Wishes, built: Built, watch: Watcher) -> Solution:
    """Who walks beside whom; the bound is the best assignment of mentees one by one.

    Raises:
        Infeasible: as a circle, none was found that keeps every hard rule.

    """
    start, sides = time.perf_counter(), sides_of(wishes)
    table = make_table(built, sides)
    mentor = matching.assign(table.wishes(table.worth), table.waiting)
    bound = table.total(mentor)
    if sides.stable:
        mentor = matching.deferred_acceptance(preferences(wishes, built, table))
    circle = table.seated(mentor, built, sides)
    verdict = check(built.problem, circle)
    proven = sides.meets == "one_to_one" or (
        verdict.legal and verdict.objective >= bound - 1e-6 * max(abs(bound), 1)
    )
    if not proven:
        circle = table.seated(lawful(table, mentor, built.problem), built, sides)
        verdict = check(built.problem, circle)
    seconds = time.perf_counter() - start
    onward = watch(seconds, verdict.objective if verdict.legal else float("-inf"))
    if proven or not onward:
        trace = ((seconds, verdict.objective),)
        ending: Stopped = "cancelled"
        if proven:
            ending = "stable" if sides.stable else "proven"
        found = Found(circle, trace, ending)
        return handed_out(found, verdict, max(bound, verdict.objective))
    solution = solve(
        built.problem,
        seconds=wishes.seconds,
        seed=wishes.seed,
        watch=watch,
        warm_start=circle,
        workers=wishes.workers,
    )
    return replace(solution, bound=max(bound, solution.objective))
