"""The benchmark of grouping, run as a person would."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "benchmarks/grouping.py", *arguments, "--json"],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["benchmark"] == "grouping"
    metrics: dict[str, float] = found["results"][0]["metrics"]
    return metrics


def test_an_instance_in_the_published_format_gives_its_optimum(tmp_path: Path) -> None:
    pairs = [(i, j, 5.0 if i % 2 == j % 2 else 1.0) for i in range(6) for j in range(i + 1, 6)]
    lines = ["6 2 ss 3 3 3 3", *(f"{i} {j} {score}" for i, j, score in pairs)]
    (tmp_path / "toy.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    metrics = run(str(tmp_path / "toy.txt"), "--seconds", "0.2")
    assert metrics["objective"] == metrics["bound"] == 30
    assert metrics["legal"] == 1
    assert metrics["weakest"] == 5


def test_circles_of_vectors_count_cosine_and_different_regions(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "problem.npz",
        vectors=np.repeat(np.eye(2), 2, axis=0).astype(np.float32),
        region=np.array([0, 1, 0, 0], dtype=np.int8),
        sizes=np.array([2, 2], dtype=np.int16),
    )
    metrics = run(str(tmp_path / "problem.npz"), "--seconds", "0.2")
    assert metrics["objective"] == pytest.approx(1.3 + 1.0)
    assert metrics["weakest"] == pytest.approx(1.0)


@pytest.mark.shared_data
def test_three_seconds_on_the_generated_circles_beat_plain_annealing(shared_data: Path) -> None:
    metrics = run(str(shared_data / "circles_2000" / "problem.npz"), "--seconds", "3")
    assert metrics["objective"] >= 4_400
    assert metrics["legal"] == 1
