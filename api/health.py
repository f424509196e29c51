"""Is it alive, and is it ready: for whoever starts, balances and watches the service."""

from flask import Flask, Response
from pydantic import BaseModel, Field

from api import language, metrics, problems
from api.services import services
from matcher.errors import LingkarError, NotReady
from matcher.i18n import N_
from matcher.store.migrate import check


class Live(BaseModel):
    """The process answers."""

    status: str = Field("live", examples=["live"])


class Ready(BaseModel):
    """Everything that is needed to answer is there."""

    status: str = Field("ready", examples=["ready"])
    bundle: str = Field(description="The version in service.")
    warnings: list[str] = Field(description="What should be looked at, though answers go on.")


def register(app: Flask) -> None:
    """Serve ``/health/live``, ``/health/ready`` and ``/metrics``."""
    app.add_url_rule("/health/live", "live", live)
    app.add_url_rule("/health/ready", "ready", ready)
    app.add_url_rule("/metrics", "metrics", metrics.page)


def live() -> Response:
    """The process answers; nothing else is looked at."""
    return _fresh(Live())


def ready() -> Response:
    """200 when store and bundle are in service, else 503 with what is missing, in words."""
    missing = [language.say(error) for error in (_store(), _bundle()) if error is not None]
    found = services().bundles.peek()
    if missing or found is None:
        return problems.respond(503, " ".join(missing), headers={"Retry-After": "5"})
    refused = services().bundles.refused
    warnings = [language.say(refused.reason)] if refused else []
    return _fresh(Ready(bundle=found.version, warnings=warnings))


def _store() -> LingkarError | None:
    try:
        check(services().store.engine)
    except LingkarError as error:
        return error
    except Exception:  # noqa: BLE001 - a driver may raise anything; which does not matter here
        return LingkarError(N_("The database does not answer."))
    return None


def _bundle() -> LingkarError | None:
    refused = services().bundles.refused
    try:
        services().bundles.current()
    except NotReady as error:
        return refused.reason if refused else error
    return None


def _fresh(body: BaseModel) -> Response:
    response = Response(body.model_dump_json(), mimetype="application/json")
    response.cache_control.no_store = True
    return response
