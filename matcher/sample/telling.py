"""What a generated member writes: goals, background, offers, vision and stories."""

from dataclasses import replace

from matcher.sample.banks import Theme, frames, themes
from matcher.sample.dice import Dice
from matcher.sample.grammar import Bank, Line, bank, choose, fitting, say, sentences, tidy, write
from matcher.sample.lives import Person, trade_offers

SHORTEST, LONGEST = 55, 110
"""Words that a story is made to have, where there is as much to tell."""


def own_themes(person: Person, dice: Dice) -> tuple[int, ...]:
    """The hidden themes that drive her, the main one first: one to three."""
    every = themes()
    weights = [theme.share if _hers(theme, person) else 0.0 for theme in every]
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


def profile(person: Person, mine: tuple[int, ...], dice: Dice) -> dict[str, str]:
    """goals, background, offers and vision, as she would type them."""
    first = themes()[mine[0]]
    second = themes()[mine[1]] if len(mine) > 1 else first
    telling = frames()
    life = dict(person.life)
    offered = trade_offers(person.trade) if person.trade >= 0 else second.offers
    life |= _two(person, first.goals, second.goals, ("tujuan", "tujuan2"), dice)
    life |= _two(person, first.why, second.why, ("alasan", "alasan2"), dice)
    life |= _two(person, first.offers, offered, ("bisa", "bisa2"), dice)
    life |= _hers_only(person, latar=first.background, visi=first.vision)
    life |= _hers_only(person, hari=telling[person.work], **{n: telling[n] for n in _JOINTS})
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
    """Title and body of a story about `theme`, as she would type it.

    What happened and how it felt, what came of it, and a word to the readers.
    """
    telling = frames()
    told = _distinct(person, theme.moments, ("kejadian", "kejadian2", "kejadian3"), dice)
    told |= _distinct(person, theme.feelings, ("perasaan", "perasaan2"), dice)
    told |= _distinct(person, theme.turns, ("belok", "belok2"), dice)
    life = person.life | told
    tone = "_berat" if theme.heavy else ""
    around = {name: telling[name + tone] for name in ("pembuka", "ajakan", "penutup")}
    around["ajakan"] += theme.asks
    life |= _hers_only(person, hidup=telling["hidup"], **around)
    begin, turn, end = (choose(telling[part], life, dice) for part in _PARTS)
    used = {told[slot] for line in (begin, turn) if line for slot in line.needs & told.keys()}
    ending = tidy(" ".join(write(line, life, dice) for line in (turn, end) if line))
    more = [line for line in theme.moments + theme.feelings + theme.turns if (line,) not in used]
    body = _long_enough(tidy(write(begin, life, dice)) if begin else "", ending, more, person, dice)
    title = say(theme.titles, person.life, dice) or say(bank(["Cerita hari ini"]), {}, dice)
    # Nobody smiles at the end of a heavy story.
    hand = replace(person.hand, warm=0.0) if theme.heavy else person.hand
    return sentences([title]).rstrip("."), hand.rewrite(sentences([body]), dice)


def _long_enough(body: str, ending: str, more: list[Line], person: Person, dice: Dice) -> str:
    """`body` and its `ending`, with as many lines of `more` between as a story needs."""
    wanted = dice.between(SHORTEST, LONGEST)
    length = len(body.split()) + len(ending.split())
    for line in fitting(more, person.life):
        if length >= wanted:
            break
        sentence = tidy(write(line, person.life, dice))
        body = f"{body} {sentence}."
        length += len(sentence.split())
    return f"{body} {ending}"


_PARTS = ("story", "story_turn", "story_end")
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


def _hers(theme: Theme, person: Person) -> bool:
    return theme.needs <= person.life.keys() and not theme.unless & person.life.keys()


def _hers_only(person: Person, **banks: Bank) -> dict[str, Bank]:
    """The lines of each bank that are true of her; no slot where there is none."""
    fits = {name: tuple(fitting(lines, person.life)) for name, lines in banks.items()}
    return {name: lines for name, lines in fits.items() if lines}


def _two(
    person: Person, one: Bank, other: Bank, slots: tuple[str, str], dice: Dice
) -> dict[str, Bank]:
    """A line of each bank, never the same twice."""
    found = _distinct(person, one, slots[:1], dice)
    rest = tuple(line for line in other if (line,) not in found.values())
    return found | _distinct(person, rest, slots[1:], dice)


def _distinct(person: Person, lines: Bank, slots: tuple[str, ...], dice: Dice) -> dict[str, Bank]:
    """Different lines of one bank for slots that stand in the same text."""
    picked = dice.some(fitting(lines, person.life), len(slots))
    return {slot: (line,) for slot, line in zip(slots, picked, strict=False)}


def _typed(
    lines: Bank, life: dict[str, Bank], person: Person, dice: Dice, silent: float = 0.0
) -> str:
    if dice.chance(silent):
        return ""
    text = say(lines, life, dice)
    return person.hand.rewrite(sentences([text]).rstrip("."), dice) if text else ""
