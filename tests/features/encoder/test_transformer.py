"""Any sentence-transformers model as an encoder: a real one with random weights."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from features.encoder import EncoderUnavailable, TransformerEncoder, make_encoder
from tests.features.encoder.contract import TEXTS, EncoderContract
from tests.features.encoder.tiny import build


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("transformer"))


@pytest.fixture(scope="module")
def encoder(folder: Path) -> TransformerEncoder:
    return TransformerEncoder(str(folder))


class TestTransformerEncoder(EncoderContract):
    pass


def test_without_prompts_questions_and_passages_embed_alike(encoder: TransformerEncoder) -> None:
    np.testing.assert_array_equal(encoder.encode(TEXTS, "query"), encoder.encode(TEXTS))


def test_the_prompts_a_model_defines_are_used(tmp_path: Path) -> None:
    folder = build(tmp_path, prompts={"query": "query: ", "passage": "passage: "})
    encoder = TransformerEncoder(str(folder))
    assert not np.allclose(encoder.encode(TEXTS, "query"), encoder.encode(TEXTS))


def test_a_model_of_the_e5_family_gets_its_prompts(tmp_path: Path) -> None:
    folder = build(tmp_path).rename(tmp_path / "multilingual-e5-tiny")
    e5, plain = (
        TransformerEncoder(str(folder)),
        TransformerEncoder(str(folder.rename(tmp_path / "m"))),
    )
    np.testing.assert_allclose(
        e5.encode([TEXTS[0]], "query"), plain.encode([f"query: {TEXTS[0]}"]), atol=1e-5
    )
    np.testing.assert_allclose(
        e5.encode([TEXTS[0]]), plain.encode([f"passage: {TEXTS[0]}"]), atol=1e-5
    )


def test_settings_name_a_folder(folder: Path) -> None:
    assert make_encoder(str(folder), []).name == str(folder)


def test_a_missing_model_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"no text encoder .*nowhere.*`fitted`"):
        TransformerEncoder(str(tmp_path / "nowhere"))


def test_the_default_install_needs_no_torch() -> None:
    code = (
        "import sys; sys.modules['sentence_transformers'] = None\n"
        "from features.encoder import EncoderUnavailable, make_encoder\n"
        "make_encoder('fitted', ['a'])\n"
        "assert 'torch' not in sys.modules\n"
        "try:\n    make_encoder('intfloat/multilingual-e5-small', [])\n"
        "except EncoderUnavailable as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert "pip install 'lingkar[transformers]'" in done.stdout
