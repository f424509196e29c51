"""Commands about plans of circles: look at them, publish them, hand them out."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table
from sqlalchemy.orm import Session

from api.cli.terminal import KindGroup, language, out, tell
from matcher.circles import plans
from matcher.i18n import N_, say
from matcher.settings import read_settings
from matcher.store import jobs as job_store
from matcher.store import plans as kept
from matcher.store.session import open_store
from matcher.work import jobs

SHOWN = 50
"""Plans that are listed at most."""


@click.group("plans", cls=KindGroup)
def plans_group() -> None:
    """Plans of circles: list, show, review, publish, cancel, stop, export."""


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
            job.status if job else "",
            _counted(counts.get(one.plan_id, {})),
        )
    out.print(table)


@plans_group.command("show")
@click.argument("plan_id", metavar="PLAN")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
def show_command(plan_id: str, as_json: bool) -> None:
    """Show how far PLAN is, and what came of it."""
    from api.v1.plan_views import plan_view  # noqa: PLC0415 (the API's own words)

    with reading() as session:
        view = plan_view(session, plan_id, language(), datetime.now(UTC))
    if as_json:
        click.echo(view.model_dump_json(indent=2))
        return
    if view.job is not None:
        share = view.job.progress.share
        tell(
            N_("Work: {status} {share}"),
            status=view.job.status.value,
            share="" if share is None else f"({round(100 * share)} %)",
        )
        if view.job.message:
            out.print(view.job.message)
    tell(N_("Circles: {circles}"), circles=_counted(view.circles) or "0")
    tell(N_("Members in one: {placed}. Waiting: {waiting}."), placed=view.placed,
         waiting=sum(view.waiting.values()))  # fmt: skip
    if view.formed is not None and view.formed.mean_quality is not None:
        tell(
            N_("Mean closeness: {mean}; of the weakest circle: {weakest}."),
            mean=round(view.formed.mean_quality, 2),
            weakest=round(view.formed.weakest_quality or 0.0, 2),
        )


@plans_group.command("review")
@click.argument("plan_id", metavar="PLAN")
def review_command(plan_id: str) -> None:
    """Mark all drafts of PLAN as reviewed."""
    with writing() as session:
        reviewed = plans.review(session, plan_id, datetime.now(UTC), actor="cli")
    tell(N_("Circles that are reviewed now: {circles}."), circles=len(reviewed))


@plans_group.command("publish")
@click.argument("plan_id", metavar="PLAN")
def publish_command(plan_id: str) -> None:
    """Publish all reviewed circles of PLAN; who found no place goes onto the waiting list."""
    with writing() as session:
        published = plans.publish(session, plan_id, datetime.now(UTC), actor="cli")
        counts = kept.circle_counts(session, [plan_id]).get(plan_id, {})
    tell(N_("Circles that are published now: {circles}."), circles=len(published))
    if counts.get("draft"):
        tell(
            N_("Drafts are left: {drafts}. `lingkar plans review {plan_id}` marks them first."),
            drafts=counts["draft"],
            plan_id=plan_id,
        )


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
    """Write tables, reasons and invitations of PLAN to FOLDER, from its circles as they are now."""
    from matcher.circles.form import community_encoder  # noqa: PLC0415 (heavy to import)
    from matcher.circles.standing import standing  # noqa: PLC0415
    from matcher.circles.writing import write_formation  # noqa: PLC0415

    with reading() as session:
        encoder = community_encoder(session, read_settings().encoder)
        formed = standing(session, plan_id, encoder).formation()
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


def _counted(counts: Mapping[str, int]) -> str:
    """3 draft, 2 reviewed."""
    return ", ".join(f"{count} {status}" for status, count in counts.items())
