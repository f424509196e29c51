"""What every request needs and the application holds once: settings, store, bundle, encoder."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from api.bundles import BundleWatch
from api.encoders import Encoders
from matcher.circles.lookout import Lookout
from matcher.settings import Settings
from matcher.store.session import Store

EXTENSION = "lingkar"


@dataclass(frozen=True, slots=True)
class Services:
    """Held by the application under ``app.extensions["lingkar"]``."""

    settings: Settings
    store: Store
    lookout: Lookout
    bundles: BundleWatch
    encoders: Encoders


def services() -> Services:
    """Those of the application that serves this request."""
    return cast("Services", current_app.extensions[EXTENSION])
