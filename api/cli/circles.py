"""The group of commands about circles, and the one that forms them."""

import json
import math
import os
import signal
from contextlib import closing
from errno import EACCES, ENOTDIR
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from api.cli.keeping import keep_formation
from api.cli.terminal import KindGroup, complain, language, progress_bars, tell
from matcher.errors import DataError
from matcher.i18n import N_
from matcher.settings import read_settings
from matcher.store.session import open_store
from models.base import Progress

if TYPE_CHECKING:
    from matcher.circles.formation import Formation

_PARTS = {"ranking": ("places", "about"), "mentoring": ("capacity", "meets", "stable")}
"""Options that are fields of a part of the wishes."""


class _Range(click.ParamType["tuple[str, str]"]):
    """Two numbers with a dash between."""

    name = "A-B"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The two; what they may be is for the wishes to say."""
        least, dash, most = str(value).replace("–", "-").partition("-")
        return least.strip(), most.strip() if dash else least.strip()


@click.group("circles", cls=KindGroup)
def circles_group() -> None:
    """Circles: form, look at, change, and see them through their life.

    CIRCLE is an id, or a number within --plan PLAN; `lingkar plans show PLAN` lists both.
    """


@circles_group.command("form")
@click.option(
    "--kind", metavar="KIND", help="circles (the default), cohorts, meetups, pairs or mentoring."
)
@click.option("--size", type=_Range(), help="Members of a circle, such as 5-8.")
@click.option("--preset", metavar="NAME", help="What matters most, such as help_each_other.")
@click.option("--hours", metavar="N", help="Length of the weekly meeting; 0: no meeting.")
@click.option("--civil", type=_Range(), help="Hours of the day a meeting lies in, such as 7-22.")
@click.option("--provinces", metavar="N", help="Provinces in a circle at least; 0: any.")
@click.option("--facilitator/--no-facilitator", default=None, help="Whether somebody leads.")
@click.option("--places", metavar="N", help="Members who are taken; the others wait, by rank.")
@click.option("--about", metavar="WORDS", help="What the goals of those who are taken are about.")
@click.option("--trio", is_flag=True, default=None, help="Whoever is left over joins a pair.")
@click.option("--capacity", metavar="N", help="Mentees that a mentor takes at most.")
@click.option("--meets", metavar="HOW", help="How mentees meet: one_to_one or as_a_circle.")
@click.option(
    "--stable",
    is_flag=True,
    default=None,
    help="Match so that no two would rather be with each other.",
)
@click.option(
    "--wishes",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A JSON file with wishes; the options win over it.",
)
@click.option("--seconds", metavar="N", help="How long to search; 30 unless told.")
@click.option("--seed", metavar="N", help="Another seed, other circles as good.")
@click.option("--workers", metavar="N", help="Processes to search with; 1 unless told.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write; needed unless --keep.",
)
@click.option("--keep", is_flag=True, help="Keep the circles in the store, as drafts of a plan.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def form_command(
    out: Path | None, keep: bool, as_json: bool, wishes: Path | None, **options: Any
) -> None:
    """Form circles of the members in the store.

    --out writes tables, reasons and an invitation for each circle to a folder. With --keep the
    circles are drafts in the store, too, or instead: `lingkar plans` shows and publishes them.
    """
    from matcher.circles.clashes import ClashingWishes  # noqa: PLC0415 (compiled code, heavy)
    from matcher.circles.exporting import document  # noqa: PLC0415
    from matcher.circles.form import arrange, community_encoder  # noqa: PLC0415
    from matcher.circles.roster import read_roster  # noqa: PLC0415
    from matcher.circles.wishes import read_wishes  # noqa: PLC0415
    from matcher.circles.writing import write_formation  # noqa: PLC0415

    if out is None and not keep:
        raise DataError(N_("Say where the circles go: --out FOLDER, --keep, or both."))
    wished = read_wishes(_given(_read(wishes), **options), language())
    if out is not None:
        demand_folder(out)
    settings = read_settings()
    with closing(open_store(settings.database_url)) as store, store.read() as session:
        roster = read_roster(session, wished)
        encoder = community_encoder(session, settings.encoder)
    try:
        with (
            progress_bars() as progress,
            SearchBar(progress, wished.seconds) as bar,
        ):
            formed = arrange(wished, roster, encoder, bar)
    except ClashingWishes as error:
        complain(error)
        click.echo("\n".join(error.told.sentences(language())), err=True)
        raise click.exceptions.Exit(1) from error
    if out is not None:
        write_formation(formed, out, encoder, language())
    plan_id = keep_formation(formed, language()) if keep else None
    if as_json:
        told = document(formed) | ({"plan_id": plan_id} if plan_id else {})
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _tell(formed, out, plan_id)


def demand_folder(folder: Path) -> None:
    """Refuse a folder that nothing can be written to, before a search takes its time.

    Raises:
        OSError: names what stands in the way; nothing is made.

    """
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not there.is_dir():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(EACCES, os.strerror(EACCES), str(folder))


def _tell(formed: "Formation", out: Path | None, plan_id: str | None) -> None:
    """How many came together, where they are, and what clashed."""
    from matcher.circles.clashes import Told  # noqa: PLC0415 (compiled code, heavy)

    tell(
        N_("Circles: {circles}. Members in one: {placed}. Waiting: {waiting}."),
        circles=len(formed.circles),
        placed=len(formed.roster) - len(formed.waiting),
        waiting=len(formed.waiting),
    )
    if out is not None:
        tell(N_("Tables, reasons and invitations are in {folder}."), folder=str(out))
    if plan_id is not None:
        tell(N_("They are kept as drafts: `lingkar plans show {plan_id}`."), plan_id=plan_id)
    if formed.solution.stopped == "cancelled":
        tell(N_("You ended the search early; these are the best circles it had found."))
    told = Told(formed.wishes, formed.roster, formed.clashes)
    for sentence in told.sentences(language()):
        click.echo(sentence)


class SearchBar:
    """Watches a search and draws how much of its time has passed; Ctrl-C ends it early.

    The best that was found by then is kept, also by several processes (see
    `matcher.grouping.beside`). A second Ctrl-C ends the command.

    Args:
        progress: draws.
        seconds: the search may take.

    """

    def __init__(self, progress: Progress, seconds: float) -> None:
        self._progress, self._seconds = progress, math.ceil(seconds)
        self.interrupted = False

    def __call__(self, seconds: float, objective: float) -> bool:
        """Go on, unless there is something to keep and it was interrupted."""
        self._progress("circles", min(int(seconds), self._seconds), self._seconds)
        return not (self.interrupted and math.isfinite(objective))

    def __enter__(self) -> Self:
        self._before = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _interrupt(self, *_: object) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True


def _read(path: Path | None) -> dict[str, Any]:
    """The wishes of a file; none without one."""
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DataError(
            N_("{path} is not a JSON object. Write wishes as described in docs/data-formats.md."),
            path=str(path),
        )
    return found


def _given(
    wishes: dict[str, Any],
    *,
    size: tuple[str, str] | None,
    civil: tuple[str, str] | None,
    hours: str | None,
    provinces: str | None,
    facilitator: bool | None,
    **others: Any,
) -> dict[str, Any]:
    """The wishes of the file with the options over them."""
    told = {name: value for name, value in others.items() if value is not None}
    inside = {name: part for part, names in _PARTS.items() for name in names}
    given = wishes | {name: value for name, value in told.items() if name not in inside}
    for name in told.keys() & inside.keys():
        part = inside[name]
        given[part] = dict(given.get(part) or {}) | {name: told[name]}
    if size:
        given |= {"least": size[0], "most": size[1]}
    if provinces is not None:
        given["provinces"] = None if provinces == "0" else {"least": provinces}
    if facilitator is not None:
        given["facilitator"] = given.get("facilitator") or {} if facilitator else None
    if hours == "0":
        given["meeting"] = None
    elif hours is not None or civil:
        meeting = dict(given.get("meeting") or {})
        meeting |= {"hours": hours} if hours is not None else {}
        given["meeting"] = meeting | ({"opens": civil[0], "closes": civil[1]} if civil else {})
    return given
