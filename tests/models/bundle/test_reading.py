import json
import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest

from models.bundle import FORMAT, BundleError, open_bundle
from models.bundle.files import sha256
from models.bundle.manifest import Manifest, _digest
from tests.models.bundle.pieces import TABLE, files, write_bundle


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    version = write_bundle(tmp_path)
    bundle = open_bundle(tmp_path, version)
    assert bundle.version == version
    np.testing.assert_array_equal(bundle.arrays["weights"], TABLE)
    assert bundle.arrays["names"].tolist() == ["k-1", "k-02"]
    assert bundle.manifest.settings["model"] == {"ridge": 3}
    assert bundle.manifest.metrics["lingkar"] == {"recall@10": 0.5}
    np.testing.assert_allclose(bundle.estimators["scaler"].mean_, TABLE.mean(axis=0))


def test_the_manifest_states_hash_size_type_and_shape_of_every_file(tmp_path: Path) -> None:
    folder = tmp_path / write_bundle(tmp_path)
    manifest = Manifest.load(folder)
    written = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert written == set(manifest.files)
    assert written == {"weights.npy", "names.npy", "estimators.joblib", "CARD.md"}
    facts = manifest.files["weights.npy"]
    assert (facts.dtype, facts.shape) == ("<f4", (2, 3))
    assert facts.size == (folder / "weights.npy").stat().st_size
    assert manifest.format == FORMAT
    assert {"python", "numpy", "scikit-learn", "lingkar"} <= set(manifest.libraries)


def test_arrays_are_memory_mapped_and_cannot_be_written(tmp_path: Path) -> None:
    weights = open_bundle(tmp_path, write_bundle(tmp_path)).arrays["weights"]
    assert isinstance(weights, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 0] = 1


def test_an_empty_array_can_be_kept(tmp_path: Path) -> None:
    version = write_bundle(tmp_path, np.zeros((0, 4), dtype=np.float32))
    assert open_bundle(tmp_path, version).arrays["weights"].shape == (0, 4)


def test_a_flipped_byte_anywhere_is_found_and_refused(tmp_path: Path) -> None:
    version = write_bundle(tmp_path)
    for name, content in files(tmp_path / version).items():
        for place in {0, len(content) // 2, len(content) - 2}:
            path = tmp_path / version / name
            path.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
            with pytest.raises(BundleError, match=r"damaged|format") as caught:
                open_bundle(tmp_path, version)
            assert version in str(caught.value)
            path.write_bytes(content)
    open_bundle(tmp_path, version)


@pytest.mark.parametrize("name", ["weights.npy", "estimators.joblib", "CARD.md"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    version = write_bundle(tmp_path)
    (tmp_path / version / name).unlink()
    with pytest.raises(BundleError, match=rf"damaged: {name} is missing.*train again"):
        open_bundle(tmp_path, version)


def test_a_pickle_put_in_from_outside_is_never_opened(tmp_path: Path) -> None:
    version = write_bundle(tmp_path)
    trace = tmp_path / "was-run"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (trace,))  # type: ignore[return-value]

    (tmp_path / version / "estimators.joblib").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(tmp_path, version)
    assert not trace.exists()


def test_another_format_is_refused_with_both_numbers(tmp_path: Path) -> None:
    version = write_bundle(tmp_path)
    _rewrite(tmp_path / version, format=99)
    with pytest.raises(BundleError, match=f"format 99, and this Lingkar reads format {FORMAT}"):
        open_bundle(tmp_path, version)


def test_estimators_of_a_library_that_is_gone_are_refused_with_versions(tmp_path: Path) -> None:
    version = write_bundle(tmp_path)
    folder = tmp_path / version
    joblib.dump({}, folder / "estimators.joblib")
    broken = (folder / "estimators.joblib").read_bytes()
    (folder / "estimators.joblib").write_bytes(b"cno_such_library\nThing\n." + broken)
    _rehash(folder)
    with pytest.raises(BundleError, match=r"made with python .* cannot be loaded with python"):
        open_bundle(tmp_path, version)


def test_a_version_that_is_not_there_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"no bundle 2026 in .*lingkar train"):
        open_bundle(tmp_path, "2026")


def _rewrite(folder: Path, **changes: object) -> None:
    """Change the manifest the way another program version would have written it."""
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | changes
    facts.pop("sha256")
    facts["sha256"] = _digest(facts)
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")


def _rehash(folder: Path) -> None:
    """Let the manifest vouch for the estimators as they are now."""
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    facts["files"]["estimators.joblib"]["sha256"] = sha256(folder / "estimators.joblib")
    _rewrite(folder, files=facts["files"])
