"""A member's circumstances, drawn before anything is written, so that all her texts agree."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from matcher.sample.banks import read
from matcher.sample.dice import Dice
from matcher.sample.grammar import Bank, Line, bank, parse
from matcher.sample.register import Hand

PARTS = ("morning", "noon", "afternoon", "night")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YOUNG = ("baby", "toddler", "preschool")
# Age of the youngest child where she stands: stage, months from, months to, share.
_YOUNGEST = (
    ("pregnant", 0, 0, 0.06),
    ("baby", 0, 11, 0.27),
    ("toddler", 12, 35, 0.3),
    ("preschool", 36, 71, 0.22),
    ("school", 72, 143, 0.12),
    ("teen", 144, 203, 0.03),
)
EATS = 6
"""Months from which a child eats, and its mother may worry that it does not."""
TALKS = 24
"""Months from which a child says things that its mother tells of."""
_ORDINALS = ("pertama", "kedua", "ketiga", "keempat", "kelima", "keenam")
_COUNTS = ("satu", "dua", "tiga", "empat", "lima", "enam")
_OLDER = {"pregnant": 0, "baby": 1, "toddler": 2, "preschool": 3, "school": 4, "teen": 5}
_WORK = (("home", 0.42), ("employed", 0.27), ("seller", 0.18), ("lance", 0.13))


@dataclass(frozen=True, slots=True)
class Person:
    """Who she is, apart from what she longs for.

    Attributes:
        name: a given name.
        province: ISO 3166-2 code, "" abroad.
        stages: values of `Stage`, youngest first.
        languages: ISO 639 codes.
        availability: slot codes of her own week.
        work: "home", "employed", "seller" or "lance".
        trade: row of the trades that she works or worked in, -1 for none.
        life: what her texts may speak of.
        hand: how she types.

    """

    name: str
    province: str
    stages: tuple[str, ...]
    languages: tuple[str, ...]
    availability: tuple[str, ...]
    work: str
    trade: int
    life: dict[str, Bank]
    hand: Hand


@cache
def _banks() -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Bank]]:
    people = read("people")
    slots = {name: bank(lines) for name, lines in people["slots"].items()}
    return people, read("places")["province"], slots


def trade_offers(trade: int) -> Bank:
    """What someone of that trade can show others."""
    return bank(_banks()[0]["trade"][trade]["offers"])


def draw(dice: Dice) -> Person:
    """A person as they occur in the community."""
    people, places, slots = _banks()
    hand = Hand.draw(dice)
    formal = hand.formal > 0.5 or dice.chance(0.15)
    life = {"aku": _one("saya" if formal else "aku"), "ku": _one(" saya" if formal else "ku")}
    at_home = dice.chance(0.97)
    place = dice.weighted(places, [p["people"] for p in places]) if at_home else None
    if place:
        life["kota"] = _one(dice.pick(place["cities"]))
    else:
        life["negara"] = _one(dice.pick(people["abroad"]))
    if dice.chance(place.get("muslim", 0.95) if place else 0.85):
        life["muslim"] = _one("muslim")
    stages, months = _stages(dice)
    _children(life, stages, months, slots, dice)
    _marriage(life, stages, slots, dice)
    work, trade = _work(life, people, dice)
    province = place["code"] if place else ""
    names = people["names_by_province"].get(province, ()) if dice.chance(0.3) else ()
    return Person(
        name=dice.pick(names or people["names"]),
        province=province,
        stages=stages,
        languages=_languages(place, dice),
        availability=_availability(work, dice),
        work=work,
        trade=trade,
        life=life,
        hand=hand,
    )


def _one(text: str) -> tuple[Line, ...]:
    return (parse(text),)


def _stages(dice: Dice) -> tuple[tuple[str, ...], int]:
    """Stages of all her children, youngest first, and the youngest born child's age in months."""
    stage, low, high, _ = dice.weighted(_YOUNGEST, [row[3] for row in _YOUNGEST])
    months = dice.between(low, high)
    found = [stage]
    at = _OLDER[stage]
    while at < 5 and dice.chance(0.42 if len(found) == 1 else 0.25):
        at = min(5, at + dice.between(1, 3))
        found.append(_YOUNGEST[at][0])
    if stage == "pregnant" and len(found) > 1:
        row = _YOUNGEST[_OLDER[found[1]]]
        months = dice.between(row[1], row[2])
    return tuple(found), months


def _children(
    life: dict[str, Bank],
    stages: tuple[str, ...],
    months: int,
    slots: dict[str, Bank],
    dice: Dice,
) -> None:
    """Say in `life` which children there are and how they are spoken of."""
    born = tuple(stage for stage in stages if stage != "pregnant")
    if "pregnant" in stages:
        life["hamil"] = _one(f"hamil [anak {_ORDINALS[len(born)]}|{dice.between(3, 8)} bulan]")
    if not born:
        return
    life["jumlah"] = _one(_COUNTS[len(born) - 1])
    _youngest(life, born, months, slots)
    _schooled(life, born, slots, dice)
    life["satu"] = slots["anak_kecil" if born[0] in _YOUNG else "anak_besar"]
    if len(born) > 1:
        life["anak"], life["bungsu"] = slots["anak_banyak"], slots["bungsu"]
        life["kakak_adik"] = slots["kakak_adik"]
        life["bicara"] = slots["kakak" if months < TALKS else "anak_banyak"]
        return
    life["anak"] = life["bungsu"] = life["satu"]
    if months >= TALKS:
        life["bicara"] = life["satu"]


def _youngest(
    life: dict[str, Bank], born: tuple[str, ...], months: int, slots: dict[str, Bank]
) -> None:
    """Say in `life` how old the youngest is, and what a child of that age is called."""
    if born[0] == "baby":
        life["bulan"] = _one(f"{max(months, 1)} bulan")
        life["bayi"] = slots["bayi"]
        if len(born) == 1:
            life["ibu_baru"] = _one("ibu baru")
    else:
        life["umur"] = _one(f"{months // 12} [tahun|thn]")
    if born[0] in {"toddler", "preschool"}:
        life["balita"] = slots["balita"]
    if born[0] in _YOUNG and months >= EATS:
        life["kecil"] = slots["anak_kecil"]
    if EATS <= months < TALKS and born[0] in _YOUNG:
        life["mpasi"] = _one("mpasi")


def _schooled(
    life: dict[str, Bank], born: tuple[str, ...], slots: dict[str, Bank], dice: Dice
) -> None:
    """Say in `life` which children learn, and where."""
    if "preschool" in born:
        life["tk"] = life["sekolah"] = slots["tk"]
    if "school" in born:
        life["kelas"] = _one(f"kelas {dice.between(1, 6)}")
        life["sekolah"] = slots["sekolah"]
    if "teen" in born:
        life["jenjang"] = _one(dice.pick(("SMP", "SMP", "SMA", "kelas 8", "kelas 10")))
        life["remaja"] = slots["remaja"]


def _marriage(
    life: dict[str, Bank], stages: tuple[str, ...], slots: dict[str, Bank], dice: Dice
) -> None:
    if dice.chance(0.07):
        life["sendiri"] = _one("[single mom|single mother|ibu tunggal|orang tua tunggal]")
        return
    life["suami"] = slots["suami"]
    eldest = max(low for stage, low, *_ in _YOUNGEST if stage in stages)
    life["nikah"] = _one(f"{eldest // 12 + dice.between(2, 4)} tahun")
    if dice.chance(0.4):
        life["mertua"] = slots["mertua"]
    if dice.chance(0.09):
        life["ldm"] = _one("[LDM|LDM|LDR-an|jauhan]")


def _work(life: dict[str, Bank], people: dict[str, Any], dice: Dice) -> tuple[str, int]:
    """Draw her work, say it in `life`, and give it with the row of her trade."""
    work = dice.weighted([row[0] for row in _WORK], [row[1] for row in _WORK])
    if work == "seller":
        life["jualan"] = _one(dice.pick(people["ware"])["name"])
    had_trade = work == "employed" or dice.chance(0.65)
    if not had_trade:
        return work, -1
    trade = dice.between(0, len(people["trade"]) - 1)
    life["kerja" if work == "employed" else "dulu"] = _one(people["trade"][trade]["name"])
    return work, trade


def _languages(place: dict[str, Any] | None, dice: Dice) -> tuple[str, ...]:
    spoken = place["languages"] if place else {}
    local = [code for code, share in spoken.items() if dice.chance(share)]
    english = ["en"] if dice.chance(0.18 if place else 0.6) else []
    return ("id", *local, *english)


def _availability(work: str, dice: Dice) -> tuple[str, ...]:
    """Slot codes in the order of the week; some have not said."""
    if dice.chance(0.06):
        return ()
    busy = work == "employed"
    likely = {"morning": 0.1, "noon": 0.15, "afternoon": 0.05, "night": 0.45}
    free = {"morning": 0.35, "noon": 0.25, "afternoon": 0.2, "night": 0.4}
    keep = 0.4 + 0.9 * dice.unit()
    found = []
    for day in _DAYS:
        week = likely if busy and day not in {"sat", "sun"} else free
        found += [f"{day}-{part}" for part in PARTS if dice.chance(week[part] * keep)]
    return tuple(found) or (f"{dice.pick(_DAYS)}-night",)
