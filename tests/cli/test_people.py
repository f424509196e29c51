"""Erasing a member from the console."""

from pathlib import Path

from matcher.store.session import open_store
from matcher.transfer import import_folder
from tests.matcher.kept import keep_vectors, kept_files
from tests.matcher.store.community import NOW
from tests.train.community import write_community

from .conftest import Console


def community(folder: Path) -> None:
    """Ten members in the store that the console uses by default."""
    store = open_store(f"sqlite:///{folder}/var/lingkar.db", migrate=True)
    import_folder(store, write_community(folder / "csv", members=10), now=NOW)
    store.close()


def test_erasing_a_member_takes_the_kept_vectors_along(lingkar: Console, tmp_path: Path) -> None:
    community(tmp_path)
    keep_vectors(tmp_path / "elsewhere")

    done = lingkar("members", "erase", "m0001", "--yes", LINGKAR_BUNDLES="elsewhere")

    assert done.returncode == 0, done.stderr
    assert kept_files(tmp_path / "elsewhere") == []


def test_erasing_nobody_leaves_the_kept_vectors(lingkar: Console, tmp_path: Path) -> None:
    community(tmp_path)
    file = keep_vectors(tmp_path / "var" / "bundles")

    assert lingkar("members", "erase", "nobody", "--yes").returncode == 1
    assert file.exists()


def test_where_no_vectors_are_kept_a_member_is_erased_all_the_same(
    lingkar: Console, tmp_path: Path
) -> None:
    community(tmp_path)

    done = lingkar("members", "erase", "m0001", "--yes")

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "var" / "bundles").exists()
