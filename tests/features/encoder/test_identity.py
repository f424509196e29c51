import shutil
from pathlib import Path

import numpy as np
import pytest

from features.encoder import FittedEncoder, alike
from features.encoder.identity import digest, files_digest
from tests.features.encoder.test_fitted import CORPUS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "model"
    (model / "1_Pooling").mkdir(parents=True)
    (model / "weights.bin").write_bytes(b"\x00\x01\x02")
    (model / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")
    return model


def test_a_copy_is_the_same(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert files_digest(tmp_path / "copy") == files_digest(folder)


@pytest.mark.parametrize("name", ["weights.bin", "1_Pooling/config.json", "new.txt"])
def test_a_changed_or_added_file_makes_another(folder: Path, name: str) -> None:
    before = files_digest(folder)
    (folder / name).write_bytes(b"\x00\x01\x03")
    assert files_digest(folder) != before


def test_a_file_of_another_name_makes_another(folder: Path) -> None:
    before = files_digest(folder)
    (folder / "weights.bin").rename(folder / "weights2.bin")
    assert files_digest(folder) != before


@pytest.mark.parametrize("name", ["README.md", ".cache/refs", "__pycache__/code.pyc", ".gitignore"])
def test_what_no_vector_comes_from_does_not_count(folder: Path, name: str) -> None:
    before = files_digest(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("other", encoding="utf-8")
    assert files_digest(folder) == before


def test_where_one_part_ends_matters() -> None:
    assert digest([b"ab", b"c"]) != digest([b"a", b"bc"])


def test_vectors_of_one_text_are_alike_up_to_rounding() -> None:
    one = np.array([0.6, 0.8], dtype=np.float32)
    nothing = np.zeros(2, dtype=np.float32)
    assert alike(one, one + np.float32(1e-6))
    assert alike(nothing, nothing)
    assert not alike(one, one[::-1])
    assert not alike(one, nothing)
    assert not alike(nothing, one)
    assert not alike(one, np.append(one, np.float32(0)))


def test_a_fitted_encoder_is_known_by_what_it_learned() -> None:
    one, same = FittedEncoder.fit(CORPUS, dim=8), FittedEncoder.fit(CORPUS[::-1], dim=8)
    assert one.identity == same.identity
    others = [
        FittedEncoder.fit([*CORPUS, *CORPUS[:1], "jualan kue kering di pasar"], dim=8),
        FittedEncoder.fit(CORPUS, dim=7),
        FittedEncoder.fit([], dim=8),
        FittedEncoder(one.parts, -one.projection),
        FittedEncoder(one.parts[:1], one.projection),
    ]
    assert len({other.identity for other in (one, *others)}) == 6
