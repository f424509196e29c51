"""The reader of static models, beside the two libraries that read the same folders."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from features.encoder import EncoderUnavailable, StaticEncoder, static
from features.encoder.pieces import Pieces
from features.text import standard
from tests.features.encoder.contract import TEXTS, EncoderContract
from tests.models.encoder.static_model import SAID, build

SENTENCE = st.lists(st.sampled_from(" ".join(SAID).split()), min_size=1, max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("static"))


@pytest.fixture(scope="module")
def encoder(folder: Path) -> StaticEncoder:
    return StaticEncoder(folder)


class TestStaticEncoder(EncoderContract):
    pass


def test_sentence_transformers_gives_the_same_vectors(encoder: StaticEncoder, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    said = [standard(text) for text in SAID]
    theirs = SentenceTransformer(str(folder)).encode(said)
    np.testing.assert_allclose(encoder.encode(SAID), theirs, atol=1e-6)


def test_model2vec_gives_the_same_vectors(encoder: StaticEncoder, folder: Path) -> None:
    from model2vec import StaticModel

    theirs = StaticModel.from_pretrained(folder).encode([standard(text) for text in SAID])
    np.testing.assert_allclose(encoder.encode(SAID), theirs, atol=1e-6)


def test_slang_and_its_standard_form_are_one(encoder: StaticEncoder) -> None:
    slang, plain = encoder.encode(["gtm trs", "menolak makan terus"])
    np.testing.assert_allclose(slang, plain, atol=1e-6)


def test_the_first_values_are_a_shorter_encoder(folder: Path, encoder: StaticEncoder) -> None:
    short = StaticEncoder(folder, dim=16)
    cut = encoder.encode(TEXTS[:1])[:, :16]
    np.testing.assert_allclose(short.encode(TEXTS[:1]), cut / np.linalg.norm(cut), atol=1e-6)
    assert short.dim == 16
    assert short.identity != encoder.identity


@given(st.lists(SENTENCE, min_size=1, max_size=4))
def test_the_order_of_sentences_does_not_matter(
    encoder: StaticEncoder, sentences: list[str]
) -> None:
    there, back = encoder.encode([". ".join(sentences), ". ".join(sentences[::-1])])
    np.testing.assert_allclose(there, back, atol=1e-5)


def test_a_rambling_sentence_does_not_drown_the_others(encoder: StaticEncoder) -> None:
    point, ramble = "jualan kue kering", "mendidik anak balita tanpa marah " * 30
    alone, told = encoder.encode([point, f"{point}. {ramble}"])
    drowned = encoder.encode([f"{point} {ramble}"])[0]
    assert alone @ told > alone @ drowned + 0.1


@given(st.lists(SENTENCE, min_size=1, max_size=4))
def test_a_text_is_the_sum_of_its_sentences_each_over_the_root_of_its_length(
    encoder: StaticEncoder, folder: Path, said: list[str]
) -> None:
    arrays = load_file(folder / "model.safetensors")
    table = arrays["embeddings"] * arrays["weights"][:, None]
    pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
    sums = [table[pieces.of(sentence)].sum(axis=0) for sentence in said]
    text = np.sum([total / np.sqrt(np.linalg.norm(total)) for total in sums], axis=0)
    (found,) = encoder.encode([". ".join(said)])
    np.testing.assert_allclose(found, text / np.linalg.norm(text), atol=1e-5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_is_read(encoder: StaticEncoder, texts: list[str]) -> None:
    lengths = np.linalg.norm(encoder.encode(texts), axis=1)
    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-4))


def test_a_copy_is_the_same_encoder_and_other_weights_are_not(
    folder: Path, encoder: StaticEncoder, tmp_path: Path
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "README.md").write_text("another card")
    assert StaticEncoder(copy).identity == encoder.identity
    assert StaticEncoder(build(tmp_path / "other", seed=1)).identity != encoder.identity


def test_other_lists_or_another_way_to_read_make_another_encoder(
    folder: Path, encoder: StaticEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Path(static.__file__).parents[1]
    copy = shutil.copytree(room, tmp_path / "features")
    monkeypatch.setattr(static, "files", lambda _: copy / "text")
    monkeypatch.setattr(static, "__file__", str(copy / "encoder" / "static.py"))
    known = [StaticEncoder(folder).identity]
    assert known == [encoder.identity]
    for name in ("text/data/slang.tsv", "text/rules.py", "encoder/pieces.py", "encoder/static.py"):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        known.append(StaticEncoder(folder).identity)
    assert len(set(known)) == 5


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["gone", "cut", "another's"])
def test_a_damaged_folder_is_named_with_a_way_out(
    folder: Path, tmp_path: Path, file: str, damage: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    whole = (copy / file).read_bytes()
    if damage == "gone":
        (copy / file).unlink()
    elif damage == "cut":
        (copy / file).write_bytes(whole[: len(whole) // 2])
    else:
        (copy / file).write_bytes(b"{}")
    with pytest.raises(EncoderUnavailable, match=r"copy holds no static text encoder.*Put"):
        StaticEncoder(copy)


def test_vectors_for_other_pieces_are_refused(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    arrays = load_file(copy / "model.safetensors")
    save_file({name: rows[:-1] for name, rows in arrays.items()}, copy / "model.safetensors")
    with pytest.raises(EncoderUnavailable, match="vectors for"):
        StaticEncoder(copy)


@pytest.mark.parametrize("name", ["embeddings", "weights"])
def test_an_array_that_is_not_there_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    arrays = load_file(copy / "model.safetensors")
    del arrays[name]
    save_file(arrays, copy / "model.safetensors")
    with pytest.raises(EncoderUnavailable, match=rf"read: model\.safetensors has no {name}\. Put"):
        StaticEncoder(copy)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("embeddings", lambda rows: rows[:, 0].copy(), "holds arrays of"),
        ("embeddings", lambda rows: rows[:, :0], "holds arrays of"),
        ("weights", lambda scales: np.stack([scales, scales], axis=1), "holds arrays of"),
        ("weights", lambda scales: scales * np.nan, "are no numbers"),
        ("weights", lambda scales: scales / 0, "are no numbers"),
    ],
)
def test_arrays_of_another_shape_or_without_numbers_are_refused(
    folder: Path,
    tmp_path: Path,
    name: str,
    change: Callable[[np.ndarray], np.ndarray],
    said: str,
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    arrays = load_file(copy / "model.safetensors")
    with np.errstate(all="ignore"):
        arrays[name] = change(arrays[name])
    save_file(arrays, copy / "model.safetensors")
    with pytest.raises(EncoderUnavailable, match=rf"copy holds no static text encoder.*{said}"):
        StaticEncoder(copy)


def test_reading_needs_no_torch(folder: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom features.encoder import StaticEncoder\n"
        f"StaticEncoder(Path({str(folder)!r})).encode(['ibu'])\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_however_many_words_are_read_few_are_remembered(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    fresh, short = Pieces(tokenizer), Pieces(tokenizer, 7)
    read = [f"kata {a}{b}{a}" for a in "bdfgkl" for b in "aiueo"]
    for text in read:
        assert short.of(text) == fresh.of(text)
        assert 0 < len(short) <= 7
    assert len(fresh) > 20
    before = len(fresh)
    assert fresh.of("kah" * 5000) == []
    assert len(fresh) == before
