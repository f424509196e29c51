"""How much one caller may ask, and from which web pages."""

from flask import Flask, request
from flask_cors import CORS
from flask_limiter import Limiter

from api.auth import caller
from api.endpoint import PREFIX
from matcher.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """Limit requests below `PREFIX` by key, and open them to the web origins that are set."""
    if settings.rate_limit:
        limiter = Limiter(
            _who,
            application_limits=[settings.rate_limit],
            storage_uri=settings.rate_limit_storage,
            headers_enabled=True,
            strategy="moving-window",
        )
        limiter.request_filter(lambda: not request.path.startswith(PREFIX + "/"))
        limiter.init_app(app)
    if settings.cors_origins:
        CORS(
            app,
            resources={f"{PREFIX}/*": {"origins": list(settings.cors_origins)}},
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-ID"],
            max_age=600,
        )


def _who() -> str:
    """A good key counts for itself; whoever has none shares the count of her address."""
    key = caller()
    return f"key:{key.key_id}" if key else f"address:{request.remote_addr}"
