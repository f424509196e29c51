import json
from pathlib import Path

from click.testing import CliRunner

from benchmarks.normalise import main
from features.text.rules import RULES

PAIRS = {
    "gw ga bs tdr": "saya tidak bisa tidur",
    "bayi2 blm mkn": "bayi bayi belum makan",
    "udh telat bgt": "sudah terlambat sekali",
}


def test_every_rule_is_left_out_once_and_normalising_brings_the_sides_together(
    tmp_path: Path,
) -> None:
    for split in ("train", "dev"):
        (tmp_path / f"{split}.inf").write_text("\n".join(PAIRS), encoding="utf-8")
        (tmp_path / f"{split}.for").write_text("\n".join(PAIRS.values()), encoding="utf-8")
    ran = CliRunner().invoke(main, [str(tmp_path), "--json"], catch_exceptions=False)
    assert ran.exit_code == 0
    results = {
        row["model"]: row["metrics"] for row in json.loads(ran.output.splitlines()[-1])["results"]
    }
    assert {f"all but {name}" for name in RULES} < results.keys()
    assert results["nothing"]["token_f1"] == 0.0
    assert results["standard"]["token_f1"] > 0.8
    assert results["all but reduplication"]["token_f1"] < results["standard"]["token_f1"]
