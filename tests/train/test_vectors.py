"""Training with a transformer: what it embeds again, what it forgets, whose vectors it takes."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from api.bundles import BundleWatch
from features.arrays import Float32
from features.encoder import PROBE, Kind, TransformerEncoder
from features.profile import profiles
from features.vocabulary import Purpose
from matcher.privacy import erase_member
from matcher.settings import Settings
from matcher.store.session import Store
from matcher.store.tables import Community, read_tables
from matcher.transfer import import_folder
from models.bundle import VECTORS, BundleError, current_version, open_bundle, versions
from models.engine import Engine
from tests.features.encoder.tiny import build
from tests.models.bundle.pieces import files
from tests.train.community import STEPS, SUBJECTS, write_community
from train import train

NOW = datetime(2026, 12, 1, tzinfo=UTC)
Embedded = Callable[[], list[str]]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two models that differ in their weights only."""
    folder = tmp_path_factory.mktemp("models")
    return build(folder / "a"), build(folder / "b", seed=1)


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> Embedded:
    """Asked, it gives the texts that transformers have embedded since it was asked last."""
    encode, seen = TransformerEncoder.encode, list[str]()

    def noting(self: TransformerEncoder, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        seen.extend(text for text in texts if text != PROBE)
        return encode(self, texts, kind)

    def since() -> list[str]:
        found = sorted(seen)
        seen.clear()
        return found

    monkeypatch.setattr(TransformerEncoder, "encode", noting)
    return since


class Town:
    """A community in a store and as the files it came from, trained on with a transformer."""

    def __init__(self, folder: Path, store: Store, model: Path) -> None:
        self.data = write_community(folder / "data", members=60)
        self.store = store
        self.options = Settings(bundles=folder / "bundles", encoder=str(model))
        self.read()

    def edit(self, name: str, old: str, new: str) -> None:
        """Change the first place where a file says `old`."""
        path = self.data / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def read(self) -> None:
        """Import the files as they are now."""
        import_folder(self.store, self.data, now=NOW)

    def train(self) -> Community:
        """Train on what is in the store; returns it."""
        with self.store.read() as session:
            community = read_tables(session, Purpose.RECOMMEND)
        train(community, self.options)
        return community


@pytest.fixture
def town(tmp_path: Path, store: Store, models: tuple[Path, Path]) -> Town:
    return Town(tmp_path, store, models[0])


def test_training_again_embeds_only_what_is_new_or_was_changed(
    town: Town, embedded: Embedded
) -> None:
    said = {profile.text() for profile in profiles(town.train().members)}
    assert len(embedded()) == len(said) + len(SUBJECTS) * len(STEPS)
    town.train()
    assert embedded() == []
    town.edit("members.csv", "ingin menulis", "aku ingin merajut dan menulis")
    town.edit("classes.csv", "Mahir asuh", "Mahir mengasuh")
    with (town.data / "members.csv").open("a", encoding="utf-8") as file:
        file.write("m9999,mau menjahit,,,2026-01-01T00:00:00+00:00,recommend\n")
    town.read()
    town.train()
    changed_class, changed_wish, new_wish = embedded()
    assert changed_class.startswith("Mahir mengasuh")
    assert changed_wish.startswith("aku ingin merajut")
    assert new_wish == "mau menjahit"


def test_after_an_erasure_and_a_training_no_trace_of_her_text_is_left(
    town: Town, models: tuple[Path, Path]
) -> None:
    hers = "ingin menulis kisah Zulaikhah"
    town.edit("members.csv", "ingin menulis cerita dan artikel", hers)
    town.read()
    before = town.train()
    vector = TransformerEncoder(str(models[0])).encode([hers], "query")[0]
    digest = hashlib.sha256(hers.encode()).digest()[:16]
    assert digest in kept(town)
    assert np.isclose(rows(town, len(before.members)), vector, atol=1e-6).all(axis=1).sum() == 1
    her_id, bundles = before.members.ids[before.members.goals.index(hers)], town.options.bundles
    with town.store.begin() as session:
        erase_member(session, her_id, "us", NOW, bundles=bundles)
    assert list((bundles / VECTORS).rglob("*.query")) == []
    after = town.train()
    assert len(after.members) == len(before.members) - 1
    assert not np.isclose(rows(town, len(after.members)), vector, atol=1e-6).all(axis=1).any()
    for name, content in files(town.options.bundles).items():
        assert digest not in content, name
        assert b"ulaikh" not in content, name


def kept(town: Town) -> bytes:
    """What is kept of the members between two trainings."""
    (path,) = (town.options.bundles / VECTORS).glob("*/members.query")
    return path.read_bytes()


def rows(town: Town, n: int) -> Float32:
    """The first `n` vectors of it."""
    return np.frombuffer(kept(town), np.float32, n * 16).reshape(n, 16)


def test_the_vectors_from_the_cache_train_the_same_models(
    community: Community, tmp_path: Path, models: tuple[Path, Path]
) -> None:
    options = Settings(bundles=tmp_path, encoder=str(models[0]))
    first, again = (train(community, options).version for _ in range(2))
    one, two = (open_bundle(tmp_path, version).arrays for version in (first, again))
    assert one.keys() == two.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])


def test_what_other_encoders_gave_is_forgotten(
    community: Community, tmp_path: Path, models: tuple[Path, Path], embedded: Embedded
) -> None:
    for model in models:
        train(community, Settings(bundles=tmp_path, encoder=str(model)))
        (folder,) = (tmp_path / VECTORS).iterdir()
        assert sorted(path.name for path in folder.iterdir()) == [
            "classes.passage",
            "members.query",
        ]
    assert len(versions(tmp_path)) == 2


@pytest.mark.parametrize("encoder", ["lingkar", "fitted"])
def test_a_quick_encoder_leaves_no_trace_of_a_text_and_removes_those_of_another(
    community: Community, tmp_path: Path, models: tuple[Path, Path], encoder: str
) -> None:
    train(community, Settings(bundles=tmp_path / "own", encoder=encoder))
    assert not (tmp_path / "own" / VECTORS).exists()
    former = tmp_path / "former"
    train(community, Settings(bundles=former, encoder=str(models[0])))
    assert list((former / VECTORS).iterdir()) != []
    train(community, Settings(bundles=former, encoder=encoder))
    assert list((former / VECTORS).iterdir()) == []
    said = [profile.text() for profile in profiles(community.members)]
    digests = [hashlib.sha256(text.encode()).digest()[:16] for text in said]
    for folder in ("own", "former"):
        for name, content in files(tmp_path / folder).items():
            assert not [digest for digest in digests if digest in content], name


def test_a_bundle_is_served_with_a_copy_of_its_encoder_and_no_other_of_that_name(
    community: Community, tmp_path: Path, models: tuple[Path, Path]
) -> None:
    here, bundles = tmp_path / "model", tmp_path / "bundles"
    shutil.copytree(models[0], here)
    version = train(community, Settings(bundles=bundles, encoder=str(here))).version
    made_by = open_bundle(bundles, version).manifest.encoder
    assert (made_by["name"], made_by["dim"]) == (str(here), 16)

    swap(here, models[0])
    Engine.load(open_bundle(bundles, version))

    swap(here, models[1])
    now = TransformerEncoder(str(here)).identity
    said = (
        f"The bundle {version} was made with the text encoder {here} of the fingerprint "
        f"{str(made_by['identity'])[:12]}; what is here under that name now has the fingerprint "
        f"{now[:12]}, and its vectors do not fit the bundle. Put the former model back in its "
        "place, or train again: `lingkar train`."
    )
    with pytest.raises(BundleError) as refused:
        Engine.load(open_bundle(bundles, version))
    assert str(refused.value) == said
    logged: list[tuple[str, str, str]] = []
    watch = BundleWatch(bundles, lambda *event: logged.append(event))
    assert watch.peek() is None
    assert logged == [("bundle_refused", version, said)]

    shutil.rmtree(here)
    with pytest.raises(BundleError, match=r"encoder .*model, which cannot be used here\. Put its"):
        Engine.load(open_bundle(bundles, version))

    shutil.copytree(models[1], here)
    train(community, Settings(bundles=bundles, encoder=str(here)))
    Engine.load(open_bundle(bundles, current_version(bundles) or ""))


def swap(here: Path, model: Path) -> None:
    """Put another model in the same folder."""
    shutil.rmtree(here)
    shutil.copytree(model, here)


def test_a_setting_that_changed_takes_effect_at_the_next_training(
    community: Community, tmp_path: Path, models: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = train(community, Settings(bundles=tmp_path, encoder=str(models[0]))).version
    monkeypatch.setenv("LINGKAR_ENCODER", str(models[1]))
    assert Engine.load(open_bundle(tmp_path, version)).encoder.name == str(models[0])


def test_progress_counts_what_there_is_to_embed(
    community: Community, tmp_path: Path, models: tuple[Path, Path]
) -> None:
    told: dict[str, list[tuple[int, int]]] = {}

    def progress(step: str, done: int, total: int) -> None:
        told.setdefault(step, []).append((done, total))

    different = len({profile.text() for profile in profiles(community.members)})
    options = Settings(bundles=tmp_path, encoder=str(models[0]))
    train(community, options, progress=progress)
    assert told["embed members"][-1] == (different, different)
    assert told["embed classes"][-1] == (len(community.classes),) * 2
    train(community, options, progress=progress)
    assert told["embed members"][-1] == told["embed classes"][-1] == (0, 0)
