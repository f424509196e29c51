"""The guard against contamination: no text that measures may be trained on, nor one much like it.

A training text is *touched* by a held-out one when, both written out in standard words
(`features.text.words`, so that slang is no disguise),

- both have at most twelve words and their sets of words are equal; or
- both have at most twelve words, and one word exchanged, added or left out makes their sets equal,
  with four different words or more the same: such a word breaks up to four runs, which in a short
  text is more than half; or
- both have six words or more, and half of the runs of four words of the shorter one are runs of
  the other (containment: Broder 1997, "On the resemblance and containment of documents").

Only hashes of 64 bits are kept, no text.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np

from features.arrays import Bool, Int64
from models.encoder import corpora
from models.encoder.domain import domain_pairs
from models.encoder.shingles import NOTHING, Hashes, hashed, runs_of, word_sets

SHARE = 0.5
"""Of the runs of the shorter text that the other may not have."""

_CHUNK = 20_000


class HeldOut:
    """Texts that measure, as hashes.

    Args:
        texts: all of them, of whatever corpus.

    """

    def __init__(self, texts: Sequence[str]) -> None:
        lists = [hashed(text) for text in texts]
        self._sets = np.unique(np.concatenate([NOTHING, *map(word_sets, lists)]))
        runs, owners = runs_of(lists)
        order = np.argsort(runs)
        self._runs, self._owners = runs[order], owners[order]
        self._sizes = np.bincount(owners, minlength=len(lists))

    @classmethod
    def read(cls, data: Path, pairs: Path) -> Self:
        """Everything the encoder is measured with.

        Args:
            data: the folder of public data.
            pairs: the file of domain pairs, of which both parts are held out.

        Raises:
            CorpusMissing: a file is not there.

        """
        return cls(list(dict.fromkeys(chain(_public(data), _domain(pairs)))))

    def touches(self, texts: Sequence[str]) -> Bool:
        """(n,) which of `texts` must not be trained on."""
        parts = [
            self._touched([hashed(text) for text in texts[start : start + _CHUNK]])
            for start in range(0, len(texts), _CHUNK)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.bool_)

    def _touched(self, lists: Sequence[Hashes]) -> Bool:
        """(n,) the same for words that are hashed already."""
        sets = [word_sets(found) for found in lists]
        rows = np.repeat(np.arange(len(lists)), [len(found) for found in sets])
        touched = self._contained(lists)
        touched[rows[np.isin(np.concatenate([NOTHING, *sets]), self._sets)]] = True
        return touched

    def _contained(self, lists: Sequence[Hashes]) -> Bool:
        """(n,) which share half of the runs of the shorter one with any held-out text."""
        runs, rows = runs_of(lists)
        sizes = np.bincount(rows, minlength=len(lists))
        starts = np.searchsorted(self._runs, runs, side="left")
        ends = np.searchsorted(self._runs, runs, side="right")
        owners = self._owners[_ranges(starts, ends)]
        pairs = np.repeat(rows, ends - starts) * len(self._sizes) + owners
        pairs, shared = np.unique(pairs, return_counts=True)
        row, owner = np.divmod(pairs, max(len(self._sizes), 1))
        enough = shared >= SHARE * np.minimum(sizes[row], self._sizes[owner])
        touched = np.zeros(len(lists), dtype=np.bool_)
        touched[row[enough]] = True
        return touched


def _ranges(starts: Int64, ends: Int64) -> Int64:
    """All whole numbers from each start to below its end, one range after the other."""
    lengths = ends - starts
    shifts = np.repeat(starts - np.append(0, np.cumsum(lengths)[:-1]), lengths)
    return shifts + np.arange(lengths.sum())


def _public(data: Path) -> Iterator[str]:
    """Every text of the public data that measures."""
    parts: tuple[corpora.Measured, ...] = ("dev", "test")
    for part in parts:
        for read in (corpora.stsb, corpora.semrel):
            yield from _both(read(data, part))
        for pairs in (corpora.facqa(data, part), corpora.stif(data, part)):
            yield from _both(pairs)
        yield from corpora.emot(data, part).texts
        yield from corpora.smsa(data, part).texts
    for any_part in corpora.PARTS:
        yield from corpora.sib200(data, "ind", any_part).texts
        yield from corpora.sib200(data, "eng", any_part).texts
    yield from _both(corpora.quora(data, "test"))
    yield from _both(corpora.tatoeba(data))
    posts = corpora.stories(data)
    yield from chain(posts.titles, posts.texts)


def _domain(path: Path) -> Iterator[str]:
    """Every sentence of the domain pairs."""
    parts: tuple[corpora.Measured, ...] = ("dev", "test")
    for part in parts:
        pairs = domain_pairs(path, part)
        yield from chain(pairs.informal, pairs.formal, pairs.hard)


def _both(pairs: corpora.Pairs) -> Iterator[str]:
    return chain(pairs.left, pairs.right)
