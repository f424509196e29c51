"""The whole generated community, and the hidden truth behind it that tests may look at."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from features.arrays import Float64, Int32, Int64
from matcher.errors import DataError
from matcher.sample import histories
from matcher.sample.banks import themes
from matcher.sample.calendar import DAY, FOUNDED, iso, seconds
from matcher.sample.catalogue import SampleClass, draw_classes
from matcher.sample.circles import draw_circles
from matcher.sample.dice import Dice, stream
from matcher.sample.histories import History
from matcher.sample.lives import Person, draw
from matcher.sample.telling import could_be_hers, own_themes, profile, story
from models.base import Progress, silent

STORIES_A_MEMBER = 0.2
TIES_A_MEMBER = 0.1
BATCH = 500
"""Members between two words on progress."""
_FIRST_YEAR = timedelta(days=365)
_ROLES = ("member", "volunteer", "facilitator", "admin")
_CONSENTS = (
    ("recommend;match;stories", 0.88),
    ("recommend;match", 0.04),
    ("recommend;stories", 0.02),
    ("recommend", 0.03),
    ("match", 0.01),
    ("", 0.02),
)
_VISIBLE = (("members", 0.7), ("public", 0.27), ("hidden", 0.03))
_VISIBLE_HEAVY = (("members", 0.84), ("public", 0.03), ("hidden", 0.13))


@dataclass(frozen=True, slots=True)
class Truth:
    """What lies behind: never in the CSV files.

    Attributes:
        theme_names: all T themes.
        members: (n, T) how much each theme drives a member; rows sum to 1.
        classes: (k, T) what each class is about; rows sum to 1.
        links: (k, k) how much a class in a row makes the class in a column likely next.
        stories: (s,) theme of each story.

    """

    theme_names: tuple[str, ...]
    members: Float64
    classes: Float64
    links: Float64
    stories: Int32

    def affinities(self) -> Float64:
        """(n, k) how well each class fits what drives each member, 0 to 1."""
        affinities: Float64 = self.members @ self.classes.T
        return affinities


@dataclass(frozen=True, slots=True)
class SampleCommunity:
    """Members, stories, ties and circles as rows of CSV columns; classes, history, the truth."""

    members: list[dict[str, str]]
    classes: list[SampleClass]
    history: History
    stories: list[dict[str, str]]
    ties: list[dict[str, str]]
    circles: list[dict[str, str]]
    truth: Truth


def generate(members: int, seed: int, as_of: date, progress: Progress = silent) -> SampleCommunity:
    """A community of `members` mothers as of a day; the same arguments give the same one.

    Raises:
        DataError: no member was asked for, or a day before the community's first year is over.

    """
    if members < 1:
        raise DataError("A sample community needs at least one member.")
    if as_of < FOUNDED + _FIRST_YEAR:
        raise DataError(
            "The sample community begins in 2020: choose {first} or a later day.",
            first=FOUNDED + _FIRST_YEAR,
        )
    return _Generator(members, seed, as_of, progress).run()


class _Generator:
    """One run of `generate`; each part has its own stream of chance."""

    def __init__(self, members: int, seed: int, as_of: date, progress: Progress) -> None:
        self.size, self.seed, self.as_of, self.progress = members, seed, as_of, progress
        self.now = seconds(as_of)

    def dice(self, part: str) -> Dice:
        """Chance of one part."""
        return Dice(stream(self.seed, part))

    def run(self) -> SampleCommunity:
        """Classes, members, histories, then what follows from them."""
        classes = draw_classes(self.dice("classes"), self.as_of)
        people, own, members = self._members()
        weights = self._weights(own)
        links = histories.links(classes, stream(self.seed, "links"))
        joined = np.array([_seconds(row) for row in members], dtype=np.int64)
        history = histories.simulate(
            weights=weights,
            could_be=np.array([could_be_hers(person) for person in people]),
            provinces=[person.province for person in people],
            joined=joined,
            classes=classes,
            follow=links,
            now=self.now,
            rng=stream(self.seed, "histories"),
        )
        self._give_roles(members, history)
        stories, told = self._stories(people, own, joined)
        about = np.stack([one.weights for one in classes])
        names = tuple(theme.name for theme in themes())
        truth = Truth(names, weights, about, links, told)
        ties = self._ties(history)
        circles = draw_circles(members, ties, self.now, self.dice("circles"))
        return SampleCommunity(members, classes, history, stories, ties, circles, truth)

    def _members(self) -> tuple[list[Person], list[tuple[int, ...]], list[dict[str, str]]]:
        dice = self.dice("members")
        people, own, rows = [], [], []
        for i in range(self.size):
            person = draw(dice)
            mine = own_themes(person, dice)
            people.append(person)
            own.append(mine)
            rows.append({"member_id": f"sample-{i + 1:05}", **self._member(person, mine, dice)})
            if i % BATCH == BATCH - 1 or i == self.size - 1:
                self.progress("sample", i + 1, self.size)
        return people, own, rows

    def _member(self, person: Person, mine: tuple[int, ...], dice: Dice) -> dict[str, str]:
        topics = dict.fromkeys(themes()[theme].topic for theme in mine)
        return {
            "display_name": person.name,
            "province": person.province,
            **profile(person, mine, dice),
            "topics": ";".join(topic for topic in topics if dice.chance(0.88)),
            "stage": ";".join(person.stages),
            "languages": ";".join(person.languages),
            "availability": ";".join(person.availability),
            "joined_at": iso(self._joined(dice)),
            "consent": dice.weighted([row[0] for row in _CONSENTS], [row[1] for row in _CONSENTS]),
        }

    def _joined(self, dice: Dice) -> int:
        """A first wave in 2020, steady growth since, by day and in the evening."""
        days = (self.now - seconds(FOUNDED)) // DAY - 1
        wave = dice.chance(0.15)
        day = int(min(days, 240) * dice.unit()) if wave else int(days * dice.unit() ** 0.85)
        return seconds(FOUNDED) + day * DAY + dice.between(1, 15) * 3600 + dice.between(0, 3599)

    def _weights(self, own: list[tuple[int, ...]]) -> Float64:
        """(n, T) from the themes of each member, her first one strongest."""
        weights = np.zeros((len(own), len(themes())))
        for row, mine in zip(weights, own, strict=True):
            row[list(mine)] = (0.65, 0.25, 0.15)[: len(mine)]
        normed: Float64 = weights / weights.sum(axis=1, keepdims=True)
        return normed

    def _give_roles(self, members: list[dict[str, str]], history: History) -> None:
        """Volunteers and facilitators come from those who took many classes."""
        dice = self.dice("roles")
        taken = np.bincount(history.member, minlength=self.size)
        for row, count in zip(members, taken.tolist(), strict=True):
            shares = (0.84, 0.12, 0.038, 0.002) if count >= 6 else (0.988, 0.012, 0.0, 0.0)
            row["role"] = dice.weighted(_ROLES, shares)

    def _stories(
        self, people: list[Person], own: list[tuple[int, ...]], joined: Int64
    ) -> tuple[list[dict[str, str]], Int32]:
        """Stories by members; mostly of their own themes, some of what themes are only told."""
        dice, every = self.dice("stories"), themes()
        told_only = [i for i, theme in enumerate(every) if not theme.share]
        rows: list[dict[str, str]] = []
        told: list[int] = []
        for number in range(1, max(1, round(self.size * STORIES_A_MEMBER)) + 1):
            author = dice.between(0, self.size - 1)
            theme = dice.pick(told_only if dice.chance(0.02) else own[author])
            title, body = story(people[author], every[theme], dice)
            at = int(joined[author]) + int((self.now - int(joined[author])) * dice.unit())
            visible = _VISIBLE_HEAVY if every[theme].heavy else _VISIBLE
            rows.append(
                {
                    "story_id": f"sample-story-{number:05}",
                    "author_id": f"sample-{author + 1:05}",
                    "title": title,
                    "body": body,
                    "topics": every[theme].topic,
                    "created_at": iso(at),
                    "visibility": dice.weighted(
                        [row[0] for row in visible], [row[1] for row in visible]
                    ),
                    "language": "id",
                }
            )
            told.append(theme)
        return rows, np.array(told, dtype=np.int32)

    def _ties(self, history: History) -> list[dict[str, str]]:
        """Members who were in a class within a month: most met, some wish to be together or not."""
        dice, found = self.dice("ties"), {}
        order = np.lexsort((history.at, history.item)).tolist()
        for _ in range(round(self.size * TIES_A_MEMBER) if len(order) > 1 else 0):
            place = dice.between(0, len(order) - 2)
            one, other = order[place], order[place + 1]
            near = history.at[other] - history.at[one] < 30 * DAY
            if not near or history.item[one] != history.item[other]:
                continue
            pair = sorted((int(history.member[one]), int(history.member[other])))
            found[*pair] = {
                "member_a": f"sample-{pair[0] + 1:05}",
                "member_b": f"sample-{pair[1] + 1:05}",
                "kind": dice.weighted(("met", "together", "apart"), (0.7, 0.23, 0.07)),
                "since": iso(int(history.at[other])),
            }
        return list(found.values())


def _seconds(row: dict[str, Any]) -> int:
    return int(np.datetime64(row["joined_at"][:-1], "s").astype(np.int64))
