import json

from click.testing import CliRunner

from benchmarks.vectors import main, sentences


def test_each_size_is_a_row_for_people_and_an_object_for_machines() -> None:
    done = CliRunner().invoke(main, ["--texts", "300", "--texts", "500", "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout.splitlines()[-1])
    assert [row["texts"] for row in rows] == [300, 500]
    for row in rows:
        assert row["first.texts_per_second"] > 0
        assert 0 <= row["first.peak_growth_mb"] <= row["again.peak_growth_mb"] < 100


def test_one_sentence_in_a_hundred_is_another_the_second_time() -> None:
    first, again = set(sentences(1000)), set(sentences(1000, changed=100))
    assert len(first) == len(again) == 1000
    assert len(first & again) == 990
