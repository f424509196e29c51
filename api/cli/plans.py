"""Commands about plans of circles: look at them, publish them, hand them out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table
from sqlalchemy.orm import Session

from api.cli.terminal import KindGroup, language, out, tell
from features.regions import Zone
from matcher.circles import life, numbering, plans
from matcher.circles.hours import Slot
from matcher.circles.states import CircleStatus
from matcher.circles.words import when
from matcher.errors import Conflict
from matcher.i18n import N_, say
from matcher.settings import read_settings
from matcher.store import circles
from matcher.store import jobs as job_store
from matcher.store import plans as kept
from matcher.store.schema import Circle, Job, Plan
from matcher.store.session import open_store
from matcher.work import jobs

SHOWN = 50
"""Plans that are listed at most."""
LISTED = 30
"""Circles of a plan that are listed unless all are asked for."""
LOCKED = N_("locked")
STATUSES: Mapping[str, str] = {
    "draft": N_("draft"),
    "reviewed": N_("reviewed"),
    "published": N_("published"),
    "running": N_("running"),
    "closed": N_("closed"),
    "queued": N_("waits for a worker"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
    "refused": N_("refused"),
}
"""What a circle, or a job, is at; a job that runs is told as a circle that does."""


@click.group("plans", cls=KindGroup)
def plans_group() -> None:
    """Plans of circles: list, show, review, publish, run, cancel, stop, export."""


@plans_group.command("list")
def list_command() -> None:
    """List the plans, the newest first."""
    with reading() as session:
        found = kept.page(session, limit=SHOWN)
        latest = job_store.latest_of(session, [plans.subject(one.plan_id) for one in found])
        counts = kept.circle_counts(session, [one.plan_id for one in found])
    heads = (N_("Plan"), N_("Kind"), N_("Asked for"), N_("Work"), N_("Circles"))
    table = Table(*(say(head, language()) for head in heads), box=None, pad_edge=False)
    for one in found:
        job = latest.get(plans.subject(one.plan_id))
        table.add_row(
            one.plan_id,
            one.kind,
            f"{one.created_at:%Y-%m-%d %H:%M}",
            word(job.status) if job else "",
            _counted(counts.get(one.plan_id, {})),
        )
    out.print(table)


@plans_group.command("show")
@click.argument("plan_id", metavar="PLAN")
@click.option("--all", "every", is_flag=True, help="List all of its circles, however many.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
def show_command(plan_id: str, every: bool, as_json: bool) -> None:
    """Show how far PLAN is, and its circles by number."""
    with reading() as session:
        if as_json:
            from api.v1.plan_views import plan_view  # noqa: PLC0415 (loads the whole service)

            view = plan_view(session, plan_id, language(), datetime.now(UTC))
            click.echo(view.model_dump_json(indent=2))
            return
        plan = kept.get(session, plan_id)
        job = job_store.latest(session, plans.subject(plan_id))
        if job is not None:
            _tell_work(job)
            tell_unheard(session, datetime.now(UTC))
        _tell_outcome(session, plan)
        found = numbering.of_plan(session, plan_id)
        some = found if every else found[:LISTED]
        out.print(_circle_table(session, some))
    if len(some) < len(found):
        tell(N_("{more} more circles: `lingkar plans show {plan_id} --all`."),
             more=len(found) - len(some), plan_id=plan_id)  # fmt: skip


def _tell_work(job: Job) -> None:
    """How far a job is, and why it was refused."""
    share = job.progress.get("share")
    tell(
        N_("Work: {status} {share}"),
        status=word(job.status),
        share="" if share is None else f"({round(100 * share)} %)",
    )
    if job.message:
        tell(job.message, **job.facts)


def _tell_outcome(session: Session, plan: Plan) -> None:
    """How many circles there are, how many members sit and wait, and how close they are."""
    result, seated = plan.result or {}, circles.seated(session, plan.plan_id)
    counts = kept.circle_counts(session, [plan.plan_id]).get(plan.plan_id, {})
    tell(N_("Circles: {circles}"), circles=_counted(counts) or "0")
    tell(
        N_("Members in one: {placed}. Waiting: {waiting}."),
        placed=len(seated),
        waiting=len(result.get("waiting", {}).keys() - seated),
    )
    quality = [one["quality"] for one in result.get("circles", []) if "quality" in one]
    if quality:
        tell(
            N_("Mean closeness: {mean}; of the weakest circle: {weakest}."),
            mean=round(sum(quality) / len(quality), 2),
            weakest=round(min(quality), 2),
        )


def tell_unheard(session: Session, now: datetime) -> None:
    """Tell if work waits and no worker seems to be there, and since when."""
    if not jobs.unheard(session, now):
        return
    last = job_store.last_taken(session)
    if last is None:
        tell(N_("No worker was ever seen here. `lingkar worker` starts one; `lingkar serve` too."))
    else:
        tell(
            N_(
                "It waits, and no worker seems to run: one was last seen {minutes} minutes ago. "
                "`lingkar worker` starts one; `lingkar serve` too."
            ),
            minutes=max(1, round((now - last).total_seconds() / 60)),
        )


def _circle_table(session: Session, found: Sequence[tuple[int, Circle]]) -> Table:
    """A row a circle: its number, name, status, members, hour, and id."""
    heads = (N_("No."), N_("Circle"), N_("Status"), N_("Members"), N_("Meets"), N_("Id"))
    table = Table(*(say(head, language()) for head in heads), box=None, pad_edge=False)
    seated = circles.roles(session, [one.circle_id for _, one in found])
    for number, one in found:
        table.add_row(
            str(number),
            one.name,
            word(one.status) + (f" ({say(LOCKED, language())})" if one.locked else ""),
            str(len(seated[one.circle_id])),
            meeting_of(one, Zone.WIB),
            one.circle_id,
        )
    return table


def meeting_of(circle: Circle, zone: Zone) -> str:
    """When a circle meets on the clocks of `zone`; "" where it has no hour."""
    if circle.meets_utc_hour is None or circle.meets_hours is None:
        return ""
    return when(Slot(circle.meets_utc_hour, circle.meets_hours), zone, language())


def word(status: str) -> str:
    """A status of a circle or a job in the reader's language."""
    return say(STATUSES[status], language()) if status in STATUSES else status


@plans_group.command("review")
@click.argument("plan_id", metavar="PLAN")
def review_command(plan_id: str) -> None:
    """Mark all drafts of PLAN as reviewed."""
    with writing() as session:
        reviewed = plans.review(session, plan_id, datetime.now(UTC), actor="cli")
    tell(N_("Circles that are reviewed now: {circles}."), circles=len(reviewed))


@plans_group.command("publish")
@click.argument("plan_id", metavar="PLAN")
@click.option(
    "--anyway",
    metavar="RULE",
    multiple=True,
    help="A rule that circles may break; may be given several times, and goes on record.",
)
def publish_command(plan_id: str, anyway: tuple[str, ...]) -> None:
    """Publish all reviewed circles of PLAN.

    Whoever found no place goes onto the waiting list. It is refused where a circle does not keep
    what was asked for any more.
    """
    from matcher.circles import publishing  # noqa: PLC0415 (heavy to import)
    from matcher.circles.form import community_encoder  # noqa: PLC0415

    with writing() as session:
        encoder = community_encoder(session, read_settings().encoder)
        published = publishing.publish(
            session, plan_id, datetime.now(UTC), actor="cli", encoder=encoder, anyway=anyway
        )
        drafts = _drafts(session, plan_id)
        if drafts and not published:
            raise Conflict(
                N_(
                    "No draft of this plan is reviewed yet, so none was published. Look at them, "
                    "then mark them: `lingkar plans review {plan_id}`."
                ),
                plan_id=plan_id,
            )
    tell(N_("Circles that are published now: {circles}."), circles=len(published))
    if drafts:
        tell(
            N_("Drafts are left: {drafts}. `lingkar plans review {plan_id}` marks them first."),
            drafts=drafts,
            plan_id=plan_id,
        )


@plans_group.command("run")
@click.argument("plan_id", metavar="PLAN")
def run_command(plan_id: str) -> None:
    """Say that all published circles of PLAN meet by now."""
    with writing() as session:
        found = numbering.of_plan(session, plan_id)
        ready = [one.circle_id for _, one in found if one.status == CircleStatus.PUBLISHED]
        started = life.advance_all(
            session, ready, CircleStatus.RUNNING, datetime.now(UTC), actor="cli"
        )
    tell(N_("Circles that are running now: {circles}."), circles=len(started))


@plans_group.command("cancel")
@click.argument("plan_id", metavar="PLAN")
def cancel_command(plan_id: str) -> None:
    """End what is done for PLAN; nothing comes of it."""
    with writing() as session:
        jobs.cancel(session, plans.work_on(session, plan_id).job_id, datetime.now(UTC), actor="cli")
    tell(N_("It is cancelled: nothing comes of it."))


@plans_group.command("stop")
@click.argument("plan_id", metavar="PLAN")
def stop_command(plan_id: str) -> None:
    """End what is done for PLAN early, and keep the best so far."""
    with writing() as session:
        jobs.stop(session, plans.work_on(session, plan_id).job_id, datetime.now(UTC), actor="cli")
    tell(N_("It stops now and keeps the best so far."))


@plans_group.command("export")
@click.argument("plan_id", metavar="PLAN")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(plan_id: str, folder: Path) -> None:
    """Write PLAN as it is now to FOLDER.

    That is tables, reasons, and an invitation for each circle.
    """
    from matcher.circles.form import community_encoder  # noqa: PLC0415 (heavy to import)
    from matcher.circles.standing import standing  # noqa: PLC0415
    from matcher.circles.today import formation_today  # noqa: PLC0415
    from matcher.circles.writing import write_formation  # noqa: PLC0415

    with reading() as session:
        encoder = community_encoder(session, read_settings().encoder)
        formed = formation_today(session, standing(session, plan_id, encoder))
    write_formation(formed, folder, encoder, language())
    tell(N_("Circles: {circles}. All is in {folder}."), circles=len(formed.circles),
         folder=str(folder))  # fmt: skip


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction of the store of the settings that only reads."""
    with closing(open_store(read_settings().database_url)) as store, store.read() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction of the store of the settings for changes."""
    with closing(open_store(read_settings().database_url)) as store, store.begin() as session:
        yield session


def _drafts(session: Session, plan_id: str) -> int:
    """How many drafts of a plan somebody sits in."""
    found = [one for _, one in numbering.of_plan(session, plan_id)]
    ids = [one.circle_id for one in found if one.status == CircleStatus.DRAFT]
    return sum(bool(seated) for seated in circles.roles(session, ids).values())


def _counted(counts: Mapping[str, int]) -> str:
    """3 draft, 2 reviewed."""
    return ", ".join(f"{count} {word(status)}" for status, count in counts.items())
