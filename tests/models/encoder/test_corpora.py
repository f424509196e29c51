"""The readers of public data: how cells are read, and that the real files are whole."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from models.encoder import corpora
from models.encoder.corpora import Pairs, ScoredPairs
from models.encoder.files import CorpusMissing


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def test_scored_pairs_keep_commas_and_quotes_of_a_cell(tmp_path: Path) -> None:
    header = "domain,data,type,score,correlation,text_1,text_2"
    row = 'berita,x,y,7,4.25,"Ibu, ayah, dan anak","Kata ibu ""ayo"""'
    write(tmp_path / "stsb_mt_id" / "sts-dev-ind.csv", f"{header}\n{row}\n")
    assert corpora.stsb(tmp_path, "dev") == ScoredPairs(
        ["Ibu, ayah, dan anak"], ['Kata ibu "ayo"'], [4.25]
    )


def test_the_two_sentences_of_a_cell_become_a_pair(tmp_path: Path) -> None:
    text = 'PairID,Text,Score\na1,"Anak tidur.\nAnaknya lelap.",0.75\n'
    write(tmp_path / "semrel2024_ind" / "ind_dev_with_labels.csv", text)
    found = corpora.semrel(tmp_path, "dev")
    assert found == ScoredPairs(["Anak tidur."], ["Anaknya lelap."], [0.75])


def test_quora_is_cut_at_the_line_that_was_agreed(tmp_path: Path) -> None:
    rows = [json.dumps({"question_1": f"q{i}", "question_2": f"d{i}"}) for i in range(12_003)]
    path = tmp_path / "quora_paraphrase_id" / "ID_Quora_Paraphrasing_val.json"
    write(path, "\n".join(rows) + "\n")
    assert len(corpora.quora(tmp_path, "train")) == 12_000
    assert corpora.quora(tmp_path, "test") == Pairs(
        ["q12000", "q12001", "q12002"], ["d12000", "d12001", "d12002"]
    )


def test_languages_are_parallel_whatever_the_order_of_their_files(tmp_path: Path) -> None:
    header = "index_id\tcategory\ttext\n"
    folder = tmp_path / "sib200"
    write(folder / "ind_Latn" / "dev.tsv", f"{header}10\ttravel\tpergi\n9\thealth\tsehat\n")
    write(folder / "eng_Latn" / "dev.tsv", f"{header}9\thealth\thealthy\n10\ttravel\tgo\n")
    indonesian, english = (corpora.sib200(tmp_path, name, "dev") for name in ("ind", "eng"))
    assert indonesian.texts == ["sehat", "pergi"]
    assert english.texts == ["healthy", "go"]
    assert indonesian.labels == english.labels == ["health", "travel"]


def test_the_words_of_a_list_become_a_sentence(tmp_path: Path) -> None:
    text = 'question,passage,seq_label\n"[\'Siapa\', \'?\']","[\'Ibu\', ""Ma\'ruf""]","[\'O\']"\n'
    write(tmp_path / "indonlu" / "facqa_qa-factoid-itb" / "valid_preprocess.csv", text)
    assert corpora.facqa(tmp_path, "dev") == Pairs(["Siapa ?"], ["Ibu Ma'ruf"])


def test_quotes_round_a_cell_go_and_quotes_inside_it_stay(tmp_path: Path) -> None:
    text = 'source\tid\ten\nx\t"Kata ibu ""ayo""."\t"Go," she said.\n'
    write(tmp_path / "id_sentences" / "derived_parallel_id_en.tsv", text)
    assert corpora.parallel(tmp_path) == Pairs(['Kata ibu "ayo".'], ['"Go," she said.'])


def test_unusual_separators_do_not_end_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "stif_informal_formal"
    write(folder / "dev.inf", "lg apa\u2028bun\x85\nok\n")
    write(folder / "dev.for", "sedang apa, bunda\nbaik\n")
    assert corpora.stif(tmp_path, "dev").left == ["lg apa\u2028bun\x85", "ok"]


def test_posts_with_little_text_are_no_stories(tmp_path: Path) -> None:
    for name in corpora.FORUMS:
        rows = f'{name},"{"a" * 100}"\nshort,"{"a" * 99}"\n'
        write(tmp_path / "stories_en" / f"{name}.csv", f"title,selftext\n{rows}")
    found = corpora.stories(tmp_path)
    assert found.titles == found.forums == list(corpora.FORUMS)
    assert {len(text) for text in found.texts} == {100}


READERS: list[Callable[[Path], object]] = [
    lambda data: corpora.stsb(data, "dev"),
    lambda data: corpora.quora(data, "train"),
    lambda data: corpora.emot(data, "test"),
    corpora.tatoeba,
    corpora.stories,
]


@pytest.mark.parametrize("reader", READERS)
def test_a_missing_file_is_named(reader: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing, match=re.escape(f"There is no {tmp_path}")):
        reader(tmp_path)


@pytest.mark.shared_data
def test_the_public_corpora_have_the_sizes_that_were_published(shared_data: Path) -> None:
    measured: tuple[corpora.Measured, ...] = ("dev", "test")
    assert [len(corpora.stsb(shared_data, part)) for part in measured] == [1_500, 1_379]
    assert [len(corpora.semrel(shared_data, part)) for part in measured] == [144, 360]
    assert len(corpora.quora(shared_data, "test")) == 2_927
    readers = (corpora.emot, corpora.smsa, corpora.facqa, corpora.indonli, corpora.stif)
    assert [[len(read(shared_data, part)) for part in corpora.PARTS] for read in readers] == [
        [3_521, 440, 440],
        [11_000, 1_260, 500],
        [2_495, 311, 311],
        [10_330, 2_197, 5_185],
        [1_922, 214, 363],
    ]
    for language in ("ind", "eng"):
        sizes = [len(corpora.sib200(shared_data, language, part)) for part in corpora.PARTS]
        assert sizes == [701, 99, 204]
    assert len(corpora.sentences(shared_data)) == 112_952
    assert len(corpora.parallel(shared_data)) == 76_682
    assert len(corpora.tatoeba(shared_data)) == 1_000
    assert len(corpora.stories(shared_data)) == 5_918


@pytest.mark.shared_data
def test_both_languages_of_sib200_tell_of_the_same_topics(shared_data: Path) -> None:
    indonesian, english = (corpora.sib200(shared_data, name, "train") for name in ("ind", "eng"))
    assert indonesian.labels == english.labels
