"""What a generated member writes: goals, background, offers, vision and stories."""

from matcher.sample.banks import Theme, frames, themes
from matcher.sample.dice import Dice
from matcher.sample.grammar import Bank, Line, bank, fitting, say, sentences, tidy, write
from matcher.sample.lives import Person, trade_offers

SHORTEST, LONGEST = 60, 200
"""Words in a story."""


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
    life |= _hers_only(person, tujuan=first.goals, tujuan2=second.goals, alasan=first.why)
    life |= _hers_only(person, alasan2=second.why, latar=first.background, visi=first.vision)
    life |= _hers_only(person, hari=telling[person.work], **{n: telling[n] for n in _JOINTS})
    offered = trade_offers(person.trade) if person.trade >= 0 else second.offers
    life |= _hers_only(person, bisa=first.offers, bisa2=offered)
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
    life = dict(person.life)
    life |= _distinct(person, theme.moments, ("kejadian", "kejadian2", "kejadian3"), dice)
    life |= _distinct(person, theme.feelings, ("perasaan", "perasaan2"), dice)
    life |= _distinct(person, theme.turns, ("belok", "belok2"), dice)
    asks = (*theme.asks, *telling["ajakan"])
    life |= _hers_only(
        person,
        ajakan=asks,
        pembuka=telling["pembuka"],
        hidup=telling["hidup"],
        penutup=telling["penutup"],
    )
    body = say(telling["story"], life, dice)
    body = _longer(body, theme, person, dice)
    body = " ".join(body.split()[:LONGEST])
    title = say(theme.titles, person.life, dice) or say(bank(["Cerita hari ini"]), {}, dice)
    return sentences([title]).rstrip("."), person.hand.rewrite(sentences([body]), dice)


def _longer(body: str, theme: Theme, person: Person, dice: Dice) -> str:
    """A body that is too short, with more sentences that do not stand in it yet."""
    for line in fitting(theme.moments + theme.turns + theme.feelings, person.life):
        if len(body.split()) >= SHORTEST:
            break
        more = tidy(write(line, person.life, dice))
        if more not in body:
            body = f"{body} {more}."
    return body


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


def _distinct(
    person: Person, lines: Bank, slots: tuple[str, ...], dice: Dice
) -> dict[str, tuple[Line, ...]]:
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
