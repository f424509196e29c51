import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.encoder import FittedEncoder
from tests.features.encoder.contract import EncoderContract

SUBJECTS = ("menulis cerita", "jualan kue", "mendidik anak", "mengatur uang", "balik kerja")
CORPUS = [
    f"{wish} {subject} {where}"
    for wish in ("ingin belajar", "pengen", "mau coba")
    for subject in SUBJECTS
    for where in ("dari rumah", "bareng ibu lain", "sambil jaga balita", "")
]


@pytest.fixture(scope="module")
def encoder() -> FittedEncoder:
    return FittedEncoder.fit(CORPUS, dim=16)


class TestFittedEncoder(EncoderContract):
    pass


def test_the_same_seed_gives_the_same_bytes(encoder: FittedEncoder) -> None:
    again = FittedEncoder.fit(CORPUS[::-1], dim=16)
    assert again.projection.tobytes() == encoder.projection.tobytes()


def test_a_typo_stays_near_what_was_meant(encoder: FittedEncoder) -> None:
    typo, meant, other = encoder.encode(["menuliss ceritaa", "menulis cerita", "jualan kue"])
    assert typo @ meant > 0.9 > typo @ other


def test_what_fewer_than_three_texts_contain_is_in_no_file() -> None:
    named = [f"{text}, salam dari Zulaikhah" for text in CORPUS[:2]]
    encoder = FittedEncoder.fit([*CORPUS, *named])
    learned = {term for part in encoder.parts for term in part.vocabulary_}
    assert not {term for term in learned if "zul" in term or "khah" in term}
    assert b"zulai" not in _pickled(encoder).lower()


def test_a_name_repeated_in_one_text_counts_once() -> None:
    encoder = FittedEncoder.fit([*CORPUS, *["Zulaikhah Zulaikhah Zulaikhah"] * 5])
    assert b"zulai" not in _pickled(encoder).lower()


def test_what_three_texts_contain_is_learned() -> None:
    encoder = FittedEncoder.fit([*CORPUS, *(f"merajut {text}" for text in CORPUS[:3])])
    assert "merajut" in encoder.parts[0].vocabulary_


@pytest.mark.parametrize("texts", [[], [""], ["satu"], ["a", "b", "c"], ["ya ya", "ya", "tidak"]])
def test_texts_that_share_nothing_give_zero_vectors_and_no_error(texts: list[str]) -> None:
    encoder = FittedEncoder.fit(texts)
    assert encoder.encode(["satu", ""]).shape == (2, encoder.dim)
    assert not encoder.encode(["satu"]).any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet="abc ", max_size=12), max_size=8))
def test_any_small_corpus_can_be_learned(texts: list[str]) -> None:
    encoder = FittedEncoder.fit(texts)
    lengths = np.linalg.norm(encoder.encode(texts), axis=1)
    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-4))


def _pickled(encoder: FittedEncoder) -> bytes:
    import io

    buffer = io.BytesIO()
    joblib.dump(encoder.parts, buffer)
    return buffer.getvalue()
