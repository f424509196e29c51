"""Make `data/slang.tsv` and `data/roots.txt` again from the public lists they come from.

python -m features.text.derive DATA

DATA holds `slang_id`, `stif_informal_formal` (both MIT), and two collections that are only counted,
to tell which words are ordinary: `id_sentences` (Indonesian) and `stories_en` (English). What is
kept and why: `data/README.md`.
"""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import click

from features.text.folding import folded_words, normalise

_HERE = Path(__file__).parent / "data"
_INFORMAL = re.compile(r"[a-z]{2,}[a-z0-9]*")
_SPEECH = ("opensubtitles", "indolem")
"""Sources of `id_sentences` that are not written in standard Indonesian."""
_MIN_SEEN = 2
_MIN_SHARE = 0.5
_MAX_WORDS = 3
_MAX_STEPS = 4
_ABOVE = 3
_ABOVE_ROOT = 20
_SEEN = 1.0
_COMMON = 5.0
"""Per million words: what is used more often is an ordinary word of the language."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a pair is one of an informal word and its plain, decent, standard meaning.

    Attributes:
        roots: root words of standard Indonesian.
        rejected: words that have no place on either side.
        standard: how often words are used in written standard Indonesian, per million words.
        english: the same in English.

    """

    roots: frozenset[str]
    rejected: frozenset[str]
    standard: Mapping[str, float]
    english: Mapping[str, float]

    def __call__(self, informal: str, standard: str) -> bool:
        """Whether `informal` is rare in good Indonesian and English, and `standard` much less."""
        meant = standard.split()
        if not _INFORMAL.fullmatch(informal) or not 0 < len(meant) <= _MAX_WORDS:
            return False
        if informal in meant or not self.rejected.isdisjoint([informal, *meant]):
            return False
        known, root = self.standard.get(informal, 0.0), informal in self.roots
        limit = _SEEN if len(meant) > 1 else _COMMON if root else float("inf")
        if known > limit or self.english.get(informal, 0.0) > _SEEN or (root and len(meant) > 1):
            return False
        rarest = min(self.standard.get(word, 0.0) for word in meant)
        return rarest > max(_SEEN, known * (_ABOVE_ROOT if root else _ABOVE))


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(data: Path) -> None:
    """Write `slang.tsv` and `roots.txt` from the lists in DATA."""
    for name, content in derived(data).items():
        (_HERE / name).write_text(content, encoding="utf-8")
        click.echo(f"{name}: {content.count(chr(10))} lines")


def derived(data: Path) -> dict[str, str]:
    """File name → content, from the folder of public data sets."""
    roots = frozenset(_roots(data))
    rejected = frozenset((_HERE / "rejected.txt").read_text(encoding="utf-8").split())
    fit = Fit(roots, rejected, _per_million(_standard(data)), _per_million(_english(data)))
    chosen = _chosen([*_listed(data), *_aligned(data)], fit)
    rows = (f"{informal}\t{formal}" for informal, formal in sorted(chosen.items()))
    return {
        "slang.tsv": "\n".join(["informal\tstandard", *rows, ""]),
        "roots.txt": "\n".join([*sorted(roots - chosen.keys()), ""]),
    }


def _roots(data: Path) -> Iterator[str]:
    lines = (data / "slang_id" / "combined_root_words.txt").read_text(encoding="utf-8").split("\n")
    return (line for line in lines if re.fullmatch("[a-z]{2,}", line))


def _listed(data: Path) -> Iterator[tuple[str, str]]:
    """The pairs of the three lists."""
    folder = data / "slang_id"
    combined = json.loads((folder / "combined_slang_words.txt").read_text(encoding="utf-8"))
    yield from combined.items()
    with (folder / "indo_collex_full.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        yield from ((row["transformed"], row["original-for"]) for row in rows)
    dictionary = folder / "inforformal-formal-Indonesian-dictionary.tsv"
    with dictionary.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield row["informal"], row["formal"]


def _aligned(data: Path) -> Iterator[tuple[str, str]]:
    """Words that stand in each other's place in the train part of STIF, seen at least twice.

    Each counts as two sources: it was seen in use.
    """
    folder = data / "stif_informal_formal"
    informal, formal = (
        (folder / f"train.{side}").read_text(encoding="utf-8").splitlines()
        for side in ("inf", "for")
    )
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, other in zip(informal, formal, strict=True):
        for word, other_word in _replaced(folded_words(one), folded_words(other)):
            seen[word][other_word] += 1
    for word, instead in seen.items():
        best, times = instead.most_common(1)[0]
        if times >= _MIN_SEEN and times > _MIN_SHARE * instead.total() and best != word:
            yield word, best
            yield word, best


def _replaced(one: list[str], other: list[str]) -> Iterator[tuple[str, str]]:
    """Word and what stands in its place; a word that stayed stands for itself."""
    for kind, i, i_end, j, j_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and i_end - i == j_end - j):
            yield from zip(one[i:i_end], other[j:j_end], strict=True)
        elif kind == "replace" and i_end - i == 1 and j_end - j <= _MAX_WORDS:
            yield one[i], " ".join(other[j:j_end])


def _standard(data: Path) -> Iterator[str]:
    with (data / "id_sentences" / "derived_id_sentences.tsv").open(encoding="utf-8") as file:
        for line in file:
            source, _, sentence = line.partition("\t")
            if not source.startswith(_SPEECH):
                yield sentence


def _english(data: Path) -> Iterator[str]:
    for path in sorted((data / "stories_en").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["selftext"] or "" for row in csv.DictReader(file))


def _per_million(texts: Iterable[str]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in folded_words(text))
    total = counts.total()
    return {word: count * 1e6 / total for word, count in counts.items()}


def _chosen(pairs: Iterable[tuple[str, str]], fit: Fit) -> dict[str, str]:
    """Each informal word with the meaning most sources give it."""
    meanings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for informal, formal in pairs:
        standard = " ".join(folded_words(formal))
        if fit(normalise(informal), standard):
            meanings[normalise(informal)][standard] += 1
    best = {
        informal: max(found, key=lambda formal: (found[formal], fit.standard.get(formal, 0.0)))
        for informal, found in sorted(meanings.items())
    }
    resolved = ((informal, _resolved(informal, best)) for informal in best)
    return {informal: formal for informal, formal in resolved if formal}


def _resolved(informal: str, meanings: dict[str, str]) -> str:
    """What `informal` means when its meaning's informal words are written out too; "" in a loop."""
    formal = meanings[informal]
    for _ in range(_MAX_STEPS):
        further = " ".join(meanings.get(word, word) for word in formal.split())
        if further == formal:
            return formal
        formal = further
    return ""


if __name__ == "__main__":
    main()
