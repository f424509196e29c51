"""What text encoders are measured on: each task gives the figures of one corpus' test part."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from benchmarks.contenders import Contender
from benchmarks.encoder_sources import Sources
from benchmarks.searches import Search
from models.encoder import corpora
from models.encoder.corpora import LabelledTexts, Measured, ScoredPairs
from models.encoder.domain import domain_pairs
from models.encoder.measures import (
    cosines,
    knn_accuracy,
    probe_f1,
    recall_at,
    spearman,
    triple_accuracy,
)

Figures: TypeAlias = dict[str, float]


def stsb(sources: Sources, contender: Contender) -> Figures:
    """Similarity of sentences as people judge it."""
    pairs = sources.few(corpora.stsb(sources.data, "test"))
    return {"stsb_id.spearman": _correlation(pairs, contender)}


def semrel(sources: Sources, contender: Contender) -> Figures:
    """Relatedness of sentences as people judge it."""
    pairs = sources.few(corpora.semrel(sources.data, "test"))
    return {"semrel_id.spearman": _correlation(pairs, contender)}


def quora(sources: Sources, contender: Contender) -> Figures:
    """A duplicate question, among all second questions of the held-out lines."""
    search = Search.of(sources.few(corpora.quora(sources.data, "test")))
    return {"quora_id.recall@10": search.recall(search.scores(contender))}


def sib200(sources: Sources, contender: Contender) -> Figures:
    """The topic of a sentence, by its neighbours."""
    train = sources.few(corpora.sib200(sources.data, "ind", "train"))
    test = sources.few(corpora.sib200(sources.data, "ind", "test"))
    read = contender.reader(train.texts)
    vectors = read(train.texts, "passage"), read(test.texts, "passage")
    return {"sib200_id.accuracy": knn_accuracy(vectors[0], train.labels, vectors[1], test.labels)}


def emot(sources: Sources, contender: Contender) -> Figures:
    """The emotion of a tweet, by a linear probe of all training tweets, for quick rows."""
    if not contender.quick:
        return {}
    train = sources.few(corpora.emot(sources.data, "train"))
    return {"emot.f1": _probe(train, sources, contender)}


def emot_sample(sources: Sources, contender: Contender) -> Figures:
    """The same with a sample of the training tweets, for all rows."""
    return {"emot_sample.f1": _probe(sources.tweets, sources, contender)}


def tatoeba(sources: Sources, contender: Contender) -> Figures:
    """The English translation of an Indonesian sentence."""
    search = Search.of(sources.few(corpora.tatoeba(sources.data)))
    return {"tatoeba.recall@1": search.recall(search.scores(contender), 1)}


def stif(sources: Sources, contender: Contender) -> Figures:
    """The formal form of an informal tweet."""
    search = Search.of(sources.few(corpora.stif(sources.data, "test")))
    return {"stif.recall@1": search.recall(search.scores(contender), 1)}


def domain(sources: Sources, contender: Contender) -> Figures:
    """What a mother says, said formally, among all formal ones; and before its look-alike."""
    names: dict[Measured, str] = {"dev": "pairs_dev", "test": "pairs"}
    parts = {part: sources.few(domain_pairs(sources.pairs, part)) for part in names}
    every = [text for pairs in parts.values() for text in pairs.formal]
    figures, before = {}, 0
    for part, pairs in parts.items():
        read = contender.reader(every + pairs.hard)
        informal, formal, hard = (
            read(texts, "passage") for texts in (pairs.informal, every, pairs.hard)
        )
        answers = np.arange(before, before + len(pairs))
        before += len(pairs)
        name = names[part]
        figures[f"{name}.recall@1"] = recall_at(cosines(informal, formal), answers, 1)
        figures[f"{name}_hard.accuracy"] = triple_accuracy(informal, formal[answers], hard)
    return figures


def facqa(sources: Sources, contender: Contender) -> Figures:
    """The passage of a newspaper that answers a question."""
    return sources.facqa.alone_and_fused("facqa", contender)


def stories(sources: Sources, contender: Contender) -> Figures:
    """The text of a title, in a sample of posts."""
    return sources.stories.alone_and_fused("stories_en", contender)


def all_stories(sources: Sources, contender: Contender) -> Figures:
    """The same among all posts, for quick rows."""
    if not contender.quick:
        return {}
    return sources.all_stories.alone_and_fused("stories_en_all", contender)


TASKS: tuple[Callable[[Sources, Contender], Figures], ...] = (
    stsb,
    semrel,
    quora,
    sib200,
    emot,
    emot_sample,
    tatoeba,
    stif,
    domain,
    facqa,
    stories,
    all_stories,
)


def _correlation(pairs: ScoredPairs, contender: Contender) -> float:
    read = contender.reader(pairs.left + pairs.right)
    return spearman(read(pairs.left, "passage"), read(pairs.right, "passage"), pairs.scores)


def _probe(train: LabelledTexts, sources: Sources, contender: Contender) -> float:
    test = sources.few(corpora.emot(sources.data, "test"))
    read = contender.reader(train.texts)
    vectors = read(train.texts, "passage"), read(test.texts, "passage")
    return probe_f1(vectors[0], train.labels, vectors[1], test.labels)
