from pathlib import Path

import numpy as np
import pytest

from features.encoder import FittedEncoder
from features.profile import Profile
from models.base import Catalogue
from models.bundle import BundleError, BundleWriter, open_bundle
from models.engine import Engine, make_queries
from models.histories import from_lists
from models.next_class import NextClassModel

TITLES = ("menulis cerita", "menulis artikel", "jualan kue", "jualan baju")
ITEM_IDS = ("k-1", "k-2", "k-3", "k-4")
TOPICS = ("finance", "parenting")


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Whoever wants to write goes 0 → 1, whoever wants to sell goes 2 → 3."""
    writes, sells = Profile("ingin menulis cerita"), Profile("mau jualan kue", topics=("finance",))
    told = [writes, sells] * 20
    encoder = FittedEncoder.fit([*TITLES, *(f"{p.goals} {i}" for i, p in enumerate(told))], dim=8)
    topics = np.array([[False, False], [False, False], [True, False], [True, False]])
    catalogue = Catalogue(encoder.encode(TITLES), topics)
    said = encoder.encode([profile.text() for profile in told], "query")
    members = make_queries(said, TOPICS, told, from_lists([[0, 1], [2, 3]] * 20))
    return Engine(encoder, NextClassModel.fit(catalogue, members), ITEM_IDS, TOPICS, catalogue)


def save(engine: Engine, root: Path) -> str:
    with BundleWriter(root) as writer:
        engine.save(writer)
    return writer.version


def test_saving_and_loading_changes_no_bit_of_an_answer(engine: Engine, tmp_path: Path) -> None:
    loaded = Engine.load(open_bundle(tmp_path, save(engine, tmp_path)))
    asked = [Profile("pengen menulis", topics=("finance",)), Profile()]
    histories = from_lists([[0], []])
    before, after = (e.model.scores(e.queries(asked, histories)) for e in (engine, loaded))
    np.testing.assert_array_equal(before, after)
    assert loaded.item_index == engine.item_index
    assert loaded.topic_names == TOPICS
    np.testing.assert_array_equal(
        loaded.encoder.encode(["menulis"]), engine.encoder.encode(["menulis"])
    )


def test_large_arrays_of_a_loaded_engine_are_shared_from_disk(
    engine: Engine, tmp_path: Path
) -> None:
    loaded = Engine.load(open_bundle(tmp_path, save(engine, tmp_path)))
    assert isinstance(loaded.catalogue.text, np.memmap)
    assert isinstance(loaded.encoder, FittedEncoder)
    assert isinstance(loaded.encoder.projection, np.memmap)


def test_a_history_decides_and_without_one_her_words_do(engine: Engine) -> None:
    words_only = engine.queries([Profile("mau jualan kue kering")], from_lists([[]]))
    assert engine.model.scores(words_only)[0, 2:].max() > engine.model.scores(words_only)[0, 0]
    took_first = engine.queries([Profile()], from_lists([[0]]))
    assert engine.model.scores(took_first)[0].argmax() == 1


def test_a_phrase_is_nearest_to_the_class_that_it_speaks_of(engine: Engine) -> None:
    phrases = engine.encoder.encode(["ingin menulis cerita", "jualan kue", ""], "query")
    near = phrases @ engine.catalogue.text.T
    assert near[:, 0].argmax() == 0
    assert near[:, 2].argmax() == 1
    assert not near[2].any()


def test_topics_the_model_has_not_met_are_left_out(engine: Engine) -> None:
    profile = Profile(topics=("parenting", "gardening"))
    assert engine.queries([profile], from_lists([[]])).topics.tolist() == [[False, True]]


def test_nobody_asked_is_nobody_answered(engine: Engine) -> None:
    queries = engine.queries([], from_lists([]))
    assert engine.model.scores(queries).shape == (0, 4)


def test_an_encoder_that_changed_since_training_is_refused(engine: Engine, tmp_path: Path) -> None:
    assert isinstance(engine.encoder, FittedEncoder)
    other = FittedEncoder(engine.encoder.parts, engine.encoder.projection[:, ::-1].copy())
    with BundleWriter(tmp_path) as writer:
        engine.save(writer)
        writer.array("encoder.projection", other.projection)
    with pytest.raises(BundleError, match=r"encoder fitted of the fingerprint .* now has"):
        Engine.load(open_bundle(tmp_path, writer.version))


def test_no_member_is_in_the_bundle(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / save(engine, tmp_path)
    n_members = 40
    for path in folder.glob("*.npy"):
        assert n_members not in np.load(path).shape
