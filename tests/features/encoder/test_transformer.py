"""Any sentence-transformers model as an encoder: a real one with random weights."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from features.encoder import EncoderUnavailable, TransformerEncoder
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


def test_prompts_of_its_own_stay_those_of_a_model_of_the_e5_family(tmp_path: Path) -> None:
    folder = build(tmp_path, prompts={"query": "tanya: "})
    plain = TransformerEncoder(str(folder)).identity
    assert TransformerEncoder(str(folder.rename(tmp_path / "e5-tiny"))).identity == plain


def test_a_copy_of_a_model_is_the_same_encoder(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert TransformerEncoder(str(copy)).identity == TransformerEncoder(str(folder)).identity


def test_other_weights_or_prompts_make_another_encoder(folder: Path, tmp_path: Path) -> None:
    others = [
        folder,
        build(tmp_path / "weights", seed=1),
        build(tmp_path / "prompts", prompts={"query": "tanya: "}),
        shutil.copytree(folder, tmp_path / "e5-tiny"),
    ]
    assert len({TransformerEncoder(str(other)).identity for other in others}) == 4


USE_THE_HUB = """
    from features.encoder import EncoderUnavailable, TransformerEncoder

    encoder = TransformerEncoder("ibu/tiny")
    print(encoder.name, encoder.dim, encoder.identity)
    try:
        TransformerEncoder("ibu/code")
    except EncoderUnavailable as error:
        print(error)
"""


def test_a_model_of_the_hub_is_known_by_its_files_and_runs_no_code_of_its_own(
    folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "hub"
    publish(folder, home / "models--ibu--tiny")
    snapshot = publish(folder, home / "models--ibu--code")
    modules = snapshot / "modules.json"
    text = modules.read_text(encoding="utf-8")
    own = re.sub(r'"sentence_transformers[^"]*Pooling"', '"own_code.Pooling"', text)
    assert own != text
    modules.write_text(own, encoding="utf-8")
    (snapshot / "own_code.py").write_text("print('it ran')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(USE_THE_HUB)],
        capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": ".", "HF_HUB_CACHE": str(home), "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    first, second = done.stdout.splitlines()
    assert first == f"ibu/tiny 16 {TransformerEncoder(str(folder)).identity}"
    assert "ibu/code brings program code of its own" in second


def publish(folder: Path, repository: Path) -> Path:
    """Lay a model where the hub's client keeps what it downloaded; returns the copy."""
    commit = "0" * 40
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(commit, encoding="utf-8")
    return shutil.copytree(folder, repository / "snapshots" / commit)


def test_a_missing_model_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"no text encoder .*nowhere.*`lingkar`"):
        TransformerEncoder(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("file", ["model.safetensors", "config.json", "1_Pooling/config.json"])
def test_a_model_that_was_cut_short_is_named_with_a_way_out(
    folder: Path, tmp_path: Path, file: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    whole = (copy / file).read_bytes()
    (copy / file).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EncoderUnavailable, match=r"copy cannot be read: \S.*Put its files back"):
        TransformerEncoder(str(copy))


def test_a_model_whose_code_is_not_installed_is_named_with_a_way_out(
    folder: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    modules = copy / "modules.json"
    text = modules.read_text(encoding="utf-8")
    other = re.sub(r'"sentence_transformers[^"]*Pooling"', '"nowhere.Pooling"', text)
    assert other != text
    modules.write_text(other, encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match=r"No module named 'nowhere'.*install"):
        TransformerEncoder(str(copy))


def test_the_default_install_needs_no_torch() -> None:
    code = (
        "import sys; sys.modules['sentence_transformers'] = None\n"
        "from features.encoder import EncoderUnavailable, FittedEncoder, TransformerEncoder\n"
        "FittedEncoder.fit(['a'])\n"
        "assert 'torch' not in sys.modules\n"
        "try:\n    TransformerEncoder('intfloat/multilingual-e5-small')\n"
        "except EncoderUnavailable as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert "pip install '.[transformers]'" in done.stdout
