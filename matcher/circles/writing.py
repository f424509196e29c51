"""A formation as a folder of files; none of them is ever there half-written."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from features.encoder import Encoder
from matcher.circles.exporting import (
    CIRCLES,
    MEMBERS,
    circle_rows,
    document,
    member_rows,
    write_csv,
)
from matcher.circles.formation import Formation
from matcher.circles.invitation import invitation
from matcher.circles.placements import placements
from matcher.circles.telling import telling
from matcher.circles.workbook import write_xlsx

INVITATIONS = "invitations"


def write_formation(formed: Formation, folder: Path, encoder: Encoder, language: str) -> None:
    """Write circles.csv, members.csv, circles.xlsx, plan.json, reasons.txt and invitations/*.txt.

    All are written beside their places first and put there when the last one is complete;
    invitations of an earlier formation go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    placed = placements(formed)
    with TemporaryDirectory(dir=folder, prefix=".circles-") as name:
        new, old = Path(name) / "new", Path(name) / "old"
        new.mkdir()
        write_csv(new / "circles.csv", CIRCLES, circle_rows(formed, language))
        write_csv(new / "members.csv", MEMBERS, member_rows(formed, language, placed))
        write_xlsx(new / "circles.xlsx", formed, language, placed)
        text = json.dumps(document(formed, placed), ensure_ascii=False, indent=2)
        (new / "plan.json").write_text(text + "\n", encoding="utf-8")
        reasons = telling(formed, encoder, language, placed)
        (new / "reasons.txt").write_text(reasons, encoding="utf-8")
        _write_invitations(formed, new / INVITATIONS, language)
        if (folder / INVITATIONS).exists():
            (folder / INVITATIONS).rename(old)
        for path in sorted(new.iterdir()):
            path.replace(folder / path.name)


def _write_invitations(formed: Formation, folder: Path, language: str) -> None:
    folder.mkdir()
    for circle in formed.circles:
        file = folder / f"circle-{circle.number + 1:04d}.txt"
        file.write_text(invitation(formed, circle, language), encoding="utf-8")
