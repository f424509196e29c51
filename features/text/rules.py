"""Rules that write one informal word out in standard Indonesian.

A rule is asked with one folded word and answers with the words that stand for it, or with None
when it has nothing to say. What each is worth: `docs/benchmarks.md`, "Normalisation".
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from features.text.lexicon import Lexicon, Words

Rule: TypeAlias = Callable[[str, Lexicon], Words | None]

_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([aiu])\1|([a-z])\2$")
_TWICE = re.compile(r"([^\W\d_]{3,})2(nya|an|ku|mu|lah|kah|in)?")
_ROMAN = re.compile(r"[ivxlcdm]+|(.)\1+")
_AMOUNT = re.compile(r"(\d+)([a-z]{1,5})")
_LAUGHTER = re.compile(r"wk[wk]+|(?:ha|he|hi|xi){2,}h?")
_CLITIC = re.compile(r"([a-z]{3,})(nya|ku|mu|lah|kah)")
_GLUED = re.compile(r"(di|ke)([a-z]{4,})")
_UNITS = {
    "rb": "ribu", "k": "ribu", "jt": "juta", "th": "tahun", "thn": "tahun", "bln": "bulan",
    "bl": "bulan", "mgg": "minggu", "hr": "hari", "jam": "jam", "mnt": "menit", "x": "kali",
    "kg": "kg", "gr": "gram", "cm": "cm", "ml": "ml", "org": "orang", "tahun": "tahun",
    "bulan": "bulan", "minggu": "minggu", "hari": "hari", "ribu": "ribu", "juta": "juta",
}  # fmt: skip
_OWNERS = {"ku": ("saya",), "mu": ("kamu",)}
_SWALLOWED = {"k": "meng", "p": "mem", "s": "meny", "t": "men"}
_NASALS = {"m": "bfv", "n": "cdjz", "ng": "aeioughq"}
_PLACES = {
    "sini", "sana", "situ", "mana", "rumah", "dalam", "atas", "bawah", "depan", "belakang",
    "kantor", "sekolah", "jalan", "kampung", "kota", "kamar", "dapur", "antara", "tengah",
    "samping", "sebelah", "kelas", "kampus", "sosmed", "desa", "masjid", "pasar", "bank",
    "pihak", "saat", "waktu", "tempat", "daerah", "indonesia", "jakarta", "bandung",
    "surabaya", "facebook", "instagram",
}  # fmt: skip


def elongation(word: str, lexicon: Lexicon) -> Words | None:
    """``sibuuuk``: sibuk. A letter three times or more counts once, or twice in a known word."""
    if not _ELONGATED.search(word) or word.isdigit() or _ROMAN.fullmatch(word):
        return None
    twice = _ELONGATED.sub(r"\1\1", word)
    return (twice if lexicon.knows(twice) else _ELONGATED.sub(r"\1", word),)


def doubling(word: str, lexicon: Lexicon) -> Words | None:
    """``okee``, ``siaap``: ok, siap. A doubled letter counts once where that gives a known word."""
    if word in lexicon.roots or word.endswith("aan") or not _DOUBLED.search(word):
        return None
    once = _DOUBLED.sub(r"\1\2", word)
    return (once,) if len(once) > 3 and lexicon.knows(once) else None


def laughter(word: str, _: Lexicon) -> Words | None:
    """``wkwkwk``, ``hehehe``: haha."""
    return ("haha",) if word != "haha" and _LAUGHTER.fullmatch(word) else None


def reduplication(word: str, _: Lexicon) -> Words | None:
    """``anak2nya``: anak anaknya."""
    if not (found := _TWICE.fullmatch(word)):
        return None
    base, suffix = found.groups(default="")
    return (base, base + suffix)


def amount(word: str, _: Lexicon) -> Words | None:
    """``3bln``: 3 bulan; ``50k``: 50 ribu; ``2x``: 2 kali."""
    found = _AMOUNT.fullmatch(word)
    if not found or not (unit := _UNITS.get(found[2])):
        return None
    return (found[1], unit)


def clitic(word: str, lexicon: Lexicon) -> Words | None:
    """``anakku``: anak saya; ``bayinya``, ``apakah``: bayi, apa."""
    found = _CLITIC.fullmatch(word)
    if not found or word in lexicon.roots or not lexicon.knows(found[1]):
        return None
    return (found[1], *_OWNERS.get(found[2], ()))


def glued(word: str, _: Lexicon) -> Words | None:
    """``dirumah``: di rumah."""
    found = _GLUED.fullmatch(word)
    return found.groups() if found and found[2] in _PLACES else None


def affix(word: str, lexicon: Lexicon) -> Words | None:
    """``nyariin``: mencarikan; ``ngajak``: mengajak; ``dibeliin``: dibelikan."""
    if word in lexicon.roots or word.removeprefix("di") in lexicon.roots:
        return None
    stem, suffix = (word[:-2], "kan") if word.endswith("in") else (word, "")
    if suffix and _long_root(stem.removeprefix("di"), lexicon):
        return (stem + suffix,)
    for root in _roots(stem, inflected=bool(suffix)):
        if _long_root(root, lexicon):
            return (_active(root) + suffix,)
    return None


def _roots(stem: str, *, inflected: bool) -> Iterator[str]:
    """What the stem may come from: ``nyari``: cari, sari.

    Without ``-in`` only ``ng`` and ``ny`` tell: other words begin so in no language written here.
    """
    if stem.startswith("nge"):
        yield stem[3:]
    if stem.startswith("ng"):
        yield stem[2:]
        yield "k" + stem[2:]
    elif stem.startswith("ny"):
        yield "c" + stem[2:]
        yield "s" + stem[2:]
    elif stem.startswith(("n", "m")) and inflected:
        yield ("t" if stem.startswith("n") else "p") + stem[1:]


def _active(root: str) -> str:
    """The root with the prefix me- as it sounds before its first letter."""
    first = root[0]
    if first in _SWALLOWED:
        return _SWALLOWED[first] + root[1:]
    nasal = next((nasal for nasal, letters in _NASALS.items() if first in letters), "")
    return "me" + nasal + root


def _long_root(root: str, lexicon: Lexicon) -> bool:
    return len(root) > 3 and root in lexicon.roots


RULES: dict[str, Rule] = {
    "reduplication": reduplication,
    "amount": amount,
    "laughter": laughter,
    "elongation": elongation,
    "doubling": doubling,
    "glued": glued,
    "affix": affix,
    "clitic": clitic,
}
