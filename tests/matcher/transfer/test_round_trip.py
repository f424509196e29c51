"""What is exported comes back as the identical store, whatever it holds."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.regions import PROVINCES
from features.schedule import DAYS, PARTS
from features.vocabulary import (
    CircleKind,
    CircleLife,
    Format,
    Level,
    Purpose,
    Role,
    SeatRole,
    Stage,
    Status,
    Tie,
    Visibility,
)
from matcher.domain.meetings import meeting_text
from matcher.domain.rows import (
    CircleRow,
    ClassRow,
    EnrolmentRow,
    MemberRow,
    Row,
    StoryRow,
    TieRow,
)
from matcher.store.session import Store, open_store
from matcher.transfer import export_folder
from matcher.transfer.files import FILES
from tests.matcher.transfer.folders import contents, empty, load, write_files, write_rows

Rows = dict[str, list[Row]]

ids = st.text(alphabet="abz=+-@'0 é", min_size=1, max_size=5).filter(lambda text: text.strip())
texts = st.text(alphabet=st.sampled_from("ab=+-@'\"\n;,\té👩 "), max_size=12) | st.text(max_size=12)
filled = texts.map(lambda text: f"x{text}")
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
times = st.none() | moments
topics = st.lists(st.sampled_from(["parenting", "finance", "gizi-mpasi"]), unique=True)
provinces = st.none() | st.sampled_from([province.code for province in PROVINCES])
languages = st.sampled_from(["id", "en", "jv"])


def some(words: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(words)), unique=True)


def members(member_id: str) -> st.SearchStrategy[MemberRow]:
    return st.builds(
        MemberRow,
        member_id=st.just(member_id),
        display_name=texts,
        province=provinces,
        goals=texts,
        background=texts,
        offers=texts,
        topics=topics,
        stage=some(Stage),
        vision=texts,
        languages=st.lists(languages, unique=True),
        availability=some(f"{day}-{part}" for day in DAYS for part in PARTS),
        role=st.sampled_from(Role),
        joined_at=times,
        consent=some(Purpose),
    )


def classes(class_id: str, others: list[str]) -> st.SearchStrategy[ClassRow]:
    before = [other for other in others if other != class_id]
    return st.builds(
        ClassRow,
        class_id=st.just(class_id),
        title=filled,
        description=texts,
        programme=texts,
        topics=topics,
        level=st.none() | st.sampled_from(Level),
        prerequisites=some(before) if before else st.just([]),
        capacity=st.none() | st.integers(1, 1_000_000),
        starts_at=times,
        format=st.sampled_from(Format),
        province=provinces,
        language=languages,
        active=st.booleans(),
    )


@st.composite
def enrolments(draw: st.DrawFn, member_id: str, class_id: str) -> EnrolmentRow:
    at = draw(moments)
    status = draw(st.sampled_from(Status))
    done = status is Status.COMPLETED and draw(st.booleans())
    return EnrolmentRow(
        member_id=member_id,
        class_id=class_id,
        enrolled_at=at,
        status=status,
        completed_at=at + timedelta(hours=draw(st.integers(0, 1_000))) if done else None,
        rating=draw(st.none() | st.floats(1, 5)),
    )


@st.composite
def circles(draw: st.DrawFn, circle_id: str, seated: list[str]) -> list[CircleRow]:
    """The seats of a circle."""
    status = draw(st.sampled_from(CircleLife))
    alike = {
        "circle_id": circle_id,
        "name": draw(texts),
        "kind": draw(st.sampled_from(CircleKind)),
        "status": status,
        "meets": draw(
            st.just("") | st.builds(meeting_text, st.integers(0, 167), st.integers(1, 24))
        ),
    }
    rows = []
    for member_id in seated:
        joined = draw(moments)
        left = status is CircleLife.CLOSED or draw(st.booleans())
        rows.append(
            CircleRow(
                **alike,
                member_id=member_id,
                role=draw(st.sampled_from(SeatRole)),
                joined_at=joined,
                left_at=joined + timedelta(hours=draw(st.integers(0, 100_000))) if left else None,
            )
        )
    return rows


def at_one_time(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """The pairs who were in one circle at one time."""
    end = datetime.max.replace(tzinfo=UTC)
    return {
        (a.member_id, b.member_id)
        for a in rows
        for b in rows
        if isinstance(a, CircleRow) and isinstance(b, CircleRow)
        if a.circle_id == b.circle_id and a.member_id < b.member_id
        if a.joined_at and b.joined_at
        if a.joined_at < (b.left_at or end) and b.joined_at < (a.left_at or end)
    }


def ties(rows: Rows) -> list[TieRow]:
    return [row for row in rows["ties.csv"] if isinstance(row, TieRow)]


@st.composite
def communities(draw: st.DrawFn) -> Rows:
    """A few rows for each file that belong together."""
    who = [row.strip() for row in draw(st.lists(ids, max_size=4))]
    what = [row.strip() for row in draw(st.lists(ids, max_size=4))]
    who, what = list(dict.fromkeys(who)), list(dict.fromkeys(what))
    pairs = [(a, b) for a in who for b in who if a < b]
    return {
        "members.csv": [draw(members(name)) for name in who],
        "classes.csv": [draw(classes(name, what)) for name in what],
        "enrolments.csv": [
            draw(enrolments(a, b)) for a in who for b in what if draw(st.booleans())
        ],
        "stories.csv": [
            draw(
                st.builds(
                    StoryRow,
                    story_id=st.just(f"s{i}"),
                    author_id=st.none() | st.sampled_from(who) if who else st.none(),
                    title=filled,
                    body=filled,
                    topics=topics,
                    created_at=times,
                    visibility=st.sampled_from(Visibility),
                    language=languages,
                )
            )
            for i in range(draw(st.integers(0, 2)))
        ],
        "ties.csv": [
            TieRow(member_a=a, member_b=b, kind=kind, since=draw(times))
            for a, b in pairs
            for kind in (Tie.TOGETHER, Tie.MET)
            if draw(st.booleans())
        ],
        "circles.csv": [
            row
            for i in range(draw(st.integers(0, 2)))
            for row in draw(circles(f"l{i}", draw(st.lists(st.sampled_from(who), unique=True))))
        ]
        if who
        else [],
    }


@pytest.fixture
def two_stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    stores = [open_store(f"sqlite:///{tmp_path / name}.db", migrate=True) for name in "ab"]
    yield stores[0], stores[1]
    for store in stores:
        store.close()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=communities())
def test_an_exported_store_imports_to_the_identical_store(
    two_stores: tuple[Store, Store], tmp_path: Path, rows: Rows
) -> None:
    first, second = two_stores
    for store in two_stores:
        empty(store)
    assert not load(first, write_rows(tmp_path / "in", rows)).problems
    export_folder(first, tmp_path / "out")
    assert not load(second, tmp_path / "out").problems
    assert contents(second) == contents(first)
    again = load(first, tmp_path / "out")
    assert all(counts.unchanged == counts.read for counts in again.files.values())


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=communities())
def test_the_store_holds_what_the_rows_say(store: Store, tmp_path: Path, rows: Rows) -> None:
    empty(store)
    load(store, write_rows(tmp_path / "in", rows))
    found = contents(store)
    for file in FILES:
        key = lambda values: tuple(values[name] for name in file.key)  # noqa: B023, E731
        expected = [
            {name: value for name, value in file.values(row).items() if name in file.kept}
            for row in rows[file.name]
        ]
        kept = [{name: row[name] for name in file.kept} for row in found[file.table.name]]
        if file.name == "ties.csv":  # those who shared a circle have met beside what it says
            keys = {tuple(row[name] for name in file.key) for row in expected}
            expected += [row for row in kept if tuple(row[n] for n in file.key) not in keys]
        assert sorted(kept, key=key) == sorted(expected, key=key)
    told = {(row.member_a, row.member_b) for row in ties(rows) if row.kind is Tie.MET}
    met = {(row["member_a"], row["member_b"]) for row in found["ties"] if row["kind"] == "met"}
    assert met == told | at_one_time(rows["circles.csv"])
    assert len(found["ties"]) == len(met) + sum(row.kind is not Tie.MET for row in ties(rows))


def test_the_round_trip_holds_on_every_database(any_store: Store, tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "in",
        members='member_id,goals,joined_at,consent\n\'=1+1,"\'=cmd, ""x""",24/11/2026,match\n',
        classes="class_id,title,programme,capacity,active\nc1,Satu,P,20,tidak\n",
        enrolments='member_id,class_id,enrolled_at,rating\n\'=1+1,c1,2026-01-01,"4,7"\n',
    )
    assert not load(any_store, folder).problems
    before = contents(any_store)
    export_folder(any_store, tmp_path / "out")
    empty(any_store)
    assert not load(any_store, tmp_path / "out").problems
    assert contents(any_store) == before
    assert before["members"][0]["goals"] == '=cmd, "x"'


def test_no_exported_cell_is_a_formula(store: Store, tmp_path: Path) -> None:
    write_files(
        tmp_path / "in",
        members='member_id,goals,background\nm1,=HYPERLINK(1),"- satu\n- dua"\n',
        classes="class_id,title\nc1,@SUM(1)\n",
    )
    load(store, tmp_path / "in")
    export_folder(store, tmp_path / "out")
    assert "'=HYPERLINK(1)" in (tmp_path / "out/members.csv").read_text(encoding="utf-8")
    assert "c1,'@SUM(1)" in (tmp_path / "out/classes.csv").read_text(encoding="utf-8")


def test_an_export_that_breaks_off_leaves_the_folder_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    load(store, write_files(tmp_path / "in", members="member_id,goals\nm1,satu\n"))
    out = tmp_path / "out"
    export_folder(store, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    load(store, write_files(tmp_path / "in", members="member_id,goals\nm1,dua\n"))

    def break_off(step: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_folder(store, out, progress=break_off)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(before) == sorted(file.name for file in FILES)
