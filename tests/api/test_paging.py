"""Cursor pagination: every row once, in order, whatever the page size."""

from base64 import urlsafe_b64encode
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from api.v1.paging import cut, decode, encode
from tests.api.service import Caller

LISTS = {
    "/v1/members": ("member_id",),
    "/v1/classes": ("class_id",),
    "/v1/enrolments": ("member_id", "class_id"),
}


def walk(caller: Caller, path: str, limit: int) -> list[dict[str, object]]:
    items: list[dict[str, object]] = []
    after: str | None = ""
    while after is not None:
        answer = caller("GET", f"{path}?limit={limit}" + (f"&after={after}" if after else ""))
        assert answer.status_code == 200
        assert len(answer.json["items"]) <= limit
        items += answer.json["items"]
        after = answer.json["next"]
    return items


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [7, 60, 200])
def test_following_next_gives_every_row_once_and_in_order(
    path: str, limit: int, reader: Caller
) -> None:
    keys = [tuple(row[name] for name in LISTS[path]) for row in walk(reader, path, limit)]
    assert keys == sorted(set(keys))
    assert len(keys) == len(walk(reader, path, 200))


def test_a_full_last_page_has_no_next(reader: Caller) -> None:
    assert reader("GET", "/v1/classes?limit=12").json["next"] is None


def test_a_member_who_joins_between_two_pages_disturbs_neither(editor: Caller) -> None:
    first = editor("GET", "/v1/members?limit=30").json
    editor("PUT", "/v1/members/aaa", json={"member_id": "aaa", "goals": ""})
    second = editor("GET", f"/v1/members?limit=200&after={first['next']}").json
    ids = [row["member_id"] for row in first["items"] + second["items"]]
    assert ids == [f"m{i:04d}" for i in range(60)]


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "bm90IGpzb24", "WzFd", "é", "%00", "WyJhIiwiYiJd", "WyJcdTAwMDAiXQ"]
)
def test_a_made_up_cursor_is_refused(cursor: str, reader: Caller) -> None:
    answer = reader("GET", f"/v1/members?after={cursor}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/query/after"


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e3", ""])
def test_a_page_size_out_of_range_is_refused(limit: str, reader: Caller) -> None:
    answer = reader("GET", f"/v1/members?limit={limit}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/query/limit"


@given(st.lists(st.text(max_size=64).filter(str.isprintable), min_size=1, max_size=3))
def test_a_cursor_holds_any_key(key: list[str]) -> None:
    assert decode(encode(key), len(key)) == tuple(key)


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with suppress(PydanticCustomError):
        assert all(isinstance(part, str) for part in decode(text, 1))


def test_a_deeply_nested_cursor_is_refused() -> None:
    with pytest.raises(PydanticCustomError):
        decode(urlsafe_b64encode(b"[" * 100_000).decode(), 1)


@given(st.lists(st.integers()), st.integers(1, 10))
def test_a_cut_keeps_what_fits_and_names_the_last_of_it(rows: list[int], limit: int) -> None:
    kept, following = cut(rows, limit, lambda row: [str(row)])
    assert kept == rows[:limit]
    assert (following is None) == (len(rows) <= limit)
