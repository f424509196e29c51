"""CSV files as Excel, Google Sheets, pandas and people leave them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ImportRefused
from matcher.transfer.cells import guarded, unguarded
from matcher.transfer.reading import Line, open_csv

KNOWN = ("member_id", "goals", "vision")


def lines(path: Path, content: str | bytes) -> list[Line]:
    path = path / "members.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_csv(path, KNOWN[:2], KNOWN) as rows:
        return list(rows)


TEXT = "member_id,goals\nm1,ingin belajar\n"
READ = [Line(2, {"member_id": "m1", "goals": "ingin belajar"})]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.removesuffix("\n").encode(),
        TEXT.replace("member_id,goals", ' Member ID ,"GOALS"').encode(),
        TEXT.replace("member_id,goals", "member-id,goals,,").encode(),
        TEXT.replace("\n", ",,\n").encode(),
        (TEXT + "\n , \n").encode(),
    ],
)
def test_encodings_delimiters_line_ends_and_headings_do_not_matter(
    tmp_path: Path, content: bytes
) -> None:
    assert lines(tmp_path, content) == READ


@pytest.mark.parametrize("mark", [";", ",", "|"])
def test_a_separator_line_is_obeyed_and_counted(tmp_path: Path, mark: str) -> None:
    content = f"sep={mark}\r\n" + TEXT.replace(",", mark)
    for encoding in ("utf-8-sig", "utf-16"):
        (row,) = lines(tmp_path, content.encode(encoding))
        assert row == Line(3, READ[0].cells)


def test_a_row_is_named_by_the_line_it_starts_on(tmp_path: Path) -> None:
    content = 'member_id,goals\nm1,"satu\ndua\n\ntiga"\n\nm2,x\n'
    assert [(row.number, row.cells["goals"]) for row in lines(tmp_path, content)] == [
        (2, "satu\ndua\n\ntiga"),
        (7, "x"),
    ]


def test_cells_a_short_row_lacks_are_not_there(tmp_path: Path) -> None:
    (row,) = lines(tmp_path, "member_id,goals,vision\nm1\n")
    assert row.cells == {"member_id": "m1"}


def test_broken_rows_are_named_and_those_behind_them_read(tmp_path: Path) -> None:
    content = 'member_id,goals\nm1,"a"b"\nm2,a,b\nm3,x\nm4,"\nm5,x\n'
    found = [(row.number, row.fault) for row in lines(tmp_path, content)]
    assert found == [(2, "bad_quotes"), (3, "too_many_cells"), (4, ""), (5, "open_quotes")]


def test_a_quotation_mark_that_never_closes_does_not_swallow_a_long_file(tmp_path: Path) -> None:
    rows = "".join(f"m{i},{'x' * 90}\n" for i in range(3_000))
    found = lines(tmp_path, 'member_id,goals\nm0,"open\n' + rows)
    assert found[0] == Line(2, {}, "open_quotes")
    assert len(found) > 1_000
    assert found[-1].cells["member_id"] == "m2999"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no column member_id, goals"),
        ("nama,goals\nm1,x\n", "members.csv has no column member_id"),
        ("member_id,goals,Goals\nm1,x,y\n", "names the column goals twice"),
        (b"member_id,goals\nm1,x\nm2,Ren\xe9e\n", r"not UTF-8 text \(line 3\)"),
        (TEXT.encode("utf-16")[:-1], "not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_used_at_all_says_how_to_mend_it(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(ImportRefused, match=message):
        lines(tmp_path, content)


@given(st.text(alphabet=st.sampled_from("'=+-@ab\t\n "), max_size=6) | st.text())
def test_guarding_a_cell_can_be_undone_and_leaves_no_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.startswith(("=", "+", "-", "@"))


@given(st.text(alphabet=st.sampled_from("'=+-@ab\n;, \"")))
def test_guarded_cells_survive_the_csv_format(text: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guarded(text), "x"])
    ((cell, _),) = csv.reader(io.StringIO(buffer.getvalue(), newline=""), strict=True)
    assert unguarded(cell) == text
