"""What can be wrong with a value, and how to mend it: one English sentence pair for each code.

Fields raise `wrong(code, **facts)`; the import report and the API turn the pydantic error back
into reason and mend with `explain`, in whatever language. What a person wrote is never quoted.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails, PydanticCustomError


class Advice(NamedTuple):
    """Why a value cannot be used and how to mend it: templates with ``{placeholders}``."""

    reason: str
    mend: str


ADVICE: Mapping[str, Advice] = {
    "missing": Advice("It is missing.", "Fill it in."),
    "blank": Advice("It is empty.", "Fill it in."),
    "unknown_field": Advice("No field has that name.", "Check its spelling, or leave it out."),
    "not_a_row": Advice("It is not an object with named fields.", "Send a JSON object."),
    "not_text": Advice("It is not a text.", "Write it as text, in quotation marks in JSON."),
    "too_long": Advice(
        "It is longer than {limit} characters.", "Shorten it to at most {limit} characters."
    ),
    "too_many": Advice("It lists more than {limit} entries.", "Keep at most {limit} of them."),
    "id_characters": Advice(
        "An id may not hold line breaks, semicolons, slashes or invisible characters.",
        "Use letters, digits, - and _ in ids.",
    ),
    "id_rounded": Advice(
        "A spreadsheet has rounded this id, and its last digits are lost.",
        "Format the id column as text before filling it in, then save it again.",
    ),
    "unknown_province": Advice(
        "No province has that name.",
        "Write one of the 38 provinces or its code such as ID-JB; leave it empty for abroad.",
    ),
    "close_province": Advice(
        "No province has exactly that name.", "Did you mean {suggestion} ({province})?"
    ),
    "unknown_choice": Advice("It is not one of the known words.", "Use one of: {choices}."),
    "unknown_language": Advice(
        "It is not a language code.", "Use ISO 639 codes, such as id, en, jv or su."
    ),
    "unknown_availability": Advice(
        "Entry {position} is not a time of the week.",
        "Write a day and a part of the day such as mon-morning (morning, noon, afternoon, night), "
        "or a day and hours from 0 to 24 such as mon-19-21.",
    ),
    "not_a_topic": Advice(
        "Entry {position} holds no letter or digit.", "Write topics as words, such as parenting."
    ),
    "not_a_time": Advice(
        "It is not a date or time.",
        "Write 2026-11-24, 2026-11-24T19:00+07:00 or 24/11/2026 19:00 (the day first).",
    ),
    "time_out_of_range": Advice(
        "The year is not between {first} and {last}.", "Check the year and write all four digits."
    ),
    "not_a_number": Advice("It is not a number.", "Write digits only, such as 4 or 4.5."),
    "not_a_whole_number": Advice(
        "It is not a whole number.", "Write digits only, without a point or comma."
    ),
    "out_of_range": Advice(
        "It is not between {least} and {most}.", "Use a number from {least} to {most}."
    ),
    "not_yes_or_no": Advice("It is neither yes nor no.", "Write true or false (or ya, tidak)."),
    "own_prerequisite": Advice(
        "The class names itself as its prerequisite.", "Take its own id out of the list."
    ),
    "completed_before_enrolled": Advice(
        "It lies before the enrolment.", "Check both dates; the day comes before the month."
    ),
    "completed_but_not": Advice(
        "A completion time stands beside another status than completed.",
        "Set the status to completed, or leave the completion time empty.",
    ),
    "no_such_member": Advice(
        "No member has this id.", "Add her to members.csv, or correct the id."
    ),
    "no_such_class": Advice("No class has this id.", "Add it to classes.csv, or correct the id."),
    "refused_member": Advice(
        "She is in members.csv, but line {there} there could not be used.", "Mend that line."
    ),
    "refused_class": Advice(
        "It is in classes.csv, but line {there} there could not be used.", "Mend that line."
    ),
    "repeated": Advice(
        "The same row stands on line {first} already; the later one counts.", "Keep one of the two."
    ),
    "bad_quotes": Advice(
        "A quotation mark stands inside a field.",
        "Put the field in quotation marks and write each one inside it twice.",
    ),
    "open_quotes": Advice(
        "A quotation mark opens here that does not close, so where rows end is not clear.",
        "Close it, or take it out.",
    ),
    "too_many_cells": Advice(
        "The row has more fields than the first line has columns.",
        "Put fields that hold the delimiter in quotation marks.",
    ),
    "unknown_column": Advice(
        "No column has that name, so it was passed over.", "Check its spelling in the first line."
    ),
    "least_over_most": Advice(
        "The least is more than the most.", "Write the smaller number first, such as 5-8."
    ),
    "more_provinces_than_members": Advice(
        "A circle of at most {most} members cannot reach more provinces than that.",
        "Ask for fewer provinces, or for larger circles.",
    ),
    "meetup_afar": Advice(
        "A meetup brings together those who live in one region.",
        "Leave out the least number of provinces, or choose the kind circles.",
    ),
    "not_for_kind": Advice(
        "It says nothing about the kind {kind}.", "Leave it out, or choose another kind."
    ),
    "nothing_counts": Advice(
        "None of the criteria counts for anything.", "Give one of them a weight above 0."
    ),
    "goals_about_nothing": Advice(
        "It is not said what the goals are to be close to.",
        "Write it under `about`, in words that a member would use.",
    ),
    "stable_circle": Advice(
        "What is stable is between two, not between all of a circle.",
        "Have them meet one_to_one, or leave `stable` out.",
    ),
    "meeting_too_long": Advice(
        "A meeting of {hours} hours does not fit between the two hours of the day.",
        "Shorten it, or open earlier and close later.",
    ),
    "tie_to_herself": Advice(
        "Both ids are the same member.", "Name two different members in a tie."
    ),
    "not_a_meeting": Advice(
        "It is not a weekly meeting.",
        "Write a day, full hours and the zone, such as wed-19-20 WIB (WIB, WITA or WIT).",
    ),
    "left_before_joined": Advice(
        "It does not lie after the day she joined, or that day is missing.",
        "Fill in both times; the day comes before the month.",
    ),
    "closed_but_there": Advice(
        "The circle is closed, so nobody is in it any more.",
        "Fill in when she left, or set the status to running.",
    ),
    "circle_differs": Advice(
        "Line {first} tells it otherwise for the same circle.",
        "Write the same on every line of a circle.",
    ),
    "circle_made_here": Advice(
        "This circle was made in Lingkar, so a file does not change it.",
        "Change it in Lingkar, or give the circle of the file an id of its own.",
    ),
    "circle_locked": Advice(
        "This circle is locked in Lingkar.", "Unlock it first, or leave its lines as they were."
    ),
    "circle_goes_back": Advice(
        "This circle is further on in Lingkar, and its status does not go back.",
        "Write the status it has there: {status}.",
    ),
    "circle_apart": Advice(
        "She is to be kept apart from somebody who sits in this circle.",
        "Seat one of the two elsewhere, or fill in when she left.",
    ),
}

_PYDANTIC = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "model_type": "not_a_row",
    "model_attributes_type": "not_a_row",
}


def wrong(code: str, /, **facts: str | int) -> PydanticCustomError:
    """The pydantic error of that code; its message is reason and mend in English."""
    reason, mend = ADVICE[code]
    context: dict[str, Any] = dict(facts)
    return PydanticCustomError(code, f"{reason} {mend}", context)


def explain(error: ErrorDetails, translate: Callable[[str], str] = str) -> Advice:
    """Reason and mend of a pydantic error, translated and with its facts filled in.

    Errors of pydantic itself that no advice is written for keep pydantic's own words.
    """
    advice = ADVICE.get(_PYDANTIC.get(error["type"], error["type"]))
    if advice is None:
        return Advice(error["msg"], "")
    facts = error.get("ctx", {})
    return Advice(*(translate(part).format(**facts) for part in advice))
