from pathlib import Path

import numpy as np
import pytest

from matcher.settings import Settings
from matcher.store.tables import Community
from models.bundle import current_version, open_bundle, versions
from models.engine import Engine
from tests.models.bundle.pieces import files
from tests.train.commands import arrays, invoke, run
from tests.train.community import write_community
from train import train


def test_from_csv_files_to_a_bundle_in_service(data: Path, tmp_path: Path) -> None:
    done = run("--data", data, "--bundles", tmp_path)
    assert done.returncode == 0, done.stderr
    version = current_version(tmp_path)
    assert version is not None
    assert f"Bundle {version} is in service" in done.stdout
    for model in ("lingkar", "popularity", "item-knn", "ease"):
        assert model in done.stdout
    engine = Engine.load(open_bundle(tmp_path, version))
    assert "menulis-0" in engine.item_index


def test_the_way_over_the_store_gives_the_same_arrays(
    data: Path, database: str, tmp_path: Path
) -> None:
    assert invoke("--data", data, "--bundles", tmp_path / "csv").exit_code == 0
    assert invoke("--database", database, "--bundles", tmp_path / "store").exit_code == 0
    assert arrays(tmp_path / "csv") == arrays(tmp_path / "store")


def test_the_same_data_and_seed_give_the_same_bytes_on_one_core_or_two(
    database: str, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert run("--database", database, "--bundles", one, "--seed", "7").returncode == 0
    many = {"OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "1"}
    assert run("--database", database, "--bundles", two, "--seed", "7", **many).returncode == 0
    assert arrays(one) == arrays(two)


def test_the_trial_beats_its_peers_on_a_community_with_ways_to_find(
    community: Community, tmp_path: Path
) -> None:
    trial = train(community, Settings(bundles=tmp_path)).trial
    own = trial.metrics["lingkar"]
    for name, peer in trial.metrics.items():
        if name != "lingkar":
            assert own.values["ndcg@10"] > 1.1 * peer.values["ndcg@10"], name
            cold, peer_cold = (found.segments["history: 0"] for found in (own, peer))
            assert cold.values["ndcg@10"] > 1.1 * peer_cold.values["ndcg@10"], name


def test_the_manifest_says_what_was_learned_from_and_how_well(
    community: Community, tmp_path: Path
) -> None:
    trained = train(community, Settings(bundles=tmp_path), seed=3)
    manifest = open_bundle(tmp_path, trained.version).manifest
    assert manifest.data["members"] == len(community.members)
    assert manifest.data["enrolments"] == len(community.enrolments)
    assert len(str(manifest.data["fingerprint"])) == 64
    assert manifest.encoder["name"] == "lingkar"
    assert manifest.settings["train"] == {"seed": 3, "cut": str(trained.trial.at)}
    own = manifest.metrics["lingkar"]
    assert isinstance(own, dict)
    assert own["values"] == trained.trial.metrics["lingkar"].values


def test_no_member_id_or_rare_word_is_in_any_file(data: Path, tmp_path: Path) -> None:
    folder = write_community(tmp_path / "data", members=80)
    members = (folder / "members.csv").read_text(encoding="utf-8")
    named = members.replace("ingin menulis", "aku Zulaikhah ingin menulis", 1)
    assert named != members
    (folder / "members.csv").write_text(named, encoding="utf-8")
    assert invoke("--data", folder, "--bundles", tmp_path / "bundles").exit_code == 0
    for name, content in files(tmp_path / "bundles").items():
        assert b"ulaikh" not in content.lower(), name
        assert b"m0001" not in content, name


def test_old_bundles_are_removed_and_the_last_ones_kept(
    community: Community, tmp_path: Path
) -> None:
    options = Settings(bundles=tmp_path, keep_bundles=2)
    trained = [train(community, options).version for _ in range(3)]
    assert versions(tmp_path) == trained[1:]
    assert current_version(tmp_path) == trained[-1]


def test_rollback_puts_the_bundle_before_back_in_service(
    community: Community, tmp_path: Path
) -> None:
    first, _ = (train(community, Settings(bundles=tmp_path)).version for _ in range(2))
    done = invoke("--bundles", tmp_path, "rollback")
    assert done.exit_code == 0
    assert first in done.stdout
    assert current_version(tmp_path) == first
    again = invoke("--bundles", tmp_path, "rollback")
    assert again.exit_code == 1
    assert "no bundle" in again.stderr


def test_progress_is_told_of_every_step_to_its_end(community: Community, tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}

    def progress(step: str, done: int, total: int) -> None:
        told[step] = (done, total)

    train(community, Settings(bundles=tmp_path), progress=progress)
    steps = {"read texts", "embed classes", "embed members", "trial: search", "trial: peers"}
    assert steps | {"fit", "write"} <= set(told)
    assert all(done == total for done, total in told.values())


def test_members_who_have_taken_nothing_yet_are_no_obstacle(
    community: Community, tmp_path: Path
) -> None:
    taken = np.bincount(community.enrolments.member, minlength=len(community.members))
    assert (taken == 0).any()
    train(community, Settings(bundles=tmp_path))


@pytest.mark.parametrize("option", [("--encoder", "no/such-model"), ("--encoder", "/nowhere")])
def test_an_encoder_that_is_not_there_is_a_clear_error(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, str]
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    done = invoke("--data", data, "--bundles", tmp_path, *option)
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert option[1] in done.stderr
    assert current_version(tmp_path) is None
