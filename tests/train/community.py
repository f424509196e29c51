"""A small made-up community as CSV files, with paths to find: three subjects, four steps each."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

SUBJECTS = {
    "menulis": "menulis cerita dan artikel",
    "bisnis": "jualan kue dan mengatur uang usaha",
    "asuh": "mendidik anak dengan sabar",
}
STEPS = ("Kenalan", "Dasar", "Lanjutan", "Mahir")
BEGAN = datetime(2025, 1, 6, tzinfo=UTC)
PROVINCES = ("ID-JB", "ID-JK", "ID-SN", "ID-PA", "")
STAGES = ("baby", "toddler", "school;teen", "")


def write_community(
    folder: Path, *, members: int = 150, seed: int = 0, consent: str = "recommend"
) -> Path:
    """Write members.csv, classes.csv and enrolments.csv; returns `folder`."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    classes = [
        {"class_id": f"{subject}-{i}", "title": f"{step} {subject}", "description": what}
        for subject, what in SUBJECTS.items()
        for i, step in enumerate(STEPS)
    ]
    people, enrolments = [], []
    for number in range(members):
        member_id, subject = f"m{number:04d}", chance.choice(list(SUBJECTS))
        joined = BEGAN + timedelta(days=chance.uniform(0, 500))
        people.append(
            {
                "member_id": member_id,
                "goals": f"{chance.choice(('ingin', 'pengen', 'mau'))} {SUBJECTS[subject]}",
                "province": chance.choice(PROVINCES),
                "stage": chance.choice(STAGES),
                "joined_at": joined.isoformat(),
                "consent": consent,
            }
        )
        for step in range(chance.randint(0, len(STEPS))):
            at = joined + timedelta(days=40 * step + chance.uniform(0, 20))
            enrolments.append(
                {
                    "member_id": member_id,
                    "class_id": f"{subject}-{step}",
                    "enrolled_at": at.isoformat(),
                    "status": "completed",
                }
            )
    _write(folder / "members.csv", people)
    _write(folder / "classes.csv", classes)
    _write(folder / "enrolments.csv", enrolments)
    return folder


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
