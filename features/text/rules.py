"""Rules that write one informal word out in standard Indonesian.

A rule is asked with one folded word and answers with the words that stand for it, or with None
when it has nothing to say. What each is worth: `docs/benchmarks.md`, "Normalisation".
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from features.text.lexicon import Lexicon, Words

Rule: TypeAlias = Callable[[str, Lexicon], Words | None]

_ELONGATED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"([aiu])\1|([a-z])\2$")
_TWICE = re.compile(r"([^\W\d_]{3,})2(nya|an|ku|mu|lah|kah|in)?")
_ROMAN = re.compile(r"[ivxlcdm]+|(.)\1+")
_AMOUNT = re.compile(r"(\d+)([a-z]{1,5})")
_LAUGHTER = re.compile(r"(?:w[kw]*k[wk]+|(?:ha|he|hi|xi){2,}h?)")
_CLITIC = re.compile(r"([a-z]{3,})(nya|ku|mu|lah|kah)")
_GLUED = re.compile(r"(di|ke)([a-z]{4,})")
_UNITS = {
    "rb": "ribu", "k": "ribu", "jt": "juta", "th": "tahun", "thn": "tahun", "bln": "bulan",
    "bl": "bulan", "mgg": "minggu", "hr": "hari", "jam": "jam", "mnt": "menit", "x": "kali",
    "kg": "kg", "gr": "gram", "cm": "cm", "ml": "ml", "org": "orang", "tahun": "tahun",
    "bulan": "bulan", "minggu": "minggu", "hari": "hari", "ribu": "ribu", "juta": "juta",
}  # fmt: skip
_PLACES = frozenset(
    "sini sana situ mana rumah dalam atas bawah depan belakang kantor sekolah jalan kampung "
    "kota kamar dapur antara tengah samping sebelah kelas kampus sosmed desa masjid pasar bank "
    "pihak saat waktu tempat daerah indonesia jakarta bandung surabaya facebook instagram".split()
)


def elongation(word: str, lexicon: Lexicon) -> Words | None:
    """``sibuuuk``: sibuk. A letter three times or more counts once, or twice in a known word."""
    if not _ELONGATED.search(word) or word.isdigit() or _ROMAN.fullmatch(word):
        return None
    twice = _ELONGATED.sub(r"\1\1", word)
    return (twice if _known(twice, lexicon) else _ELONGATED.sub(r"\1", word),)


def doubling(word: str, lexicon: Lexicon) -> Words | None:
    """``okee``, ``siaap``: ok, siap. A doubled letter counts once where that gives a known word."""
    if word in lexicon.roots or word.endswith("aan") or not _DOUBLED.search(word):
        return None
    once = _DOUBLED.sub(r"\1\2", word)
    return (once,) if len(once) > 3 and _known(once, lexicon) else None


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
    if not found or word in lexicon.roots or not _known(found[1], lexicon):
        return None
    return (found[1], *_OWNERS.get(found[2], ()))


_OWNERS = {"ku": ("saya",), "mu": ("kamu",)}


def glued(word: str, _: Lexicon) -> Words | None:
    """``dirumah``: di rumah."""
    found = _GLUED.fullmatch(word)
    return found.groups() if found and found[2] in _PLACES else None


def affix(word: str, lexicon: Lexicon) -> Words | None:
    """``nyariin``: mencarikan; ``ngajak``: mengajak; ``dibeliin``: dibelikan."""
    if word in lexicon.roots or word.removeprefix("di") in lexicon.roots:
        return None
    stem, suffix = (word[:-2], "kan") if word.endswith("in") else (word, "")
    for front, root in _fronts(stem, inflected=bool(suffix)):
        if len(root) > 3 and root in lexicon.roots:
            return (front + suffix,)
    return None


def _fronts(stem: str, *, inflected: bool) -> Iterator[tuple[str, str]]:
    """What the stem is in standard Indonesian, and its root: ``nyari``: mencari, cari.

    A stem without ``-in`` is only asked for what no other word begins with, ``ng`` and ``ny``.
    """
    if inflected:
        yield stem, stem.removeprefix("di")
    if stem.startswith("nge"):
        yield "menge" + stem[3:], stem[3:]
        yield "meng" + stem[3:], stem[3:]
    if stem.startswith("ng"):
        for first in ("", "k"):
            yield "meng" + stem[2:], first + stem[2:]
    elif stem.startswith("ny"):
        yield "menc" + stem[2:], "c" + stem[2:]
        yield "meny" + stem[2:], "s" + stem[2:]
    elif stem.startswith("n") and inflected:
        yield "men" + stem[1:], "t" + stem[1:]
    elif stem.startswith("m") and inflected:
        yield "mem" + stem[1:], "p" + stem[1:]


def _known(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.roots or word in lexicon.words


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
