"""The whole generated community, and the hidden truth behind it that tests may look at."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from features.arrays import Bool, Int32
from matcher.sample.banks import themes
from matcher.sample.catalogue import FOUNDED, SampleClass, draw_classes
from matcher.sample.dice import Dice, stream
from matcher.sample.histories import Paths, SampleEnrolment
from matcher.sample.lives import Person, draw
from matcher.sample.telling import own_themes, profile, story
from models.base import Progress, silent

STORIES_A_MEMBER = 0.2
BATCH = 500
"""Members between two words on progress."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What lies behind: never in the CSV files.

    Attributes:
        theme_names: all T themes.
        members: (n, T) whether a theme drives a member; `main` (n,) her first.
        classes: (k,) theme of each class, -1 for none.
        stories: (s,) theme of each story.

    """

    theme_names: tuple[str, ...]
    members: Bool
    main: Int32
    classes: Int32
    stories: Int32


@dataclass(frozen=True, slots=True)
class SampleCommunity:
    """Rows by file, as dictionaries of CSV columns, and the truth behind them."""

    members: list[dict[str, Any]]
    classes: list[SampleClass]
    enrolments: list[tuple[str, SampleEnrolment]]
    stories: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    truth: Truth


def generate(members: int, seed: int, as_of: date, progress: Progress = silent) -> SampleCommunity:
    """A community of `members` mothers as of a day; the same arguments give the same one."""
    now = datetime.combine(as_of, time(), UTC)
    classes = draw_classes(seed, as_of)
    dice = Dice(stream(seed, "members"))
    paths = Paths(classes, now, Dice(stream(seed, "histories")))
    people, mine, rows, enrolments = [], [], [], []
    for i in range(members):
        person = draw(dice)
        own = own_themes(person, dice)
        joined = _joined(dice, now)
        member_id = f"sample-{i + 1:05}"
        history = paths.draw(own, person.province, joined)
        rows.append(
            _member(person, own, len(history), dice) | {"member_id": member_id, "joined_at": joined}
        )
        enrolments += [(member_id, one) for one in history]
        people.append(person)
        mine.append(own)
        if i % BATCH == BATCH - 1 or i == members - 1:
            progress("sample", i + 1, members)
    stories, story_themes = _stories(rows, people, mine, now, Dice(stream(seed, "stories")))
    ties = _ties(rows, enrolments, Dice(stream(seed, "ties")), as_of)
    truth = _truth(mine, classes, story_themes)
    return SampleCommunity(rows, classes, enrolments, stories, ties, truth)


def _joined(dice: Dice, now: datetime) -> datetime:
    """More joined in later years, and most of them in the evening."""
    days = (now.date() - FOUNDED).days - 1
    day = FOUNDED + timedelta(days=int(days * dice.unit() ** 0.75))
    return datetime.combine(day, time(dice.between(1, 15), dice.between(0, 59)), UTC)


def _member(person: Person, own: tuple[int, ...], taken: int, dice: Dice) -> dict[str, Any]:
    """Her columns of members.csv, but for id and time."""
    topics = dict.fromkeys(themes()[theme].topic for theme in own)
    said = [topic for topic in topics if dice.chance(0.85)]
    active = taken >= 6
    role = dice.weighted(
        ("member", "volunteer", "facilitator", "admin"),
        (0.78, 0.14, 0.077, 0.003) if active else (0.985, 0.012, 0.003, 0.0),
    )
    return {
        "display_name": person.name,
        "province": person.province,
        **profile(person, own, dice),
        "topics": ";".join(said),
        "stage": ";".join(person.stages),
        "languages": ";".join(person.languages),
        "availability": ";".join(person.availability),
        "role": role,
        "consent": dice.weighted(
            ("recommend;match;stories", "recommend;match", "recommend", "match", ""),
            (0.8, 0.08, 0.06, 0.02, 0.04),
        ),
    }


def _stories(
    rows: list[dict[str, Any]],
    people: list[Person],
    mine: list[tuple[int, ...]],
    now: datetime,
    dice: Dice,
) -> tuple[list[dict[str, Any]], list[int]]:
    """Stories by members; mostly of their own themes, some of what themes are only told."""
    every = themes()
    told_only = [i for i, theme in enumerate(every) if not theme.share and theme.story_share]
    found: list[dict[str, Any]] = []
    chosen: list[int] = []
    for _ in range(max(1, round(len(rows) * STORIES_A_MEMBER))):
        author = dice.between(0, len(rows) - 1)
        theme = dice.pick(mine[author])
        if told_only and dice.chance(0.02):
            theme = dice.pick(told_only)
        title, body = story(people[author], every[theme], dice)
        joined: datetime = rows[author]["joined_at"]
        at = joined + timedelta(seconds=int((now - joined).total_seconds() * dice.unit()))
        found.append(
            {
                "story_id": f"cerita-{len(found) + 1:04}",
                "author_id": rows[author]["member_id"],
                "title": title,
                "body": body,
                "topics": every[theme].topic,
                "created_at": at,
                "visibility": dice.weighted(("members", "public", "hidden"), (0.7, 0.27, 0.03)),
                "language": "id",
            }
        )
        chosen.append(theme)
    return found, chosen


def _ties(
    rows: list[dict[str, Any]],
    enrolments: list[tuple[str, SampleEnrolment]],
    dice: Dice,
    as_of: date,
) -> list[dict[str, Any]]:
    """Friends who wish to sit together, pairs kept apart, and some who met in a class."""
    ids = [row["member_id"] for row in rows]
    met: dict[int, list[str]] = {}
    for member_id, one in enrolments:
        met.setdefault(one.item, []).append(member_id)
    groups = [group for group in met.values() if len(group) > 1]
    found: dict[tuple[str, str, str], date] = {}
    plan = (("together", 0.02), ("apart", 0.004), ("met", 0.05))
    for kind, share in plan:
        for _ in range(round(len(ids) * share)):
            pool = dice.pick(groups) if groups and kind != "apart" else ids
            a, b = sorted((dice.pick(pool), dice.pick(pool)))
            if a != b and not any((a, b, other) in found for other, _ in plan):
                found[a, b, kind] = as_of - timedelta(days=dice.between(0, 700))
    return [
        {"member_a": a, "member_b": b, "kind": kind, "since": since}
        for (a, b, kind), since in found.items()
    ]


def _truth(mine: list[tuple[int, ...]], classes: list[SampleClass], stories: list[int]) -> Truth:
    names = tuple(theme.name for theme in themes())
    members = np.zeros((len(mine), len(names)), dtype=np.bool_)
    for i, own in enumerate(mine):
        members[i, list(own)] = True
    return Truth(
        names,
        members,
        np.array([own[0] for own in mine], dtype=np.int32),
        np.array([one.theme for one in classes], dtype=np.int32),
        np.array(stories, dtype=np.int32),
    )
