"""Values as cells of a CSV file, safe to open in a spreadsheet.

A spreadsheet runs a cell that starts with ``=``, ``+``, ``-`` or ``@`` as a formula, also when a
member wrote it. Such cells are written with an apostrophe in front, which marks text (OWASP, "CSV
Injection"), and lose it again when read; cells that look as if that had happened get one more, so
that every text survives the way out and back.
"""

import re
from datetime import UTC, datetime

_NEEDS_MARK = re.compile("'*[=+@-]")
_HAS_MARK = re.compile("'+[=+@-]")


def to_cell(value: object) -> str:
    """A value of the store as text; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case tuple():
            return guarded(";".join(value))
        case _:
            return guarded(str(value))


def guarded(text: str) -> str:
    """`text`, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if _NEEDS_MARK.match(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell[:1] == "'" and _HAS_MARK.match(cell) else cell
