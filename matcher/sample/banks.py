"""The authored banks: themes, people, places, programmes, frames; read once from `data/`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.sample.grammar import Bank, bank

_DATA = files("matcher.sample") / "data"


@dataclass(frozen=True, slots=True)
class Theme:
    """One thing mothers long for or struggle with: hidden, it drives texts and histories.

    Attributes:
        name: e.g. ``mom_guilt``.
        topic: the community's topic it belongs to.
        share: how common it is as a member's main theme; 0 for themes only told in stories.
        story_share: how common it is among stories.
        heavy: a story about it deserves care.
        needs: what must be in a life for the theme to be hers; unless: what must not.
        fits: factors on `share` for what is in a life.
        near: themes that come along with it or after it.
        goals: verb phrases; why: sentences; background, offers, vision: as the CSV columns.
        subjects: titles of classes about it; lessons: sentences of their descriptions.
        titles, moments, feelings, turns, asks: the parts of a story.

    """

    name: str
    topic: str
    share: float
    story_share: float
    heavy: bool
    needs: frozenset[str]
    unless: frozenset[str]
    fits: dict[str, float]
    near: tuple[str, ...]
    goals: Bank
    why: Bank
    background: Bank
    offers: Bank
    vision: Bank
    subjects: Bank
    lessons: Bank
    titles: Bank
    moments: Bank
    feelings: Bank
    turns: Bank
    asks: Bank


def read(name: str) -> dict[str, Any]:
    """The content of ``data/<name>.toml``."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))


@cache
def themes() -> tuple[Theme, ...]:
    """All themes, by name."""
    paths = sorted((_DATA / "themes").iterdir(), key=lambda path: path.name)
    found = (path for path in paths if path.name.endswith(".toml"))
    return tuple(_theme(path.name[:-5], tomllib.loads(path.read_text("utf-8"))) for path in found)


@cache
def frames() -> dict[str, Bank]:
    """What holds texts together whatever they are about: openers, joints, small talk."""
    return {name: bank(lines) for name, lines in read("frames").items()}


def _theme(name: str, data: dict[str, Any]) -> Theme:
    def lines(key: str) -> Bank:
        return bank(data.get(key, ()))

    return Theme(
        name=name,
        topic=data["topic"],
        share=data["share"],
        story_share=data.get("story_share", data["share"]),
        heavy=data.get("heavy", False),
        needs=frozenset(data.get("needs", ())),
        unless=frozenset(data.get("unless", ())),
        fits=data.get("fits", {}),
        near=tuple(data.get("near", ())),
        goals=lines("goals"),
        why=lines("why"),
        background=lines("background"),
        offers=lines("offers"),
        vision=lines("vision"),
        subjects=lines("subjects"),
        lessons=lines("lessons"),
        titles=lines("titles"),
        moments=lines("moments"),
        feelings=lines("feelings"),
        turns=lines("turns"),
        asks=lines("asks"),
    )
