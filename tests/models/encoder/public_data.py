"""A folder of public data in the forms of the real one, with a few invented sentences each."""

import json
from collections.abc import Iterable
from pathlib import Path

from models.encoder.corpora import FORUMS, QUORA_TRAIN

_THINGS = [
    "beras", "cabai", "delima", "ember", "gula", "handuk", "jagung", "kelapa", "lampu", "mangga",
    "nanas", "pepaya", "rambutan", "sabun", "tepung",
]  # fmt: skip
_MADE = ["bika", "dodol", "getuk", "kolak", "lemper", "martabak", "onde", "pempek", "rujak"]


def told(source: str, column: int, count: int = 8) -> list[str]:
    """Sentences of `source` that share little with one another and with those of others."""
    place = f"{source}{column}"
    return [f"{place} {_THINGS[i]} {_MADE[i]} {_THINGS[-i]}{place}" for i in range(count)]


def write_public_data(folder: Path, measured: Iterable[str] = ("sedang mengukur saja",)) -> Path:
    """Every file that is read, and `measured` as the sentences of Tatoeba; returns `folder`."""
    _write_measured(folder, list(measured))
    _write_indonlu(folder / "indonlu")
    both = list(zip(told("parallel", 0), told("parallel", 1), strict=True))
    sentences = folder / "id_sentences"
    _lines(sentences / "derived_parallel_id_en.tsv", [f"x\t{a}\t{b}" for a, b in [("", ""), *both]])
    talk = [f"opensubtitles\t{text}" for text in told("talk", 0)]
    _lines(sentences / "derived_id_sentences.tsv", talk)
    asked = list(zip(told("quora", 0), told("quora", 1), strict=True))
    asked += [("sisa", "sisa")] * (QUORA_TRAIN + 1 - len(asked))
    quora = [json.dumps({"question_1": one, "question_2": two}) for one, two in asked]
    _lines(folder / "quora_paraphrase_id" / "ID_Quora_Paraphrasing_val.json", quora)
    follows = zip(*(told("indonli", column) for column in range(3)), strict=True)
    rows = [
        {"premise": premise, "hypothesis": text, "label": label}
        for premise, *texts in follows
        for text, label in zip(texts, "ec", strict=True)
    ]
    _lines(folder / "indonli" / "train.jsonl", map(json.dumps, rows))
    _lines(folder / "stif_informal_formal" / "train.inf", told("stif", 0))
    _lines(folder / "stif_informal_formal" / "train.for", told("stif", 1))
    return folder


def _write_indonlu(folder: Path) -> None:
    emotions = [f"{text},perasaan {i}" for i, text in enumerate(told("emotion", 0))]
    _lines(folder / "emot_emotion-twitter" / "train_preprocess.csv", ["tweet,label", *emotions])
    feelings = [f"{text}\tpendapat {i}" for i, text in enumerate(told("sentiment", 0))]
    _lines(folder / "smsa_doc-sentiment-prosa" / "train_preprocess.tsv", feelings)
    questions = [
        ",".join(f'"{text.split()}"' for text in texts)
        for texts in zip(told("facqa", 0), told("facqa", 1), strict=True)
    ]
    _lines(
        folder / "facqa_qa-factoid-itb" / "train_preprocess.csv", ["question,passage", *questions]
    )
    for part in ("valid", "test"):
        _lines(folder / "emot_emotion-twitter" / f"{part}_preprocess.csv", ["tweet,label"])
        _lines(folder / "smsa_doc-sentiment-prosa" / f"{part}_preprocess.tsv", ["diukur\tya"])
        _lines(folder / "facqa_qa-factoid-itb" / f"{part}_preprocess.csv", ["question,passage"])


def _write_measured(folder: Path, measured: list[str]) -> None:
    for part in ("dev", "test"):
        scored = "text_1,text_2,correlation"
        _lines(folder / "stsb_mt_id" / f"sts-{part}-ind.csv", [scored])
        _lines(folder / "semrel2024_ind" / f"ind_{part}_with_labels.csv", ["Text,Score"])
        for side in ("inf", "for"):
            _lines(folder / "stif_informal_formal" / f"{part}.{side}", ["diukur"])
    for language in ("ind", "eng"):
        for part in ("train", "dev", "test"):
            _lines(
                folder / "sib200" / f"{language}_Latn" / f"{part}.tsv", ["index_id\tcategory\ttext"]
            )
    for language in ("ind", "eng"):
        _lines(folder / "id_sentences" / f"tatoeba.ind-eng.{language}", measured)
    for name in FORUMS:
        _lines(
            folder / "stories_en" / f"{name}.csv", ["title,selftext", f'a title,"{"post " * 30}"']
        )


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
