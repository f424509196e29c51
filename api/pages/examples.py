"""Requests to paste: curl commands with made-up values."""

import json
from typing import Any

IDS = {
    "member_id": "sample-00001",
    "class_id": "k-001",
    "plan_id": "2f9c4e1d7a30b658",
    "circle_id": "2f9c4e1d7a30b658-00001",
}
"""A value for each parameter of an address; the generated sample has the member and the class."""


def curl(method: str, path: str, host: str, body: Any) -> str:
    """A command that sends one request.

    Args:
        method: "GET", ...
        path: with ``{parameters}``, which are filled in.
        host: the address of the service, ending in ``/``.
        body: as JSON; None for no body.

    """
    lines = [f"curl {_option(method)}'{host.rstrip('/')}{path.format(**IDS)}'"]
    lines.append("-H 'Authorization: Bearer lk_…'")
    if body is not None:
        text = json.dumps(body, indent=2, ensure_ascii=False).replace("'", r"'\''")
        lines += ["-H 'Content-Type: application/json'", f"-d '{text}'"]
    return " \\\n  ".join(lines)


def _option(method: str) -> str:
    return "" if method == "GET" else f"-X {method} "
