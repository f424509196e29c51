import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.vectors import Hashing, run
from features.arrays import Float32
from features.encoder import PROBE, CacheError, Kind, VectorCache, cache, embed

TEXTS = [f"ibu belajar menulis {word}" for word in ("cerita", "puisi", "resep", "surat", "kabar")]
PROBES = 1
"""Each run also embeds one fixed text, to see that the encoder is the one it was."""


def embedded(folder: Path, texts: Sequence[str], encoder: Hashing | None = None) -> int:
    """Embed through the cache, check every vector, and say how many texts it took."""
    encoder = encoder or Hashing()
    before = encoder.texts
    vectors = VectorCache(folder).embed(encoder, iter(texts), table="members")
    took = encoder.texts - before
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors, encoder.encode(list(texts)))
    return took - PROBES


def only_file(folder: Path) -> Path:
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


def key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


several = st.lists(st.sampled_from([*TEXTS, "", "  ", "Ibu", "ibu"]) | st.text(max_size=9))


@settings(max_examples=40, deadline=None)
@given(first=several, second=several, chunk=st.integers(1, 5), piece=st.integers(1, 3))
def test_each_run_embeds_what_the_last_one_did_not_and_gives_every_vector(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[str],
    second: list[str],
    chunk: int,
    piece: int,
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "CHUNK", chunk)
        patch.setattr(cache, "_PIECE", piece)
        assert embedded(folder, first) == len(set(first))
        assert embedded(folder, second) == len(set(second) - set(first))
        assert embedded(folder, second) == 0


def test_a_text_that_is_gone_leaves_no_hash_and_no_vector(tmp_path: Path) -> None:
    erased = "Zulaikhah menulis puisi"
    vector = Hashing().encode([erased]).tobytes()
    embedded(tmp_path, [*TEXTS, erased])
    there = only_file(tmp_path).read_bytes()
    assert key(erased) in there
    assert vector in there
    embedded(tmp_path, TEXTS)
    assert key(TEXTS[0]) in only_file(tmp_path).read_bytes()
    assert key(erased) not in only_file(tmp_path).read_bytes()
    assert vector not in only_file(tmp_path).read_bytes()


def test_no_text_is_on_disk_and_nobody_else_may_look(tmp_path: Path) -> None:
    embedded(tmp_path / "vectors", TEXTS)
    file = only_file(tmp_path)
    assert b"menulis" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_questions_and_passages_and_tables_are_kept_apart(tmp_path: Path) -> None:
    kept, encoder = VectorCache(tmp_path), Hashing()
    ways: list[tuple[str, Kind]] = [("a", "query"), ("a", "passage"), ("b", "query")]
    for table, kind in ways:
        kept.embed(encoder, TEXTS, table=table, kind=kind)
    assert encoder.texts == 3 * (len(TEXTS) + PROBES)
    for table, kind in ways:
        kept.embed(encoder, TEXTS, table=table, kind=kind)
    assert encoder.texts == 3 * (len(TEXTS) + PROBES) + 3 * PROBES


PARTS = {"vectors": 0, "probe": -500, "keys": -120, "rows": -70, "counts": -40, "hash": -1}
"""A place in each part of the file of `TEXTS`; the last four are 80, 40, 24 and 32 bytes long."""


@pytest.mark.parametrize("part", PARTS)
def test_a_file_with_one_changed_bit_is_made_anew(tmp_path: Path, part: str) -> None:
    embedded(tmp_path, TEXTS)
    whole = only_file(tmp_path).read_bytes()
    damaged = bytearray(whole)
    damaged[PARTS[part]] ^= 1
    only_file(tmp_path).write_bytes(damaged)
    assert embedded(tmp_path, TEXTS) == len(TEXTS)
    assert only_file(tmp_path).read_bytes() == whole


@pytest.mark.parametrize("keep", [0, 1, 31, 32, 56, 2000, -1, -32, -57])
def test_a_file_that_was_cut_short_is_made_anew(tmp_path: Path, keep: int) -> None:
    embedded(tmp_path, TEXTS)
    only_file(tmp_path).write_bytes(only_file(tmp_path).read_bytes()[:keep])
    assert embedded(tmp_path, TEXTS) == len(TEXTS)
    assert embedded(tmp_path, TEXTS) == 0


def test_a_file_of_another_encoder_or_kind_is_not_taken(tmp_path: Path) -> None:
    embedded(tmp_path, TEXTS)
    file = only_file(tmp_path)
    query = Hashing()
    file.rename(file.with_name("members.query"))
    VectorCache(tmp_path).embed(query, TEXTS, table="members", kind="query")
    assert query.texts == len(TEXTS) + PROBES


class Turned(Hashing):
    """Says it is the same encoder, and is not."""

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        return np.ascontiguousarray(super().encode(texts, kind)[:, ::-1])


class Shorter(Hashing):
    """Says it is the same encoder, and its vectors are shorter."""

    dim = 8


class Other(Hashing):
    """Says that it is another one."""

    identity = "other"


@pytest.mark.parametrize("other", [Turned, Shorter])
def test_an_encoder_that_changed_behind_its_identity_is_noticed(
    tmp_path: Path, other: type[Hashing]
) -> None:
    embedded(tmp_path, TEXTS)
    assert embedded(tmp_path, TEXTS, other()) == len(TEXTS)


def test_progress_tells_what_was_embedded_apart_from_what_was_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CHUNK", 7)
    monkeypatch.setattr(cache, "_PIECE", 2)
    fresh = [f"ibu {i}" for i in range(9)]
    texts = [*TEXTS, *TEXTS, *fresh]
    assert watched(tmp_path, texts)[-1] == (len(TEXTS) + len(fresh), len(TEXTS))
    assert watched(tmp_path, texts)[-1] == (0, len(texts))
    told = watched(tmp_path, [*texts, "ibu sembilan", "ibu sepuluh"])
    assert told == sorted(told)
    assert told[-1] == (2, len(texts))


def test_a_text_said_twice_is_known_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_PIECE", 2)
    assert watched(tmp_path, TEXTS * 2) == [(0, 5), (2, 5), (4, 5), (5, 5)]


def watched(folder: Path, texts: Sequence[str]) -> list[tuple[int, int]]:
    """All that is told while `texts` go through the cache."""
    told: list[tuple[int, int]] = []
    VectorCache(folder).embed(
        Hashing(), texts, table="members", told=lambda *counts: told.append(counts)
    )
    return told


def test_texts_of_like_length_are_read_together_the_longest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Noting(Hashing):
        """Notes the lengths of what it is given."""

        def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
            lengths.extend(len(text) for text in texts if text != PROBE)
            return super().encode(texts, kind)

    lengths: list[int] = []
    monkeypatch.setattr(cache, "_PIECE", 2)
    VectorCache(tmp_path).embed(Noting(), ["ab", "a", "abcde", "abc", "abcd"], table="members")
    assert lengths == [5, 4, 3, 2, 1]


def test_without_a_cache_the_vectors_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CHUNK", 2)
    told: list[tuple[int, int]] = []
    vectors = embed(Hashing(), iter(TEXTS), told=lambda *counts: told.append(counts))
    np.testing.assert_array_equal(vectors, Hashing().encode(TEXTS))
    assert told == [(2, 0), (4, 0), (5, 0)]
    assert embed(Hashing(), []).shape == (0, Hashing.dim)


def test_vectors_stay_usable_when_the_next_run_replaces_their_file(tmp_path: Path) -> None:
    vectors = VectorCache(tmp_path).embed(Hashing(), TEXTS, table="members")
    embedded(tmp_path, ["lain"] * 3)
    np.testing.assert_array_equal(vectors, Hashing().encode(TEXTS))
    with pytest.raises(ValueError, match="read-only"):
        vectors[0, 0] = 1


def test_what_a_run_did_not_write_is_forgotten_when_it_asks(tmp_path: Path) -> None:
    kept = VectorCache(tmp_path)
    for table in ("members", "stories"):
        kept.embed(Hashing(), TEXTS, table=table)
    VectorCache(tmp_path).embed(Other(), TEXTS, table="members")
    assert len(list(tmp_path.glob("*/*"))) == 3
    again = VectorCache(tmp_path)
    again.embed(Hashing(), TEXTS, table="members")
    again.forget_rest()
    assert only_file(tmp_path).name == "members.passage"
    assert embedded(tmp_path, TEXTS) == 0
    VectorCache(tmp_path).forget_rest()
    assert list(tmp_path.iterdir()) == []
    VectorCache(tmp_path / "nowhere").forget_rest()


def test_a_folder_that_cannot_be_used_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("a file", encoding="utf-8")
    with pytest.raises(CacheError, match=r"kept in .*vectors: .*Make room or give access"):
        VectorCache(tmp_path / "vectors").embed(Hashing(), TEXTS, table="members")


def test_a_run_that_breaks_leaves_the_last_file_and_nothing_else(tmp_path: Path) -> None:
    embedded(tmp_path, TEXTS)
    before = only_file(tmp_path).read_bytes()

    def breaking() -> Iterator[str]:
        yield "satu"
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        VectorCache(tmp_path).embed(Hashing(), breaking(), table="members")
    assert only_file(tmp_path).read_bytes() == before


EMBED_AND_WAIT = """
    import sys, time
    from pathlib import Path
    from benchmarks.vectors import Hashing
    from features.encoder import VectorCache, cache

    cache.CHUNK = 2

    def texts():
        yield from ("satu", "dua", "tiga")
        print("begun", flush=True)
        time.sleep(30)

    VectorCache(Path({folder!r})).embed(Hashing(), texts(), table="members")
"""


def test_a_killed_run_leaves_the_last_file_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    kept = VectorCache(tmp_path)
    kept.embed(Hashing(), TEXTS, table="members")
    before = only_file(tmp_path).read_bytes()
    code = textwrap.dedent(EMBED_AND_WAIT.format(folder=str(tmp_path)))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"begun\n"
        kept.forget_rest()
        assert len(list(tmp_path.rglob(".partial-*"))) == 1
        other.send_signal(signal.SIGKILL)
    assert len(list(tmp_path.rglob(".partial-*"))) == 1
    kept.forget_rest()
    assert only_file(tmp_path).read_bytes() == before
    assert embedded(tmp_path, TEXTS) == 0


def test_memory_grows_by_the_hashes_and_not_by_the_vectors() -> None:
    few, many = run(20_000), run(120_000)
    growth = many["again.peak_growth_mb"] - few["again.peak_growth_mb"]
    per_text = growth * 2**20 / 100_000
    vector = many["dim"] * 4
    assert per_text < 0.2 * vector
