"""What text encoders are measured on: each task gives the figures of one corpus' test part."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.contenders import Contender
from benchmarks.searches import Search
from models.encoder import corpora
from models.encoder.corpora import LabelledTexts, Measured, Pairs, ScoredPairs
from models.encoder.domain import DomainPairs, domain_pairs
from models.encoder.measures import knn_accuracy, probe_f1, spearman, triple_accuracy

MEASURED: tuple[Measured, ...] = ("dev", "test")
Figures = dict[str, float]
Corpus = TypeVar("Corpus", Pairs, ScoredPairs, LabelledTexts, DomainPairs, corpora.Stories)

DEV_STORIES, TEST_STORIES = 100, 200
"""Posts of the sample: what chooses the weight of a fusion, and what measures."""
ALL_QUERIES = 1_500
"""Titles asked for among all posts, by the rows that are quick enough."""


@dataclass(frozen=True)
class Sources:
    """Where the texts are.

    Attributes:
        data: the folder of public data.
        pairs: the file of domain pairs.
        limit: how many texts of each corpus at most; None for all.

    """

    data: Path
    pairs: Path
    limit: int | None = None

    def few(self, corpus: Corpus) -> Corpus:
        """The first texts of `corpus`, as many as the limit allows."""
        return replace(
            corpus, **{one.name: getattr(corpus, one.name)[: self.limit] for one in fields(corpus)}
        )

    @cached_property
    def facqa(self) -> Search:
        """Question → passage, among the passages of dev and test."""
        dev, test = (self.few(corpora.facqa(self.data, part)) for part in MEASURED)
        pairs = Pairs(dev.left + test.left, dev.right + test.right)
        return Search.of(pairs, n_dev=len(dev), alike=False)

    @cached_property
    def stories(self) -> Search:
        """Title → own text, among those of the sample."""
        return self._stories(TEST_STORIES, among_all=False)

    @cached_property
    def all_stories(self) -> Search:
        """Title → own text, among all posts."""
        return self._stories(ALL_QUERIES, among_all=True)

    def _stories(self, n_test: int, *, among_all: bool) -> Search:
        posts = self.few(corpora.stories(self.data))
        order = np.random.default_rng(0).permutation(len(posts)).tolist()
        n_dev = min(DEV_STORIES, len(posts) // 3)
        asked = order[: n_dev + n_test]
        pairs = Pairs([posts.titles[i] for i in asked], [posts.texts[i] for i in asked])
        return Search.of(pairs, posts.texts if among_all else (), n_dev=n_dev, alike=False)


def stsb(sources: Sources, contender: Contender) -> Figures:
    """Similarity of sentences as people judge it."""
    return {
        "stsb_id.spearman": _spearman(sources.few(corpora.stsb(sources.data, "test")), contender)
    }


def semrel(sources: Sources, contender: Contender) -> Figures:
    """Relatedness of sentences as people judge it."""
    pairs = sources.few(corpora.semrel(sources.data, "test"))
    return {"semrel_id.spearman": _spearman(pairs, contender)}


def quora(sources: Sources, contender: Contender) -> Figures:
    """A duplicate question, among all second questions of the held-out lines."""
    search = Search.of(sources.few(corpora.quora(sources.data, "test")))
    return {"quora_id.recall@10": search.recall(search.scores(contender))}


def sib200(sources: Sources, contender: Contender) -> Figures:
    """The topic of a sentence, by its neighbours."""
    train, test = (
        sources.few(corpora.sib200(sources.data, "ind", part)) for part in ("train", "test")
    )
    read = contender.reader(train.texts)
    vectors = read(train.texts, "query"), read(test.texts, "query")
    return {"sib200_id.accuracy": knn_accuracy(vectors[0], train.labels, vectors[1], test.labels)}


def emot(sources: Sources, contender: Contender) -> Figures:
    """The emotion of a tweet, by a linear probe."""
    train, test = (sources.few(corpora.emot(sources.data, part)) for part in ("train", "test"))
    read = contender.reader(train.texts)
    vectors = read(train.texts, "query"), read(test.texts, "query")
    return {"emot.f1": probe_f1(vectors[0], train.labels, vectors[1], test.labels)}


def tatoeba(sources: Sources, contender: Contender) -> Figures:
    """The English translation of an Indonesian sentence."""
    search = Search.of(sources.few(corpora.tatoeba(sources.data)))
    return {"tatoeba.recall@1": search.recall(search.scores(contender), 1)}


def stif(sources: Sources, contender: Contender) -> Figures:
    """The formal form of an informal tweet."""
    search = Search.of(sources.few(corpora.stif(sources.data, "test")))
    return {"stif.recall@1": search.recall(search.scores(contender), 1)}


def domain(sources: Sources, contender: Contender) -> Figures:
    """What a mother says, said formally; and before a look-alike of the same words."""
    figures = {}
    names: dict[Measured, str] = {"test": "pairs", "dev": "pairs_dev"}
    for part, name in names.items():
        pairs = sources.few(domain_pairs(sources.pairs, part))
        search = Search.of(Pairs(pairs.informal, pairs.formal))
        figures[f"{name}.recall@1"] = search.recall(search.scores(contender), 1)
        read = contender.reader(pairs.formal + pairs.hard)
        triples = (read(texts, "query") for texts in (pairs.informal, pairs.formal, pairs.hard))
        figures[f"{name}_hard.accuracy"] = triple_accuracy(*triples)
    return figures


def facqa(sources: Sources, contender: Contender) -> Figures:
    """The passage of a newspaper that answers a question."""
    return sources.facqa.alone_and_fused("facqa", contender)


def stories(sources: Sources, contender: Contender) -> Figures:
    """The text of a title."""
    return sources.stories.alone_and_fused("stories_en", contender)


def all_stories(sources: Sources, contender: Contender) -> Figures:
    """The same among all posts, for whom it does not take an hour."""
    if not contender.quick:
        return {}
    return sources.all_stories.alone_and_fused("stories_en_all", contender)


TASKS: tuple[Callable[[Sources, Contender], Figures], ...] = (
    stsb,
    semrel,
    quora,
    sib200,
    emot,
    tatoeba,
    stif,
    domain,
    facqa,
    stories,
    all_stories,
)


def _spearman(pairs: ScoredPairs, contender: Contender) -> float:
    read = contender.reader(pairs.left + pairs.right)
    return spearman(read(pairs.left, "query"), read(pairs.right, "query"), pairs.scores)
