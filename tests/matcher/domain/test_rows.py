"""Whole rows: what is required, what may be blank, what must agree."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from features.vocabulary import Format, Purpose, Role, Stage, Status, Visibility
from matcher.domain.advice import ADVICE, Advice, explain
from matcher.domain.rows import ClassRow, EnrolmentRow, MemberRow, Row, StoryRow, TieRow


def complaints(row: type[Row], cells: object) -> dict[str, str]:
    """The code of what is wrong with each field."""
    with pytest.raises(ValidationError) as error:
        row.model_validate(cells)
    return {".".join(map(str, each["loc"])): each["type"] for each in error.value.errors()}


def test_a_member_as_a_spreadsheet_has_her_comes_out_normal() -> None:
    row = MemberRow.model_validate(
        {
            "member_id": " m-1 ",
            "province": "jogja",
            "goals": "",
            "stage": "balita;Hamil",
            "consent": "stories;recommend",
            "role": "Relawan",
            "display_name": "  ",
            "joined_at": "",
        }
    )
    assert row.member_id == "m-1"
    assert row.province == "ID-YO"
    assert row.stage == (Stage.PREGNANT, Stage.TODDLER)
    assert row.consent == (Purpose.RECOMMEND, Purpose.STORIES)
    assert row.role is Role.VOLUNTEER
    assert (row.display_name, row.joined_at, row.goals) == ("", None, "")


def test_blank_and_null_mean_the_default() -> None:
    row = ClassRow.model_validate(
        {"class_id": "c", "title": "Kelas", "format": "", "active": None, "language": " "}
    )
    assert (row.format, row.active, row.language) == (Format.ONLINE, True, "id")


def test_a_class_says_no_when_it_is_not_active() -> None:
    assert not ClassRow(class_id="c", title="Kelas", active="tidak").active


def test_a_story_is_for_members_unless_it_says_otherwise() -> None:
    story = StoryRow(story_id="s", title="Judul", body="Isi")
    assert (story.visibility, story.author_id) == (Visibility.MEMBERS, None)


def test_the_ids_of_a_tie_come_out_sorted() -> None:
    tie = TieRow.model_validate({"member_a": "b", "member_b": "a", "kind": "bersama"})
    assert (tie.member_a, tie.member_b, tie.kind) == ("a", "b", "together")


@pytest.mark.parametrize(
    ("row", "cells", "expected"),
    [
        (MemberRow, {}, {"member_id": "missing", "goals": "missing"}),
        (MemberRow, {"member_id": "", "goals": ""}, {"member_id": "blank"}),
        (MemberRow, {"member_id": "m", "goals": 3}, {"goals": "not_text"}),
        (MemberRow, {"member_id": "m", "goals": "", "name": "x"}, {"name": "extra_forbidden"}),
        (MemberRow, [], {"": "model_type"}),
        (StoryRow, {"story_id": "s", "title": " ", "body": "x"}, {"title": "blank"}),
        (ClassRow, {"class_id": "c", "title": "t", "format": "tv"}, {"format": "unknown_choice"}),
        (
            ClassRow,
            {"class_id": "c", "title": "t", "prerequisites": "b;c"},
            {"prerequisites": "own_prerequisite"},
        ),
        (TieRow, {"member_a": "a", "member_b": "b", "kind": ""}, {"kind": "blank"}),
        (
            EnrolmentRow,
            {"member_id": "m", "class_id": "c", "enrolled_at": " "},
            {"enrolled_at": "blank"},
        ),
        (
            TieRow,
            {"member_a": "a", "member_b": "a ", "kind": "met"},
            {"member_b": "tie_to_herself"},
        ),
    ],
)
def test_each_field_that_cannot_be_used_is_named(
    row: type[Row], cells: object, expected: dict[str, str]
) -> None:
    assert complaints(row, cells) == expected


def enrolment(**cells: str) -> dict[str, str]:
    return {"member_id": "m", "class_id": "c", "enrolled_at": "2026-03-02 10:00"} | cells


def test_a_class_is_completed_after_it_was_enrolled_in() -> None:
    early = enrolment(status="completed", completed_at="2026-02-01")
    assert complaints(EnrolmentRow, early) == {"completed_at": "completed_before_enrolled"}
    same_day = EnrolmentRow.model_validate(enrolment(status="selesai", completed_at="2026-03-02"))
    assert same_day.status is Status.COMPLETED
    assert same_day.completed_at == datetime(2026, 3, 1, 17, tzinfo=UTC)


def test_a_completion_time_belongs_to_a_completed_class() -> None:
    dropped = enrolment(status="dropped", completed_at="2026-04-01")
    assert complaints(EnrolmentRow, dropped) == {"completed_at": "completed_but_not"}


def test_every_complaint_is_explained_with_a_mend_and_without_what_was_written() -> None:
    secret = "rahasia saya"
    cells = {
        "member_id": "1E+9",
        "goals": secret * 500,
        "province": secret,
        "stage": secret,
        "languages": secret,
        "availability": secret,
        "role": secret,
        "joined_at": secret,
        secret: "",
    }
    with pytest.raises(ValidationError) as error:
        MemberRow.model_validate(cells)
    advice = [explain(each) for each in error.value.errors()]
    assert len(advice) == len(cells)
    for reason, mend in advice:
        assert reason
        assert mend
        assert secret not in reason + mend
        assert "{" not in reason + mend


def test_an_error_without_advice_of_ours_keeps_its_own_words() -> None:
    error = {"type": "int_parsing", "loc": ("x",), "msg": "Not an integer", "input": 1}
    assert explain(error) == Advice("Not an integer", "")  # type: ignore[arg-type]


def test_advice_is_whole_sentences() -> None:
    for reason, mend in ADVICE.values():
        assert reason.endswith(".")
        assert mend.endswith((".", "?"))
