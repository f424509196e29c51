"""A plan's circles as files: tables for a spreadsheet, and an invitation for each circle."""

import json
from io import BytesIO
from typing import TYPE_CHECKING, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field

from api.endpoint import Call, File, endpoint
from api.services import services
from matcher.access import KeyRole
from matcher.domain.rows import Id
from matcher.settings import Language

if TYPE_CHECKING:
    from matcher.circles.formation import Formation

TAG = "Plans"
CSV = "text/csv"
JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of each file in an archive, so that the same invitations are the same bytes."""


class Speaking(BaseModel):
    """In which language."""

    model_config = ConfigDict(extra="forbid")

    language: Language | None = Field(
        None, description="Of words in it; by default that of `Accept-Language`."
    )


class Exporting(Speaking):
    """What is handed out."""

    format: Literal["csv", "xlsx", "json"] = Field("csv", description="Of the file.")
    table: Literal["members", "circles"] = Field(
        "members", description="Which of the two tables, as CSV; the workbook has both, and more."
    )


class Inviting(Speaking):
    """How the invitations are handed out."""

    format: Literal["zip", "json"] = Field(
        "zip", description="A file a circle, or a JSON object of texts by circle."
    )


@endpoint(
    "GET",
    "/plans/{plan_id}/export",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Circles as a table",
    problems=(404, 409),
    files=(CSV, XLSX, JSON),
)
def export_plan(call: Call, plan_id: Id, query: Exporting) -> File:
    """The circles as they are now. The tables hold names; the JSON has ids and codes only."""
    from matcher.circles import exporting, workbook  # noqa: PLC0415 (heavy to import)

    formed, language = _formation(call, plan_id), query.language or call.language
    if query.format == "json":
        text = json.dumps(exporting.document(formed), ensure_ascii=False, indent=2) + "\n"
        return File(text.encode(), JSON, "plan.json")
    if query.format == "xlsx":
        book = BytesIO()
        workbook.write_xlsx(book, formed, language)
        return File(book.getvalue(), XLSX, "circles.xlsx")
    heads, rows = (
        (exporting.CIRCLES, exporting.circle_rows(formed, language))
        if query.table == "circles"
        else (exporting.MEMBERS, exporting.member_rows(formed, language))
    )
    return File(exporting.csv_text(heads, rows).encode(), CSV, f"{query.table}.csv")


@endpoint(
    "GET",
    "/plans/{plan_id}/invitations",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="An invitation for each circle",
    problems=(404, 409),
    files=(ZIP, JSON),
)
def plan_invitations(call: Call, plan_id: Id, query: Inviting) -> File:
    """Ready to paste into WhatsApp or Telegram, with the hour on each clock, as it is now."""
    from matcher.circles.invitation import invitation  # noqa: PLC0415 (heavy to import)

    formed, language = _formation(call, plan_id), query.language or call.language
    texts = {
        f"circle-{circle.number + 1:04d}": invitation(formed, circle, language)
        for circle in formed.circles
    }
    if query.format == "json":
        return File(json.dumps(texts, ensure_ascii=False).encode(), JSON, "invitations.json")
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        for name, text in texts.items():
            files.writestr(ZipInfo(f"{name}.txt", LONG_AGO), text, ZIP_DEFLATED)
    return File(archive.getvalue(), ZIP, "invitations.zip")


def _formation(call: Call, plan_id: str) -> "Formation":
    """The circles of the plan as they are now."""
    from matcher.circles.standing import standing  # noqa: PLC0415 (heavy to import)
    from matcher.circles.today import formation_today  # noqa: PLC0415

    encoder = services().encoders.get(call.session)
    return formation_today(call.session, standing(call.session, plan_id, encoder))
