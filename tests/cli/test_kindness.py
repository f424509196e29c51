"""Whatever goes wrong is said in one kind paragraph, with exit code 1 and no traceback."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.store.migrate import upgrade

from .conftest import Console, Finished


def paragraph(done: Finished) -> str:
    """The one thing a refused command says."""
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stderr.strip()
    assert said
    assert "Traceback" not in done.stderr
    assert "\n\n" not in said
    for unkind in ("Anda", "kamu", "gagal", "salah", "pengguna"):
        assert unkind not in said
    return said


@pytest.fixture
def taken_port() -> Iterator[str]:
    """A port that something listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield str(listening.getsockname()[1])


def test_a_missing_folder_is_named(lingkar: Console) -> None:
    assert "nowhere" in paragraph(lingkar("import", "nowhere"))


def test_a_folder_without_csv_files_is_told_which_there_could_be(
    lingkar: Console, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()

    said = paragraph(lingkar("import", "empty"))

    assert "empty" in said
    assert "members.csv" in said


def test_a_file_without_a_column_it_needs_is_told_which(lingkar: Console, tmp_path: Path) -> None:
    (tmp_path / "classes.csv").write_text("class_id,level\nk-1,starter\n", encoding="utf-8")

    said = paragraph(lingkar("--lang", "en", "import", "."))

    assert "classes.csv" in said
    assert "title" in said


def test_a_file_that_is_not_utf_8_is_told_how_to_save_it(lingkar: Console, tmp_path: Path) -> None:
    (tmp_path / "classes.csv").write_bytes("class_id,title\nk-1,Café Ibu\n".encode("latin-1"))

    said = paragraph(lingkar("import", "."))

    assert "classes.csv" in said
    assert "UTF-8" in said
    assert "2" in said


@pytest.mark.parametrize("command", [("import", "."), ("train",)])
def test_a_setting_that_cannot_be_used_is_named(lingkar: Console, command: tuple[str, ...]) -> None:
    said = paragraph(lingkar(*command, LINGKAR_LOG_LEVEL="loud"))

    assert "log_level" in said
    assert "docs/operations.md" in said


@pytest.mark.parametrize(
    "command",
    [("export", "out"), ("train",), ("serve",)],
)
def test_where_there_is_no_database_the_command_that_makes_one_is_named(
    lingkar: Console, tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert "lingkar db upgrade" in paragraph(lingkar(*command))
    assert not (tmp_path / "out").exists()


def test_a_database_of_no_schema_is_told_apart_from_ours(lingkar: Console, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "lingkar.db").touch()

    assert "lingkar db upgrade" in paragraph(lingkar("keys", "list"))


def test_a_file_that_is_no_database_is_not_touched(lingkar: Console, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "lingkar.db").write_text("Daftar belanja: telur, gula, tepung\n" * 100)
    before = (tmp_path / "var" / "lingkar.db").read_bytes()

    paragraph(lingkar("db", "upgrade"))

    assert (tmp_path / "var" / "lingkar.db").read_bytes() == before


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_port_that_is_taken_is_told_before_anything_is_done(
    lingkar: Console, tmp_path: Path, taken_port: str, command: str
) -> None:
    said = paragraph(lingkar(command, "--port", taken_port))

    assert taken_port in said
    assert not (tmp_path / "var").exists()


def test_a_key_nobody_has_cannot_be_revoked(lingkar: Console, tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/lingkar.db")

    assert "lingkar keys list" in paragraph(lingkar("keys", "revoke", "unknown"))


def test_training_on_an_empty_store_says_what_to_import(lingkar: Console, tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/lingkar.db")

    assert "classes.csv" in paragraph(lingkar("train"))
    assert not (tmp_path / "var" / "bundles" / "current").exists()


def test_a_member_nobody_knows_cannot_be_erased(lingkar: Console, tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/lingkar.db")

    assert "siapa" in paragraph(lingkar("members", "erase", "siapa", "--yes"))


@pytest.mark.parametrize("command", ["sample", "export"])
def test_a_folder_that_cannot_be_written_is_named(
    lingkar: Console, tmp_path: Path, command: str
) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/lingkar.db")
    (tmp_path / "file").touch()

    assert "file/below" in paragraph(lingkar(command, "file/below"))


def test_messages_are_indonesian_unless_english_is_asked_for(lingkar: Console) -> None:
    assert paragraph(lingkar("keys", "list")).startswith("Belum ada basis data")
    assert paragraph(lingkar("--lang", "en", "keys", "list")).startswith("There is no database")
    assert paragraph(lingkar("keys", "list", LINGKAR_LANGUAGE="en")).startswith("There is no")
