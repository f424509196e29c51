"""What a generated member writes: goals, background, offers, vision and stories."""

from dataclasses import replace

from matcher.sample.banks import Theme, frames, themes
from matcher.sample.dice import Dice
from matcher.sample.grammar import Bank, Line, choose, fitting, parse, say, sentences, tidy, write
from matcher.sample.lives import Person, trade_offers

SHORTEST, LONGEST = 60, 200
"""Words in a story."""
_AROUND = ("pembuka", "ajakan", "penutup", "hidup", "story_title")
GAP = "~"
"""Where more is told in a story that would be too short."""


def own_themes(person: Person, dice: Dice) -> tuple[int, ...]:
    """The hidden themes that drive her, the main one first: one to three."""
    every = themes()
    hers = could_be_hers(person)
    weights = [theme.share * mine for theme, mine in zip(every, hers, strict=True)]
    for i, theme in enumerate(every):
        for slot, factor in theme.fits.items():
            weights[i] *= factor if slot in person.life else 1.0
    first = dice.weighted(range(len(every)), weights)
    found = [first]
    names = {theme.name: i for i, theme in enumerate(every)}
    while len(found) < 3 and dice.chance(0.55):
        near = [names[name] for name in every[found[0]].near if name in names]
        pool = [i for i in near if weights[i] > 0 and i not in found]
        chance = dice.weighted(range(len(every)), weights)
        new = dice.pick(pool) if pool and dice.chance(0.7) else chance
        if new not in found:
            found.append(new)
    return tuple(found)


def could_be_hers(person: Person) -> list[bool]:
    """For each theme whether it could be hers, given her life."""
    life = person.life.keys()
    return [theme.needs <= life and theme.unless.isdisjoint(life) for theme in themes()]


def profile(person: Person, mine: tuple[int, ...], dice: Dice) -> dict[str, str]:
    """goals, background, offers and vision, as she would type them."""
    first = themes()[mine[0]]
    telling = frames()
    life = dict(person.life)
    life |= _hers_only(person, tujuan=first.goals, alasan=first.why, bisa=first.offers)
    life |= _hers_only(person, latar=first.background, visi=first.vision)
    life |= _hers_only(person, hari=telling[person.work], **{n: telling[n] for n in _JOINTS})
    if len(mine) > 1:
        other = themes()[mine[1]]
        life |= _hers_only(person, tujuan2=other.goals, alasan2=other.why, bisa2=other.offers)
    if person.trade >= 0:
        life["bisa2"] = trade_offers(person.trade)
    vague = dice.chance(0.06)
    return {
        "goals": _typed(telling["vague" if vague else "goals"], life, person, dice),
        "background": _typed(telling["background"], life, person, dice, silent=0.08),
        "offers": _typed(
            telling["offers_vague" if dice.chance(0.1) else "offers"],
            life,
            person,
            dice,
            silent=0.15,
        ),
        "vision": _typed(telling["vision"], life, person, dice, silent=0.2),
    }


def story(person: Person, theme: Theme, dice: Dice) -> tuple[str, str]:
    """Title and body of a story about `theme`, as she would type it."""
    telling = frames()
    moments = _lines(theme.moments, person, dice)
    feelings = _lines(theme.feelings, person, dice)
    turns = _lines(theme.turns, person, dice)
    whys = _lines(theme.why, person, dice)
    words: dict[str, Bank] = {**telling, **person.life, **_one_word_each(person, dice)}
    if theme.heavy:
        words |= {name: telling[f"{name}_berat"] for name in _AROUND}
    if dice.chance(0.6):
        words["ajakan"] = theme.asks
    words |= _placed(moments[:1], "kejadian") | _placed(turns[:2], "belok")
    words |= _placed(feelings[:2], "perasaan") | _placed(whys[:1], "alasan")
    words |= {"judul": theme.titles, "lanjut": (parse(GAP),)}
    frame = choose(telling["story"], words, dice)
    rest = [*moments[1:3], *feelings[2:3], *moments[3:], *turns[2:3], *whys[1:]]
    wanted = SHORTEST + 4 + int((LONGEST - SHORTEST) * 0.45 * dice.unit() ** 1.5)
    body = _told(frame, words, rest, wanted, dice)
    title = say(words["story_title"], words, dice)
    # Nobody smiles at the end of a heavy story.
    hand = replace(person.hand, warm=0.0) if theme.heavy else person.hand
    return title[:1].upper() + title[1:], hand.rewrite(body, dice)


def _one_word_each(person: Person, dice: Dice) -> dict[str, Bank]:
    """One child and one word for her or him, and for the husband, all through a story."""
    words = (("anak", "satu"), ("bicara", "bicara"), ("kecil", "kecil"), ("suami", "suami"))
    life = person.life
    return {slot: (dice.pick(life[word]),) for slot, word in words if word in life}


def _told(
    frame: Line | None, words: dict[str, Bank], rest: list[Line], wanted: int, dice: Dice
) -> str:
    """The frame filled, with so many lines of `rest` in its middle that it is long enough."""
    plain = write(frame, words, dice) if frame else ""
    more: list[str] = []
    have = len(plain.split())
    for line in rest:
        if have >= wanted:
            break
        more.append(tidy(write(line, words, dice)))
        have += len(more[-1].split())
    return sentences([tidy(plain.replace(GAP, sentences(more)))])


def _lines(lines: Bank, person: Person, dice: Dice) -> list[Line]:
    """All lines of a bank that are true of her, in random order."""
    return dice.some(fitting(lines, person.life), len(lines))


def _placed(lines: list[Line], slot: str) -> dict[str, Bank]:
    """Lines for slots `slot`, `slot`2, … that stand in the same text."""
    return {f"{slot}{i or ''}": (line,) for i, line in zip((0, 2, 3), lines, strict=False)}


_JOINTS = (
    "buka",
    "sapa",
    "makanya",
    "dan",
    "juga",
    "tutup",
    "rumah",
    "sapa2",
    "bisa_buka",
    "bisa_tutup",
    "umum",
    "dua",
    "visi_tutup",
)


def _hers_only(person: Person, **banks: Bank) -> dict[str, Bank]:
    """The lines of each bank that are true of her; no slot where there is none."""
    fits = {name: tuple(fitting(lines, person.life)) for name, lines in banks.items()}
    return {name: lines for name, lines in fits.items() if lines}


def _typed(
    lines: Bank, life: dict[str, Bank], person: Person, dice: Dice, silent: float = 0.0
) -> str:
    if dice.chance(silent):
        return ""
    text = say(lines, life, dice)
    return person.hand.rewrite(sentences([text]).rstrip("."), dice) if text else ""
