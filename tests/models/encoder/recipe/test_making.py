"""The parts of the recipe, and the whole of it on few rows with its real teachers."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from features.encoder import EncoderUnavailable, StaticEncoder
from features.encoder.pieces import UNKNOWN, Pieces
from models.encoder import WEIGHTS
from models.encoder.corpora import stsb
from models.encoder.domain import COLUMNS
from models.encoder.files import CorpusMissing
from models.encoder.recipe.bags import Bags
from models.encoder.recipe.domain import near
from models.encoder.recipe.export import quantised
from models.encoder.recipe.fitting import fit
from models.encoder.recipe.lessons import Pairs, nearest
from models.encoder.recipe.publishing import publish
from models.encoder.recipe.settings import Order, Recipe
from models.encoder.recipe.texts import gather
from models.encoder.recipe.vocabulary import learn_pieces
from tests.models.encoder.static_model import SAID

PAIRS = WEIGHTS.parents[2] / "benchmarks" / "data" / "domain_pairs.tsv"


@given(arrays.arrays(np.float32, (5, 8), elements=st.floats(-3, 3, width=32)))
def test_eight_bits_a_value_are_off_by_half_a_level_at_most(vectors: np.ndarray) -> None:
    rows, scales = quantised(vectors)
    assert rows.dtype == np.int8
    error = np.abs(rows * scales[:, None] - vectors)
    assert np.all(error <= scales[:, None] / 2 + 1e-6)


def test_a_bag_gives_the_pieces_of_the_texts_asked_for() -> None:
    pieces = Pieces(learn_pieces({"said": SAID}, {}, 300))
    bags = Bags.of(SAID[:5], pieces)
    found, starts = bags.take(np.array([3, 0]))
    assert starts.tolist() == [0, len(pieces.of(SAID[3]))]
    assert found.tolist() == pieces.of(SAID[3]) + pieces.of(SAID[0])


def test_a_source_that_counts_more_often_gets_its_words_whole() -> None:
    texts = {"often": ["menulis buku"], "seldom": ["mendidik balita"]}
    tokenizer = learn_pieces(texts, {"often": 9}, 300)
    assert tokenizer.token_to_id("menulis") is not None
    assert tokenizer.token_to_id("balita") is None


def test_nearest_never_names_the_row_itself() -> None:
    vectors = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert not (nearest(vectors) == np.arange(60)[:, None]).any()


def test_training_brings_together_what_belongs_together_and_repeats_itself() -> None:
    tokenizer = learn_pieces({"said": SAID}, {}, 300)
    pieces = Pieces(tokenizer)
    lesson = Pairs(Bags.of(SAID[:5], pieces), Bags.of(SAID[1:5] + SAID[:1], pieces), None, 5, 1.0)
    start = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 256))
    first = start.astype(np.float32)

    def trained() -> np.ndarray:
        return fit(first, {"said": lesson}, steps=30, rate=0.05, seed=3, progress=lambda *_: None)

    def nearness(table: np.ndarray) -> float:
        sums = [table[pieces.of(text)].sum(axis=0) for text in (SAID[0], SAID[1])]
        return float(np.dot(*(total / np.linalg.norm(total) for total in sums)))

    table = trained()
    assert nearness(table) > nearness(first) + 0.2
    np.testing.assert_array_equal(table, trained())


def test_a_lesson_teaches_nothing_before_it_begins() -> None:
    tokenizer = learn_pieces({"said": SAID}, {}, 300)
    bags = Bags.of(SAID[:5], Pieces(tokenizer))
    other = Bags.of(SAID[1:5] + SAID[:1], Pieces(tokenizer))
    start = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 256))
    first = start.astype(np.float32)

    def moved(since: float) -> bool:
        lesson = Pairs(bags, other, None, 5, 1.0, since)
        always = Pairs(bags, bags, None, 5, 0.0)
        lessons = {"late": lesson, "always": always}
        table = fit(first, lessons, steps=10, rate=0.05, seed=3, progress=lambda *_: None)
        return bool(np.abs(table - first).max() > 1e-6)

    assert moved(since=0.5)
    assert not moved(since=1.0)


@pytest.mark.parametrize("column", range(3))
@pytest.mark.parametrize("row", ["dev", "test"])
@pytest.mark.parametrize("side", range(3))
def test_a_row_near_a_measured_sentence_in_any_column_is_not_trained_on(
    tmp_path: Path, side: int, row: str, column: int
) -> None:
    measured = {
        "dev": ["kompor meledak pagi tadi", "lemari penuh baju lama", "sepeda hilang dekat taman"],
        "test": ["atap bocor musim hujan", "kucing tetangga masuk dapur", "lampu kamar mati total"],
    }
    rows = [f"{part}\t{part}\tx\t" + "\t".join(texts) for part, texts in measured.items()]
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("\n".join(["\t".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    fresh = "resep kue lumpur labu kuning yang lembut"
    near_one = f"{measured[row][side]} ya"
    columns = tuple([near_one if own == column else fresh, fresh] for own in range(3))
    assert near(columns, pairs).tolist() == [True, False]


@pytest.mark.shared_data
def test_no_text_that_measures_is_gathered(shared_data: Path) -> None:
    found = gather(shared_data, PAIRS)
    texts = {text for source in found.values() for column in source.columns for text in column}
    measured = stsb(shared_data, "test")
    assert not texts & {*measured.left, *measured.right}
    assert found["quora"].touched > 0
    assert all(len(source) > 0.5 * source.read for source in found.values())


@pytest.mark.shared_data
@pytest.mark.slow
def test_the_recipe_runs_from_data_to_an_encoder_in_place(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "model.safetensors").touch()
    (folder / "former").touch()
    recipe = Recipe(pieces=900, steps=3, rows=60)
    figures = publish(Order(shared_data, PAIRS, tmp_path / "cache", recipe), folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["README.md", "config.json", "model.safetensors", "modules.json", "tokenizer.json"]
    )
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert StaticEncoder(folder).encode(["ibu"]).shape == (1, 256)
    unknown = Tokenizer.from_file(str(folder / "tokenizer.json")).token_to_id(UNKNOWN)
    assert load_file(folder / "model.safetensors")["weights"][unknown] == 0
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"{figures['stsb_id.spearman']:.3f}" in card


@pytest.mark.shared_data
def test_a_recipe_that_breaks_off_leaves_the_weights_in_place(
    shared_data: Path, tmp_path: Path
) -> None:
    folder, data = tmp_path / "weights", tmp_path / "data"
    folder.mkdir()
    (folder / "model.safetensors").touch()
    data.mkdir()
    for corpus in shared_data.iterdir():
        (data / corpus.name).symlink_to(corpus)
    (data / "indonli").unlink()
    with pytest.raises(CorpusMissing, match="indonli"):
        publish(Order(data, PAIRS, tmp_path / "cache"), folder)
    assert [path.name for path in folder.iterdir()] == ["model.safetensors"]


def test_a_folder_with_other_things_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(EncoderUnavailable, match="other things"):
        publish(Order(tmp_path, PAIRS, tmp_path / "cache"), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
