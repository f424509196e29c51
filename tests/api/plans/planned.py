"""Wishes that made-up members can meet, and lists of the service read to their end."""

from typing import Any

from tests.api.service import Caller
from tests.matcher.work import processes

EASY = {**processes.EASY, "seconds": 0.3}
"""Wishes that the made-up members can meet."""
ASKED = {"request_id": "r1", "wishes": EASY}


def every(caller: Caller, path: str, limit: int = 3) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    items: list[dict[str, Any]] = []
    after = None
    while True:
        asked = {"limit": limit} | ({"after": after} if after else {})
        page = caller("GET", path, query_string=asked).json
        items += page["items"]
        after = page["next"]
        if after is None:
            return items
