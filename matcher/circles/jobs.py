"""The long work about circles: a handler for each kind of job."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from matcher.circles import again, exporting, plans
from matcher.circles.drafts import drafts
from matcher.circles.form import arrange, community_encoder
from matcher.circles.roster import read_roster
from matcher.circles.wishes import read_wishes
from matcher.grouping.solution import Watcher
from matcher.i18n import LANGUAGES
from matcher.store import plans as kept
from matcher.work.curve import Curve
from matcher.work.jobs import OBJECTIVE
from matcher.work.task import Handler, Keep, Task


def form_plan(encoder_name: str, task: Task) -> Keep:
    """Form the circles of a plan; one process searches, so that it can be watched and stopped.

    Args:
        encoder_name: of what members wrote, as settings name it.
        task: about a plan.

    Raises:
        LingkarError: the wishes clash, or too few take part; says which.

    """
    plan_id = plans.of_subject(task.subject)
    with task.store.read() as session:
        given = kept.get(session, plan_id).wishes
        wishes = read_wishes(given).model_copy(update={"workers": 1})
        roster = read_roster(session, wishes)
        encoder = community_encoder(session, encoder_name)
    curve = Curve()
    formed = arrange(wishes, roster, encoder, watcher(task, curve, wishes.seconds))
    language = str(task.args.get(plans.LANGUAGE, LANGUAGES[0]))

    def keep(session: Session, now: datetime) -> None:
        result = exporting.plan(formed) | {"curve": curve.points()}
        plans.finish(session, plan_id, drafts(formed, language), result, now, actor=task.actor)

    return keep


def watcher(task: Task, curve: Curve, seconds: float) -> Watcher:
    """Tells the task how a search of so many seconds goes."""
    limit = seconds

    def watch(seconds: float, objective: float) -> bool:
        found = curve.add(seconds, objective)
        return task.watch(
            {
                "seconds": round(seconds, 1),
                "share": round(min(seconds / limit, 1.0), 3),
                OBJECTIVE: objective if found else None,
                "curve": curve.points(),
            }
        )

    return watch


HANDLERS: Final[Mapping[str, Callable[[str, Task], Keep]]] = {
    plans.FORM: form_plan,
    again.IMPROVE: again.improve_plan,
    again.REPAIR: again.repair_plan,
}
"""By kind of job; each is given the name of the encoder, then the task."""


def handlers(encoder_name: str) -> dict[str, Handler]:
    """What a worker can do about circles, with the encoder that settings name."""
    return {kind: partial(handler, encoder_name) for kind, handler in HANDLERS.items()}
