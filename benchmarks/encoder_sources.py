"""The texts that encoders are measured with, and the samples that are the same for all of them."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.searches import Search
from models.encoder import corpora
from models.encoder.corpora import LabelledTexts, Pairs, ScoredPairs
from models.encoder.domain import DomainPairs

Corpus = TypeVar("Corpus", Pairs, ScoredPairs, LabelledTexts, DomainPairs, corpora.Stories)

DEV_STORIES, TEST_STORIES = 50, 150
"""Posts of the sample: what chooses the share in a fusion, and what measures."""
ALL_DEV, ALL_TEST = 500, 1_500
"""The same among all posts, for the rows that are quick enough."""
DEV_QUESTIONS = 100
"""Questions of FacQA that choose the share in a fusion."""
TWEETS = 1_200
"""Tweets of the sample that a probe learns from."""


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
    def tweets(self) -> LabelledTexts:
        """A sample of EmoT's training tweets."""
        train = self.few(corpora.emot(self.data, "train"))
        chosen = _order(len(train))[:TWEETS]
        return LabelledTexts([train.texts[i] for i in chosen], [train.labels[i] for i in chosen])

    @cached_property
    def facqa(self) -> Search:
        """Question → passage, among the passages of all questions asked."""
        dev = self.few(corpora.facqa(self.data, "dev"))
        test = self.few(corpora.facqa(self.data, "test"))
        questions = dev.left[:DEV_QUESTIONS] + test.left
        passages = dev.right[:DEV_QUESTIONS] + test.right
        n_dev = len(questions) - len(test)
        return Search.of(Pairs(questions, passages), n_dev=n_dev, alike=False)

    @cached_property
    def stories(self) -> Search:
        """Title → own text, among those of the sample."""
        return self._stories(DEV_STORIES, TEST_STORIES)

    @cached_property
    def all_stories(self) -> Search:
        """Title → own text, among all posts."""
        return self._stories(ALL_DEV, ALL_TEST, among_all=True)

    def _stories(self, n_dev: int, n_test: int, *, among_all: bool = False) -> Search:
        posts = self.few(corpora.stories(self.data))
        n_dev = min(n_dev, len(posts) // 3)
        asked = _order(len(posts))[: n_dev + n_test]
        pairs = Pairs([posts.titles[i] for i in asked], [posts.texts[i] for i in asked])
        return Search.of(pairs, posts.texts if among_all else (), n_dev=n_dev, alike=False)


def _order(n: int) -> list[int]:
    """The numbers below n, shuffled, always alike."""
    order: list[int] = np.random.default_rng(0).permutation(n).tolist()
    return order
