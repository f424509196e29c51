"""Typed readers of the public data that the encoder is trained on and measured with.

Every reader takes the folder that holds one folder a corpus (`stsb_mt_id`, `indonlu`, …) and
raises `CorpusMissing` where a file is not there. Parts are called train, dev and test whatever
their publishers call them. What each corpus is, and its licence, is in the encoder's card.
"""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from models.encoder.files import cells, json_lines, lines, rows

Part: TypeAlias = Literal["train", "dev", "test"]
Measured: TypeAlias = Literal["dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")

QUORA_TRAIN = 12_000
"""Lines of the Quora pairs that may be trained on; the rest measures."""

FORUMS = (
    "Anxiety",
    "AsianParentStories",
    "BabyBumps",
    "Entrepreneur",
    "Mommit",
    "Parenting",
    "beyondthebump",
    "breastfeeding",
    "daddit",
    "depression",
    "personalfinance",
    "pregnant",
    "relationship_advice",
    "smallbusiness",
)
MIN_STORY = 100
"""Characters of own text that make a post a story."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts that belong together: ``left[i]`` with ``right[i]``."""

    left: list[str]
    right: list[str]

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class ScoredPairs(Pairs):
    """Pairs with how alike people find them, higher is more alike."""

    scores: list[float]


@dataclass(frozen=True, slots=True)
class LabelledPairs(Pairs):
    """Premise ``left[i]`` and hypothesis ``right[i]``: e(ntailed), c(ontradicted) or n(either)."""

    labels: list[str]


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Texts with the class of each."""

    texts: list[str]
    labels: list[str]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Stories:
    """Long posts: title, own text and forum."""

    titles: list[str]
    texts: list[str]
    forums: list[str]

    def __len__(self) -> int:
        return len(self.titles)


def stsb(data: Path, part: Measured) -> ScoredPairs:
    """STS-B in Indonesian: similarity of 0 to 5. Measures only."""
    found = rows(data / "stsb_mt_id" / f"sts-{part}-ind.csv")
    return ScoredPairs(
        [row["text_1"] for row in found],
        [row["text_2"] for row in found],
        [float(row["correlation"]) for row in found],
    )


def semrel(data: Path, part: Measured) -> ScoredPairs:
    """SemRel 2024 in Indonesian: relatedness of 0 to 1. Measures only."""
    found = rows(data / "semrel2024_ind" / f"ind_{part}_with_labels.csv")
    pairs = [row["Text"].split("\n") for row in found]
    return ScoredPairs(
        [left.strip() for left, _ in pairs],
        [right.strip() for _, right in pairs],
        [float(row["Score"]) for row in found],
    )


def quora(data: Path, part: Literal["train", "test"]) -> Pairs:
    """Duplicate questions of Quora in Indonesian: the first 12,000 train, the rest measures."""
    found = json_lines(data / "quora_paraphrase_id" / "ID_Quora_Paraphrasing_val.json")
    kept = found[:QUORA_TRAIN] if part == "train" else found[QUORA_TRAIN:]
    return Pairs([row["question_1"] for row in kept], [row["question_2"] for row in kept])


def sib200(data: Path, language: Literal["ind", "eng"], part: Part) -> LabelledTexts:
    """SIB-200: sentences by topic, alike in order in both languages. Measures only."""
    found = cells(data / "sib200" / f"{language}_Latn" / f"{part}.tsv")[1:]
    found.sort(key=lambda row: int(row[0]))
    return LabelledTexts([text for _, _, text in found], [topic for _, topic, _ in found])


def emot(data: Path, part: Part) -> LabelledTexts:
    """EmoT of IndoNLU: tweets by emotion."""
    name = f"{_indonlu(part)}_preprocess.csv"
    found = rows(data / "indonlu" / "emot_emotion-twitter" / name)
    return LabelledTexts([row["tweet"] for row in found], [row["label"] for row in found])


def smsa(data: Path, part: Part) -> LabelledTexts:
    """SmSA of IndoNLU: reviews and posts by sentiment."""
    name = f"{_indonlu(part)}_preprocess.tsv"
    found = cells(data / "indonlu" / "smsa_doc-sentiment-prosa" / name)
    return LabelledTexts([text for text, _ in found], [label for _, label in found])


def facqa(data: Path, part: Part) -> Pairs:
    """FacQA of IndoNLU: question and the passage of a newspaper that answers it."""
    name = f"{_indonlu(part)}_preprocess.csv"
    found = rows(data / "indonlu" / "facqa_qa-factoid-itb" / name)
    return Pairs(
        [_joined(row["question"]) for row in found], [_joined(row["passage"]) for row in found]
    )


def indonli(data: Path, part: Part) -> LabelledPairs:
    """IndoNLI: entailment; test is what laymen and what experts wrote, together."""
    files = {"train": ["train"], "dev": ["val"], "test": ["test_lay", "test_expert"]}[part]
    found = [row for name in files for row in json_lines(data / "indonli" / f"{name}.jsonl")]
    return LabelledPairs(
        [row["premise"] for row in found],
        [row["hypothesis"] for row in found],
        [row["label"] for row in found],
    )


def stif(data: Path, part: Part) -> Pairs:
    """STIF: an informal tweet to a company, and the same in formal Indonesian."""
    folder = data / "stif_informal_formal"
    return Pairs(lines(folder / f"{part}.inf"), lines(folder / f"{part}.for"))


def sentences(data: Path, sources: tuple[str, ...] = ("",)) -> list[str]:
    """Distinct Indonesian sentences of news, talks, surveys, subtitles and tweets.

    Args:
        data: the folder of public data.
        sources: beginnings of the names of the sources wanted; all unless told.

    """
    found = cells(data / "id_sentences" / "derived_id_sentences.tsv")
    return [text for source, text in found if source.startswith(sources)]


def parallel(data: Path) -> Pairs:
    """Indonesian sentences (left) with their English translations (right)."""
    found = cells(data / "id_sentences" / "derived_parallel_id_en.tsv")[1:]
    return Pairs([left for _, left, _ in found], [right for _, _, right in found])


def tatoeba(data: Path) -> Pairs:
    """Tatoeba: short Indonesian sentences (left) and English ones (right). Measures only."""
    folder = data / "id_sentences"
    return Pairs(lines(folder / "tatoeba.ind-eng.ind"), lines(folder / "tatoeba.ind-eng.eng"))


def stories(data: Path) -> Stories:
    """English posts of fourteen forums with 100 characters or more of text. Measures only."""
    folder = data / "stories_en"
    found = [
        (row["title"], row["selftext"], name)
        for name in FORUMS
        for row in rows(folder / f"{name}.csv")
        if len(row["selftext"]) >= MIN_STORY
    ]
    return Stories(*(list(column) for column in zip(*found, strict=True)))


def _indonlu(part: Part) -> str:
    """IndoNLU's own name of a part."""
    return "valid" if part == "dev" else part


def _joined(listed: str) -> str:
    """The text of a Python list of words."""
    words: list[str] = ast.literal_eval(listed)
    return " ".join(words)
