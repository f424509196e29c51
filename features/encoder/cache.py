"""Embedding many texts in flat memory; with a `VectorCache`, only those not embedded before.

::

    vectors/
        3f9a…/                 one encoder, by a hash of its identity
            members.query      see `features.encoder.vector_file`
            classes.passage

A text is known by a hash of itself, so that no text is on disk. Each file holds the texts of the
last run and no others: a text that was edited is gone after the next run. Where a member is
erased, all files go at once (`matcher.privacy.erase_member`).
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np

from features.arrays import Bool, Float32, Int64
from features.encoder.hidden import sweep
from features.encoder.identity import PROBE, alike
from features.encoder.keys import Index, Keys, keys_of
from features.encoder.protocol import Encoder, Kind
from features.encoder.vector_file import VectorFile, Writer, read, writing
from features.errors import LingkarError

CHUNK = 8192
"""Texts in memory at once."""

_PIECE = 128
"""Texts embedded between two reports of progress."""

Told: TypeAlias = Callable[[int, int], None]
"""Told how many texts were embedded, and how many were known without: all so far are the two."""


def unwatched(embedded: int, known: int) -> None:
    """For whoever does not watch."""


class CacheError(LingkarError):
    """Vectors cannot be kept on disk."""


class VectorCache:
    """Vectors of the last run, by encoder and text, in a folder.

    Args:
        folder: made when first needed; its files are their owner's only.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[Path] = set()

    def embed(
        self,
        encoder: Encoder,
        texts: Iterable[str],
        *,
        table: str,
        kind: Kind = "passage",
        told: Told = unwatched,
    ) -> Float32:
        """Vectors of n texts, (n, dim) memory-mapped; afterwards `table` holds these and no others.

        Equal texts are embedded once. Vectors kept from before are used only where their file is
        whole and the encoder still gives the vector of a probe that it gave then.

        Raises:
            CacheError: the folder cannot be written.

        """
        folder = self._folder / _name(encoder)
        path, seal = folder / f"{table}.{kind}", f"{encoder.identity} {kind}"
        probe = encoder.encode([PROBE], kind)[0]
        before = read(path, seal, encoder.dim)
        if before is not None and not alike(before.probe, probe):
            before = None
        with _said_kindly(self._folder), writing(path, seal, encoder.dim) as writer:
            run = _Run(encoder, kind, before, writer)
            for chunk in _chunks(texts, CHUNK):
                run.embed(chunk, told)
            found = writer.finish(probe, run.index)
        self._written.add(path)
        return found.rows

    def forget_rest(self) -> None:
        """Remove every file but those that this object has written, and what killed runs left.

        Raises:
            CacheError: the folder cannot be written.

        """
        with _said_kindly(self._folder):
            for folder in _folders_in(self._folder):
                with suppress(FileNotFoundError):  # somebody else removed it meanwhile
                    sweep(folder, self._written)
                with suppress(OSError):  # not empty: still in use
                    folder.rmdir()


def embed(
    encoder: Encoder,
    texts: Iterable[str],
    *,
    kind: Kind = "passage",
    told: Told = unwatched,
) -> Float32:
    """Vectors of n texts, (n, dim) memory-mapped, with nothing kept for the next run.

    They lie in a file without a name, which is gone with them, however the process ends.

    Raises:
        CacheError: there is no room for the file.

    """
    done = 0
    with _said_kindly(Path(tempfile.gettempdir())), tempfile.TemporaryFile() as file:
        for chunk in _chunks(texts, CHUNK):
            file.write(np.ascontiguousarray(encoder.encode(chunk, kind)).data)
            done += len(chunk)
            told(done, 0)
        file.flush()
        if not done:
            return np.zeros((0, encoder.dim), dtype=np.float32)
        return np.asarray(np.memmap(file, np.float32, "r", shape=(done, encoder.dim)))


class _Run:
    """One pass over all texts: each is known from before, or from this pass, or embedded now."""

    def __init__(
        self, encoder: Encoder, kind: Kind, before: VectorFile | None, writer: Writer
    ) -> None:
        self._encoder, self._kind = encoder, kind
        self._before, self._writer = before, writer
        self._embedded = 0
        self.index = Index.empty()

    def embed(self, texts: Sequence[str], told: Told) -> None:
        """Write the vectors of one chunk."""
        keys, first, place = np.unique(keys_of(texts), return_index=True, return_inverse=True)
        vectors = np.empty((len(keys), self._encoder.dim), dtype=np.float32)
        row = self.index.find(keys)
        new = row < 0
        vectors[~new] = self._writer.look_up(row[~new])
        missing = new & ~self._from_before(keys, vectors)
        begun = self._writer.n
        known = begun + len(texts) - self._embedded - int(missing.sum())
        told(self._embedded, known)
        for piece in self._pieces(texts, first, missing):
            vectors[piece] = self._encoder.encode([texts[i] for i in first[piece]], self._kind)
            self._embedded += len(piece)
            told(self._embedded, known)
        self._writer.add(vectors[place])
        self.index.add(keys[new], begun + first[new])

    def _from_before(self, keys: Keys, vectors: Float32) -> Bool:
        """Fill in the rows of `vectors` that were kept; (k,) which."""
        if self._before is None:
            return np.zeros(len(keys), dtype=np.bool_)
        row = self._before.index.find(keys)
        kept: Bool = row >= 0
        vectors[kept] = self._before.rows[row[kept]]
        self._before.let_go()
        return kept

    @staticmethod
    def _pieces(texts: Sequence[str], first: Int64, missing: Bool) -> Iterator[Int64]:
        """Which to embed together: texts of like length, the longest first."""
        lengths = np.array([len(texts[i]) for i in first])
        order = np.argsort(-lengths, kind="stable")
        order = order[missing[order]]
        for at in range(0, len(order), _PIECE):
            yield order[at : at + _PIECE]


def _chunks(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(texts)
    while chunk := list(islice(rest, size)):
        yield chunk


def _folders_in(folder: Path) -> list[Path]:
    """Those there are; none where there is no `folder`. Raises `OSError` where it may not look."""
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except FileNotFoundError:
        return []


def _name(encoder: Encoder) -> str:
    """The folder of an encoder: any text may be its identity."""
    return hashlib.sha256(encoder.identity.encode()).hexdigest()[:32]


@contextmanager
def _said_kindly(folder: Path) -> Iterator[None]:
    """A full disk or a folder of somebody else is not a fault of the program."""
    try:
        yield
    except OSError as error:
        raise CacheError(
            "The vectors of texts cannot be kept in {folder}: {reason}. Make room or give access, "
            "then train again; what was in service stays there.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
