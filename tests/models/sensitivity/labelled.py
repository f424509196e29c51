"""The labelled texts of the detector of sensitive stories, read strictly."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "models" / "sensitivity" / "texts"
MEASURED = Path(__file__).parent / "texts"
FILES = {
    "train": SHIPPED / "train.jsonl",
    "dev": SHIPPED / "dev.jsonl",
    "test": MEASURED / "test.jsonl",
}

Category = Literal["self_harm", "violence", "child_harm", "postpartum", "private_data", "shaming"]
CATEGORIES: tuple[Category, ...] = (
    "self_harm",
    "violence",
    "child_harm",
    "postpartum",
    "private_data",
    "shaming",
)
Phenomenon = Literal[
    "plain",
    "implicit",
    "negation",
    "metaphor",
    "news",
    "other_person",
    "slang",
    "regional",
    "masked",
    "typo",
    "past",
    "joke",
    "quote",
    "hypothetical",
    "fiction",
    "information",
    "help",
    "ordinary",
]


class Labelled(BaseModel):
    """One line; a field too many, an unknown word or a grade of 0 is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str
    language: Literal["id", "en", "mixed"]
    text: str = Field(min_length=1)
    labels: dict[Category, Literal[1, 2, 3]]
    about: Literal["self", "other", "general", "none"]
    phenomenon: Phenomenon

    def grade(self, category: Category) -> int:
        """What the text has in a category, 0 where nothing is said."""
        return self.labels.get(category, 0)


@cache
def part(name: str) -> tuple[Labelled, ...]:
    """All texts of a part, in the order of its file."""
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    return tuple(Labelled.model_validate_json(line) for line in lines)


def grades_table(name: str) -> str:
    """A part's texts by category and grade, as its README shows them."""
    rows = ["| category | 1 | 2 | 3 |", "| --- | --- | --- | --- |"]
    for category in CATEGORIES:
        grades = [row.grade(category) for row in part(name)]
        rows.append(
            f"| `{category}` | " + " | ".join(str(grades.count(n)) for n in (1, 2, 3)) + " |"
        )
    unlabelled = sum(not row.labels for row in part(name))
    rows.append(f"\nTexts: {len(part(name))}, {unlabelled} of them without any label.")
    return "\n".join(rows)
