"""Circles that were formed on the command line, kept in the store as drafts."""

from contextlib import closing
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING

from matcher.circles import forgetting, plans
from matcher.settings import read_settings
from matcher.store.session import open_store

if TYPE_CHECKING:
    from matcher.circles.formation import Formation


def keep_formation(formed: "Formation", language: str) -> str:
    """Keep them as the drafts of a new plan; returns its id.

    Whoever withdrew or was erased while they were formed is in nothing of it.
    """
    from matcher.circles import exporting  # noqa: PLC0415 (compiled code, heavy to import)
    from matcher.circles.drafts import drafts  # noqa: PLC0415

    now, told = datetime.now(UTC), exporting.plan(formed)
    with closing(open_store(read_settings().database_url)) as store, store.begin() as session:
        made = plans.create(
            session,
            f"cli-{token_hex(8)}",
            now,
            kind=formed.wishes.kind,
            wishes=forgetting.of_present(session, formed.wishes.model_dump(mode="json")),
            actor="cli",
            work=False,
        )
        plans.finish(session, made.plan_id, drafts(formed, language), told, now, actor="cli")
    return made.plan_id
