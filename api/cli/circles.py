"""Commands about circles: form them."""

import json
import math
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.keeping import keep_formation
from api.cli.terminal import KindGroup, language, progress_bars, tell
from matcher.errors import DataError
from matcher.i18n import N_
from matcher.settings import read_settings
from matcher.store.session import open_store
from models.base import Progress

if TYPE_CHECKING:
    from matcher.circles.formation import Formation


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
    """What concerns circles."""


@circles_group.command("form")
@click.option("--kind", help="circles (the default), cohorts or meetups.")
@click.option("--size", type=_Range(), help="Members of a circle, such as 5-8.")
@click.option("--preset", help="What matters most, such as help_each_other.")
@click.option("--hours", help="Length of the weekly meeting; 0: no meeting.")
@click.option("--civil", type=_Range(), help="Hours of the day a meeting lies in, such as 7-22.")
@click.option("--provinces", help="Different provinces in a circle at least; 0: any.")
@click.option("--facilitator/--no-facilitator", default=None, help="Whether somebody leads.")
@click.option(
    "--wishes",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A JSON file with wishes; the options win over it.",
)
@click.option("--seconds", help="How long to search.")
@click.option("--seed", help="Another seed, other circles of about the same worth.")
@click.option("--workers", help="Processes to search with.")
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
    """Form circles of the members in the store; write tables, a plan and invitations to a folder.

    With --keep they are drafts in the store too, or instead: `lingkar plans` shows and publishes.
    """
    from matcher.circles.exporting import plan  # noqa: PLC0415 (compiled code, heavy to import)
    from matcher.circles.form import arrange, community_encoder  # noqa: PLC0415
    from matcher.circles.roster import read_roster  # noqa: PLC0415
    from matcher.circles.wishes import read_wishes  # noqa: PLC0415
    from matcher.circles.writing import write_formation  # noqa: PLC0415

    if out is None and not keep:
        raise DataError(N_("Say where the circles go: --out FOLDER, --keep, or both."))
    wished = read_wishes(_given(_read(wishes), **options), language())
    settings = read_settings()
    with closing(open_store(settings.database_url)) as store, store.read() as session:
        roster = read_roster(session, wished)
        encoder = community_encoder(session, settings.encoder)
    with progress_bars() as progress:
        formed = arrange(wished, roster, encoder, _Bar(progress, wished.seconds))
    if out is not None:
        write_formation(formed, out, encoder, language())
    plan_id = keep_formation(formed, language()) if keep else None
    if as_json:
        told = plan(formed) | ({"plan_id": plan_id} if plan_id else {})
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _tell(formed, out, plan_id)


def _tell(formed: "Formation", out: Path | None, plan_id: str | None) -> None:
    """How many came together, and where they are."""
    where = [str(out)] if out else []
    tell(
        N_("Circles: {circles}. Members in one: {placed}. Waiting: {waiting}. All is in {folder}."),
        circles=len(formed.circles),
        placed=len(formed.roster) - len(formed.waiting),
        waiting=len(formed.waiting),
        folder=", ".join([*where, *([f"lingkar plans show {plan_id}"] if plan_id else [])]),
    )


class _Bar:
    """Watches a search and draws how much of its time has passed."""

    def __init__(self, progress: Progress, seconds: float) -> None:
        self._progress, self._seconds = progress, math.ceil(seconds)

    def __call__(self, seconds: float, objective: float) -> bool:
        """Go on."""
        self._progress("circles", min(int(seconds), self._seconds), self._seconds)
        return True


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
    **plain: str | None,
) -> dict[str, Any]:
    """The wishes of the file with the options over them."""
    given = wishes | {name: value for name, value in plain.items() if value is not None}
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
