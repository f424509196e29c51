"""The generated classes: a ladder for each theme, scholarship batches, meetings in each region."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matcher.sample.banks import Theme, read, themes
from matcher.sample.dice import Dice, stream
from matcher.sample.grammar import bank, say, say_several, sentences, tidy

CLASSES = 340
BATCHES = 6
FOUNDED = date(2020, 4, 1)
SCHOLARSHIP = (
    "Beasiswa untuk ibu yang sudah merintis usaha: pendampingan, modal belajar "
    "dan teman seangkatan."
)
NOBODY: dict[str, Any] = {}
"""Classes speak of nobody's life in particular."""


@dataclass(slots=True)
class SampleClass:
    """A class and, hidden from the product, where it stands.

    Attributes:
        class_id, title, …, active: as the CSV columns.
        theme: row of the theme, -1 for none.
        step: position on the ladder of its theme, 0 first.
        launched: nobody enrols before.
        pull: how well known it is, 1 on average.

    """

    class_id: str
    title: str
    description: str
    programme: str
    topics: tuple[str, ...]
    level: str
    prerequisites: tuple[str, ...]
    capacity: int | None
    starts_at: date | None
    format: str
    province: str
    active: bool
    theme: int
    step: int
    launched: date
    pull: float


def draw_classes(seed: int, as_of: date) -> list[SampleClass]:
    """All classes of the community, in the order of their ids."""
    dice = Dice(stream(seed, "classes"))
    regional = _meetings(dice, as_of) + _scholarships(dice, as_of)
    writer = _Writer(dice, as_of)
    found: list[SampleClass] = []
    for row, (theme, count) in enumerate(_share_out(CLASSES - len(regional))):
        found += writer.ladder(row, theme, count)
    found += regional
    for number, one in enumerate(found, start=1):
        one.class_id = f"k-{number:03}"
    _link(found)
    return found


def _share_out(total: int) -> list[tuple[Theme, int]]:
    """How many classes each theme has: by how many mothers it concerns, at least three."""
    every = [theme for theme in themes() if theme.share > 0]
    weight = sum(theme.share for theme in every)
    counts = [max(3, int(total * theme.share / weight)) for theme in every]
    for i in range(total - sum(counts)):
        counts[i % len(counts)] += 1
    while sum(counts) > total:
        counts[counts.index(max(counts))] -= 1
    shares = dict(zip((theme.name for theme in every), counts, strict=True))
    return [(theme, shares.get(theme.name, 0)) for theme in themes()]


class _Writer:
    """Writes the classes of one theme after the other; no title twice."""

    def __init__(self, dice: Dice, as_of: date) -> None:
        self.dice, self.as_of = dice, as_of
        self.titles: set[str] = set()

    def ladder(self, row: int, theme: Theme, count: int) -> list[SampleClass]:
        """The classes of one theme, first step first: starter, intensive, alumni."""
        programmes = [p for p in read("programmes")["programme"] if _holds(p, theme)]
        share = {"starter": 0.3, "intensive": 0.5, "alumni": 1.0}
        found: list[SampleClass] = []
        for level, part in share.items():
            of_level = [p for p in programmes if p["level"] == level]
            left = count - len(found)
            wanted = min(left, max(1, round(count * part))) if of_level else 0
            for _ in range(wanted):
                found.append(self._class(row, theme, self.dice.pick(of_level), len(found)))
        return found

    def _class(self, row: int, theme: Theme, programme: dict[str, Any], step: int) -> SampleClass:
        dice, as_of = self.dice, self.as_of
        recorded = programme["name"] == "Tanya Ibu Peri" or dice.chance(0.12)
        scheduled = not recorded and dice.chance(0.35)
        days = (as_of - FOUNDED).days
        launched = FOUNDED + timedelta(days=int(days * 0.85 * dice.unit() ** 1.3))
        return SampleClass(
            class_id="",
            title=self._title(theme, programme),
            description=_description(theme, programme, dice),
            programme=programme["name"],
            topics=_topics(theme, dice),
            level=programme["level"],
            prerequisites=(),
            capacity=dice.pick((20, 30, 50, 100)) if scheduled else None,
            starts_at=as_of + timedelta(days=dice.between(-40, 70)) if scheduled else None,
            format="recorded" if recorded else "online",
            province="",
            active=dice.chance(0.95),
            theme=row,
            step=step,
            launched=launched if step else FOUNDED + timedelta(days=dice.between(0, 400)),
            pull=0.3 + 1.4 * dice.unit() ** 2,
        )

    def _title(self, theme: Theme, programme: dict[str, Any]) -> str:
        """A title nobody has yet; a repeated one counts its parts, as catalogues do."""
        profession = programme.get("professions", {}).get(theme.name, "")
        life = {"subjek": theme.subjects, "profesi": bank([profession])}
        for _ in range(6):
            title = say(bank(programme["titles"]), life, self.dice)
            if title not in self.titles:
                break
        base, part = title, 1
        while title in self.titles:
            part += 1
            title = f"{base}, bagian {part}"
        self.titles.add(title)
        return title


def _holds(programme: dict[str, Any], theme: Theme) -> bool:
    return programme["themes"] == ["*"] or theme.name in programme["themes"]


def _description(theme: Theme, programme: dict[str, Any], dice: Dice) -> str:
    lessons = [*say_several(theme.lessons, 2, NOBODY, dice), "", ""]
    life = {"pelajaran": bank([lessons[0]]), "pelajaran2": bank([lessons[1]])}
    return sentences([tidy(say(bank(programme["frames"]), life, dice))])


def _topics(theme: Theme, dice: Dice) -> tuple[str, ...]:
    """The theme's topic; parenting is woven into many classes."""
    extra = theme.topic != "parenting" and dice.chance(0.15)
    return (theme.topic, "parenting") if extra else (theme.topic,)


def _link(classes: list[SampleClass]) -> None:
    """Name as prerequisite the last step of the level below, in the same theme."""
    for one in classes:
        below = {"intensive": "starter", "alumni": "intensive"}.get(one.level)
        if one.theme < 0 or below is None:
            continue
        steps = [c for c in classes if c.theme == one.theme and c.level == below]
        if steps and (one.level == "alumni" or one.step % 2 == 0):
            first = min(steps, key=lambda c: c.step)
            one.prerequisites = (first.class_id,)
            one.launched = max(one.launched, first.launched)


def _meetings(dice: Dice, as_of: date) -> list[SampleClass]:
    """A *Happy Hour* in each region: members of one place meet."""
    found = []
    for place in read("places")["province"]:
        city = dice.pick(place["cities"])
        found.append(
            _special(
                title=f"Happy Hour {city}",
                description=f"Temu santai ibu-ibu di {city} dan sekitarnya. Boleh bawa anak.",
                programme="Happy Hour",
                topics=("self-development",),
                level="starter",
                format="offline",
                province=place["code"],
                starts_at=as_of + timedelta(days=dice.between(-20, 60)),
                capacity=None,
                launched=FOUNDED + timedelta(days=dice.between(300, 1500)),
            )
        )
    return found


def _scholarships(dice: Dice, as_of: date) -> list[SampleClass]:
    """The six batches of *Beasiswa Bisnis*; only the last is still to come."""
    found = []
    for batch in range(1, BATCHES + 1):
        launched = FOUNDED + timedelta(days=200 * batch + dice.between(0, 60))
        last = batch == BATCHES
        one = _special(
            title=f"Beasiswa Bisnis angkatan {batch}",
            description=SCHOLARSHIP,
            programme="Beasiswa Bisnis",
            topics=("finance",),
            level="intensive",
            format="online",
            province="",
            starts_at=as_of + timedelta(days=30) if last else launched + timedelta(days=40),
            capacity=dice.between(15, 20),
            launched=launched,
        )
        one.active = last
        found.append(one)
    return found


def _special(**fields: Any) -> SampleClass:
    return SampleClass(
        class_id="", prerequisites=(), active=True, theme=-1, step=0, pull=0.4, **fields
    )
