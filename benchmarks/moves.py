"""Moves by hand in the circles of a generated community: what their price and places take.

python benchmarks/moves.py [--members N] [--json]

CPU milliseconds of this process, after a first call that reads and builds (told apart).
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from matcher.circles import board, edits, plans, standing
from matcher.circles.changes import Change, Move
from matcher.circles.drafts import drafts
from matcher.circles.exporting import plan
from matcher.circles.form import form
from matcher.circles.pricing import price
from matcher.circles.wishes import read_wishes
from matcher.errors import LingkarError
from matcher.sample import write_sample
from matcher.store.session import Store, open_store
from matcher.transfer import import_folder
from models.encoder import shipped

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TIMES = 50
"""Calls that each figure is the median and the worst of."""


@click.command()
@click.option("--members", default=15_000, show_default=True)
@click.option("--seconds", default=5.0, show_default=True, help="The search may take.")
@click.option("--json", "as_json", is_flag=True)
def main(members: int, seconds: float, as_json: bool) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sample(folder / "csv", members=members, seed=1, as_of=date(2026, 11, 1))
        store = open_store(f"sqlite:///{folder / 'lingkar.db'}", migrate=True)
        import_folder(store, folder / "csv", now=NOW)
        figures = _measured(store, _formed(store, seconds))
        store.close()
    if as_json:
        click.echo(json.dumps(figures, indent=2))
        return
    for what, found in figures.items():
        click.echo(f"{what:24} {found}")


def _formed(store: Store, seconds: float) -> str:
    """The id of a plan with drafts of the community."""
    wishes = read_wishes({"seconds": seconds, "seed": 1})
    with store.read() as session:
        formed = form(session, wishes, shipped())
    with store.begin() as session:
        asked = wishes.model_dump(mode="json")
        made = plans.create(session, "r", NOW, kind="circles", wishes=asked, actor="benchmark")
        plans.finish(
            session, made.plan_id, drafts(formed, "en"), plan(formed), NOW, actor="benchmark"
        )
    return made.plan_id


def _measured(store: Store, plan_id: str) -> dict[str, dict[str, float]]:
    encoder, dice = shipped(), np.random.default_rng(7)

    def stand() -> standing.Standing:
        with store.read() as session:
            return standing.standing(session, plan_id, encoder)

    first = _milliseconds(stand, 1)
    stood = stand()
    ids = stood.roster.members.ids
    names = [one.circle_id for one in stood.circles]

    def one_move() -> None:
        price(stand(), [Move(str(dice.choice(ids)), str(dice.choice(names)))])

    def some_places() -> None:
        board.places(stand(), str(dice.choice(ids)))

    def some_swaps() -> None:
        board.swaps(stand(), str(dice.choice(ids)))

    def made() -> None:
        now = stand()
        move = Move(str(dice.choice(ids)), str(dice.choice(names)))
        rules = frozenset(rule.name for rule in now.built.problem.rules)
        with store.begin() as session:
            change = Change((move,), rules)
            edits.apply(
                session, plan_id, now.revision, change, NOW, actor="benchmark", encoder=encoder
            )

    return {
        "members": {"all": len(ids), "circles": len(names)},
        "read and build": first,
        "price of a move": _milliseconds(one_move, TIMES),
        "places for a member": _milliseconds(some_places, TIMES),
        "swaps for a member": _milliseconds(some_swaps, TIMES),
        "a move that is made": _milliseconds(made, TIMES),
    }


def _milliseconds(do: Callable[[], object], times: int) -> dict[str, float]:
    """Median and worst CPU time of so many calls; calls that are refused do not count."""
    found: list[float] = []
    while len(found) < times:
        began = time.process_time()
        try:
            do()
        except LingkarError:
            continue
        found.append(1000 * (time.process_time() - began))
    return {"median_ms": round(float(np.median(found)), 1), "worst_ms": round(max(found), 1)}


if __name__ == "__main__":
    main()
