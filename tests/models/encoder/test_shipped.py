"""The encoder that ships: what it must know, weigh and cost."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from features.encoder import EncoderUnavailable, FittedEncoder, StaticEncoder, TransformerEncoder
from features.text import standard
from models.encoder import WEIGHTS, make_encoder, shipped
from models.encoder.recipe.card import SOURCES
from tests.features.encoder.contract import EncoderContract
from tests.features.encoder.tiny import build

SAME = [
    ("bund, anakku gtm trs", "anak saya tidak mau makan"),
    ("pgn resign tp takut ga bs bantu keuangan", "ingin berhenti bekerja tetapi cemas soal uang"),
    ("baby blues abis lahiran, nangis mulu", "sedih dan sering menangis setelah melahirkan"),
    ("mertua ikut campur urusan anak", "ibu suami mencampuri cara kami mengasuh"),
    ("mau jd va, mulai dr mana ya", "bagaimana memulai pekerjaan sebagai asisten virtual"),
    ("kejebak pinjol, tiap hr diteror dc", "terlilit utang pinjaman daring dan ditagih terus"),
    ("need me time, capek banget", "saya lelah dan butuh waktu untuk diri sendiri"),
    ("I want to go back to work", "ingin kembali bekerja"),
]
"""Invented: the same trouble in a chat and in a letter."""


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return shipped()


class TestShippedEncoder(EncoderContract):
    pass


def test_what_mothers_write_finds_the_same_said_formally(encoder: StaticEncoder) -> None:
    chat, letter = (encoder.encode(list(side)) for side in zip(*SAME, strict=True))
    cosines = chat @ letter.T
    assert cosines.argmax(axis=1).tolist() == list(range(len(SAME)))
    assert cosines.diagonal().min() > 0.3


@pytest.mark.parametrize("dim", [64, 128])
def test_shorter_vectors_still_tell_troubles_apart(dim: int) -> None:
    short = shipped(dim)
    chat, letter = (short.encode(list(side)) for side in zip(*SAME, strict=True))
    assert short.dim == dim
    assert (chat @ letter.T).argmax(axis=1).tolist() == list(range(len(SAME)))


def test_sentence_transformers_and_model2vec_read_the_folder_alike(encoder: StaticEncoder) -> None:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

    said = [text for pair in SAME for text in pair]
    plain = [standard(text) for text in said]
    own = encoder.encode(said)
    np.testing.assert_allclose(SentenceTransformer(str(WEIGHTS)).encode(plain), own, atol=1e-6)
    np.testing.assert_allclose(StaticModel.from_pretrained(WEIGHTS).encode(plain), own, atol=1e-6)


def test_the_folder_is_at_most_sixteen_megabytes() -> None:
    assert sum(file.stat().st_size for file in WEIGHTS.rglob("*") if file.is_file()) <= 16e6


def test_the_card_names_every_training_set_with_its_licence() -> None:
    card = (WEIGHTS / "README.md").read_text(encoding="utf-8")
    for what, licence in SOURCES.values():
        assert what in card
        assert licence in card
    assert "written with a language model" in card.replace("\n", " ")


def test_loading_and_reading_take_little_memory_and_no_torch() -> None:
    code = (
        "import resource, sys\n"
        "from models.encoder import shipped\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "shipped().encode(['bund, anakku gtm trs'])\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert float(done.stdout) < 80


def test_settings_name_the_shipped_one_the_fitted_one_or_a_folder(tmp_path: Path) -> None:
    folder = build(tmp_path)
    assert isinstance(make_encoder("lingkar", []), StaticEncoder)
    assert isinstance(make_encoder(" Lingkar ", []), StaticEncoder)
    assert isinstance(make_encoder("fitted", ["ibu belajar"]), FittedEncoder)
    found = make_encoder(str(folder), [])
    assert isinstance(found, TransformerEncoder)
    assert found.name == str(folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "No text encoder is named"),
        (" \n", "No text encoder is named"),
        ("x" * 5_000, "There is no text encoder x{200}…: it"),
        ("a/" * 5_000, "There is no text encoder (a/){100}…: it"),
        ("ibu\0", "There is no text encoder ibu\ufffd: it"),
        ("../ibu\nbunda", "There is no text encoder ../ibu\ufffdbunda: it"),
    ],
)
def test_a_name_that_none_can_have_is_refused_kindly(name: str, said: str) -> None:
    with pytest.raises(EncoderUnavailable, match=said):
        make_encoder(name, [])
