"""What benchmarks make of the figures of several models."""

import pytest

from benchmarks.results import Result, against_best_peer, sheet

ROWS = [
    Result("lingkar", {"recall@1": 0.6, "f1": 0.9, "load_ms": 80}),
    Result("plain", {"recall@1": 0.3}),
    Result("strong", {"recall@1": 0.5, "speed": 12}),
]
METRICS = ("recall@1", "f1", "load_ms", "speed")


def test_the_product_is_held_against_the_best_of_its_peers() -> None:
    assert against_best_peer(ROWS, ["recall@1"]) == {"recall@1": pytest.approx(1.2)}


def test_where_only_one_side_has_a_figure_there_is_no_ratio() -> None:
    assert set(against_best_peer(ROWS, METRICS)) == {"recall@1"}
    assert against_best_peer(ROWS[1:], METRICS) == {}


def test_a_sheet_shows_every_figure_and_leaves_gaps_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sheet("encoders", ROWS, METRICS, "a note")
    rows = [line.split("│")[1:-1] for line in capsys.readouterr().out.splitlines() if "│" in line]
    cells = {name.strip(): [cell.strip() for cell in rest] for name, *rest in rows}
    assert cells["recall@1"] == ["0.600", "0.300", "0.500", "1.20"]
    assert cells["load_ms"] == ["80", "", "", ""]
    assert cells["speed"] == ["", "", "12", ""]
