"""What is true of every request: an id, a log line, size and security headers."""

import re
import time
from contextlib import suppress
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from api import metrics
from api.auth import caller_id
from api.services import services
from matcher.errors import StoreError

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")

MOST_BYTES = 1_000_000
"""Size of a request's body; more comes in through an import."""

STORELESS = frozenset({None, "live", "metrics", "static", "docs", "openapi"})
"""Endpoints that answer without a look into the store; None where the address is of none."""

API_POLICY = "default-src 'none'; frame-ancestors 'none'"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register(app: Flask) -> None:
    """Watch over every request of `app`."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.before_request(_begin)
    app.before_request(_look)
    app.after_request(_finish)


def route() -> str:
    """The template of the address, without any id; "unknown" where there is none."""
    return request.url_rule.rule if request.url_rule else "unknown"


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _SANE.fullmatch(given) else uuid4().hex
    g.began = time.perf_counter()


def _look() -> None:
    """Keep nothing of whoever withdrew or was erased in another process meanwhile."""
    if request.endpoint in STORELESS:
        return
    with suppress(StoreError):  # whatever needs the store says so itself
        services().lookout.look()


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    response.headers.setdefault("Content-Security-Policy", API_POLICY)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    seconds = time.perf_counter() - g.began
    metrics.observe(request.method, route(), response.status_code, seconds)
    structlog.get_logger().info(
        "request",
        method=request.method,
        route=route(),
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        request_id=g.request_id,
        key_id=caller_id(),
    )
    return response
