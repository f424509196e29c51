"""The benchmark of pairs and mentoring tells a gap for each way."""

import json

from click.testing import CliRunner

from benchmarks.kinds import main


def test_every_way_is_formed_and_told() -> None:
    options = ["--members", "60", "--seconds", "1", "--json"]
    finished = CliRunner().invoke(main, options, catch_exceptions=False)
    rows = json.loads(finished.stdout.splitlines()[-1])["results"]
    assert len(rows) == 5
    for row in rows:
        assert row["metrics"]["gap"] >= -1e-9
        assert row["metrics"]["placed"] > 0
    assert {row["model"]: row["settings"]["stopped"] for row in rows}["one to one"] == "proven"
