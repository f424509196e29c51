"""The application, put together in named steps."""

import os

from flask import Flask

from api import health, limits, logs, openapi, pages, problems, requests
from api.bundles import BundleWatch
from api.encoders import Encoders
from api.endpoint import register as register_endpoints
from api.services import EXTENSION, Services
from api.v1 import ENDPOINTS
from matcher.circles.lookout import Lookout
from matcher.errors import DataError, StoreError
from matcher.settings import Settings, read_settings
from matcher.store.session import open_store


def create_app(settings: Settings | None = None) -> Flask:
    """The service, for gunicorn (``gunicorn 'api:create_app()'``), ``flask --app api`` and tests.

    Args:
        settings: None reads them from the environment and ``lingkar.toml``.

    Raises:
        DataError: a setting cannot be used.
        StoreError: the database is out of reach or of another version.

    """
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        app = _service(settings)
        app.extensions[EXTENSION].bundles.peek()  # so that the first request need not wait
        return app
    try:
        app = _service(settings)
    except (StoreError, DataError) as error:
        app = _out_of_order(error)
    _add_commands(app)
    return app


def _service(settings: Settings | None) -> Flask:
    settings = settings or read_settings()
    app = Flask("api", static_folder=None, template_folder="templates")
    logs.configure(settings.log_level)
    store = open_store(settings.database_url)
    app.extensions[EXTENSION] = Services(
        settings,
        store,
        Lookout(store),
        BundleWatch(settings.bundles, logs.bundle),
        Encoders(settings.encoder),
    )
    requests.register(app)
    problems.register(app)
    limits.register(app, settings)
    health.register(app)
    register_endpoints(app, ENDPOINTS)
    openapi.register(app)
    pages.register(app)
    return app


def _out_of_order(error: Exception) -> Flask:
    """An application that only has commands, such as the `db upgrade` that mends it."""
    app = Flask("api", static_folder=None)

    @app.before_request
    def refuse() -> None:
        raise error

    return app


def _add_commands(app: Flask) -> None:
    """``flask --app api`` knows the commands of ``lingkar``; the service does without them."""
    from api.cli.group import COMMANDS  # noqa: PLC0415 (commands start this application)

    for command in COMMANDS:
        app.cli.add_command(command)
