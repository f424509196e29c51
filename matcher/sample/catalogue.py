"""The generated classes: the programmes of the ladder, as `data/programmes.toml` describes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from features.arrays import Float64
from matcher.sample.banks import Theme, read, themes
from matcher.sample.calendar import DAY
from matcher.sample.dice import Dice
from matcher.sample.grammar import Bank, bank, parse, say, say_several, sentences, tidy, write
from matcher.sample.timetable import Timetable, Window

NOBODY: dict[str, Bank] = {}
"""Classes speak of nobody's life in particular."""


@dataclass(slots=True)
class SampleClass:
    """A class and what is hidden of it.

    Attributes:
        title, description, programme, topics, level, format, province: as the CSV columns.
        weights: (T,) what it is about; sums to 1.
        window: when it can be taken.
        days: how long it takes.
        capacity: seats, 0 for no limit.
        season: when it is sought, one of `calendar.SEASONS`.
        follows: row of the class it continues, -1 for none.
        after: rows of the classes that must be completed before it.

    """

    title: str
    description: str
    programme: str
    topics: tuple[str, ...]
    level: str
    format: str
    weights: Float64
    window: Window
    days: int
    capacity: int
    province: str = ""
    season: str = ""
    follows: int = -1
    after: tuple[int, ...] = ()


def draw_classes(dice: Dice, as_of: date) -> list[SampleClass]:
    """All classes of a community as of a day, programme by programme."""
    found: list[SampleClass] = []
    for programme in read("programmes")["programme"]:
        maker = _Maker(programme, Timetable(as_of, dice), dice)
        found.extend(maker.classes(found))
    return found


def theme_named(name: str) -> Theme:
    """The theme of that name."""
    return next(theme for theme in themes() if theme.name == name)


class _Maker:
    """Makes the classes of one programme."""

    def __init__(self, programme: Mapping[str, Any], timetable: Timetable, dice: Dice) -> None:
        self.programme, self.timetable, self.dice = programme, timetable, dice
        self.since: date = programme["since"]
        self.about = bank(programme["about"])

    def classes(self, before: Sequence[SampleClass]) -> Iterator[SampleClass]:
        """The classes, where `before` are those of the programmes before."""
        match self.programme["kind"]:
            case "series":
                return self._series(len(before))
            case "batches":
                return self._batches(before)
            case "meetings":
                return self._meetings()
            case "alumni":
                return self._alumni(before)
            case _:
                return self._sessions()

    def _sessions(self) -> Iterator[SampleClass]:
        """Single sessions, each on its own subject."""
        frames, count = bank(self.programme["title"]), self.programme["count"]
        for theme, subject, season in self.dice.some(self._subjects(), count):
            window = self._window(season)
            title = say(frames, {"judul": (parse(subject),)}, self.dice)
            one = self._class(title, self._describe(theme), theme, window)
            one.season = season
            yield one

    def _window(self, season: str) -> Window:
        table = self.timetable
        if season:
            ahead = self.dice.chance(0.3)
            return table.ahead(season) if ahead else table.once(self.since, season)
        recorded = self.programme["format"] == "recorded"
        return table.any_time(self.since) if recorded else table.draw(self.since)

    def _alumni(self, before: Sequence[SampleClass]) -> Iterator[SampleClass]:
        """Sessions that ask for the first step of an intensive series on a kindred theme."""
        firsts = [
            i
            for i, one in enumerate(before)
            if one.level == "intensive" and one.follows < 0 and one.window.goes_on
        ]
        for one in self._sessions():
            kin = np.array([before[i].weights @ one.weights for i in firsts])
            one.after = (firsts[self.dice.pick(np.argsort(-kin, kind="stable")[:3].tolist())],)
            yield one

    def _series(self, row: int) -> Iterator[SampleClass]:
        """Series step by step; most steps ask for the one before."""
        now = self.timetable.now
        for series in self.programme["series"]:
            theme = theme_named(series["theme"])
            window = self.timetable.draw(self.since)
            apart = self.programme["days"] * 3 // 2
            for step, (line, lesson) in enumerate(series["steps"]):
                title = f"{series['name']}: {tidy(write(parse(line), NOBODY, self.dice))}"
                words: dict[str, Bank] = {"pelajaran": (parse(lesson),)}
                text = sentences([say(self.about, words, self.dice)])
                one = self._class(title, text, theme, window.later(step * apart, now))
                if step:
                    one.follows = row - 1
                    one.after = (row - 1,) if self.dice.chance(0.7) else ()
                row += 1
                yield one

    def _batches(self, before: Sequence[SampleClass]) -> Iterator[SampleClass]:
        """Scholarship batches of few seats, for whoever took the root programme's first class."""
        theme, count = theme_named(self.programme["theme"]), self.programme["count"]
        firsts = [
            i
            for i, one in enumerate(before)
            if one.programme == self.programme["root"] and one.follows < 0
        ]
        root = min(firsts, key=lambda row: before[row].window.opens)
        for number in range(1, count + 1):
            title = f"{self.programme['name']} Batch {number}"
            window = self.timetable.batch(number, count, self.since)
            one = self._class(title, self._describe(theme), theme, window)
            if before[root].window.opens < window.opens - 90 * DAY:
                one.after = (root,)
            yield one

    def _meetings(self) -> Iterator[SampleClass]:
        """Offline meetings of members who live in one region."""
        titles = bank(self.programme["title"])
        shared = [theme for theme in themes() if theme.share > 0]
        for place in read("places")["province"][: self.programme["count"]]:
            life: dict[str, Bank] = {"kota": (parse(self.dice.pick(place["cities"])),)}
            ahead = self.dice.chance(0.5)
            window = self.timetable.ahead() if ahead else self.timetable.once(self.since)
            text = say(self.about, life, self.dice)
            one = self._class(say(titles, life, self.dice), text, self.dice.pick(shared), window)
            one.weights = 0.3 * one.weights + 0.7 / len(themes())
            one.province = place["code"]
            yield one

    def _subjects(self) -> list[tuple[Theme, str, str]]:
        """Theme, title and season of every session the programme could hold."""
        own = {"": self.programme.get("subjects", {}), **self.programme.get("seasonal", {})}
        found = [
            (theme_named(name), line, season)
            for season, subjects in own.items()
            for name, lines in subjects.items()
            for line in lines
        ]
        if found:
            return found
        wanted = self.programme.get("themes")
        return [
            (theme, tidy(write(line, NOBODY, self.dice)), "")
            for theme in themes()
            if (theme.name in wanted if wanted else theme.share > 0)
            for line in theme.subjects
        ]

    def _describe(self, theme: Theme) -> str:
        lessons = say_several(theme.lessons, 2, NOBODY, self.dice)
        words: dict[str, Bank] = {"pelajaran": bank(lessons[:1]), "pelajaran2": bank(lessons[1:])}
        return sentences([say(self.about, words, self.dice)])

    def _class(self, title: str, text: str, theme: Theme, window: Window) -> SampleClass:
        programme, dice = self.programme, self.dice
        topics = {programme.get("topic", theme.topic), theme.topic}
        if "parenting" not in topics and dice.chance(0.12):
            topics.add("parenting")  # woven into every class, named in some
        live = programme["format"] == "online" and window.starts >= 0
        recorded = programme["format"] == "online" and not live and dice.chance(0.6)
        return SampleClass(
            title=title,
            description=text,
            programme=programme["name"],
            topics=tuple(sorted(topics)),
            level=programme["level"],
            format="recorded" if recorded else programme["format"],
            weights=_mix(theme, dice),
            window=window,
            days=programme["days"],
            capacity=dice.between(*programme["seats"]) if "seats" in programme and live else 0,
        )


def _mix(theme: Theme, dice: Dice) -> Float64:
    """(T,) mostly about its theme, a little about one near to it."""
    names = [each.name for each in themes()]
    weights = np.zeros(len(names))
    main = 0.75 + 0.2 * dice.unit()
    weights[names.index(theme.name)] = main
    weights[names.index(dice.pick(theme.near))] += 1 - main
    return weights
