"""docs/architecture.md names every rule, in order, and every kind of reason."""

import re

from matcher.classes.reasons import SENTENCES
from matcher.classes.rules import RULES
from tests.conftest import ROOT


def in_table(heading: str) -> list[str]:
    """The words in code font in the first column of the table under `heading`."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    section = text.split(f"### {heading}")[1].split("###")[0]
    firsts = (line.split("|")[1] for line in section.splitlines() if line.startswith("|"))
    return [word for first in firsts for word in re.findall(r"`(\w+)`", first)]


def test_every_rule_is_documented_in_its_order() -> None:
    assert in_table("Rules, in the order in which they count") == list(RULES)


def test_every_kind_of_reason_is_documented() -> None:
    assert set(in_table("Reasons")) == set(SENTENCES)
