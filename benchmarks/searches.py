"""Finding what belongs to a text among many: by one encoder, and fused with a lexical ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.contenders import Contender, TfIdf
from features.arrays import Bool, Float32, Int64
from features.encoder.protocol import Kind
from models.encoder.corpora import Pairs
from models.encoder.fusion import best_share, reciprocal_ranks, standard_sum
from models.encoder.measures import cosines, recall_at

K = 10


@dataclass(frozen=True)
class Search:
    """Which of the candidates belongs to each query.

    Attributes:
        queries: what is asked.
        candidates: distinct texts.
        answers: (n,) the candidate that belongs to each query.
        dev: (n,) queries that choose the weight of a fusion and are not measured.
        alike: queries and candidates are of one kind, and both are read as what is found.

    """

    queries: Sequence[str]
    candidates: Sequence[str]
    answers: Int64
    dev: Bool
    alike: bool

    @classmethod
    def of(
        cls, pairs: Pairs, others: Sequence[str] = (), *, n_dev: int = 0, alike: bool = True
    ) -> "Search":
        """From the left of each pair to its right, among those and `others`; equal texts are one.

        The first `n_dev` pairs choose, the rest measures.
        """
        candidates = list(dict.fromkeys([*pairs.right, *others]))
        place = {text: i for i, text in enumerate(candidates)}
        answers = np.array([place[text] for text in pairs.right])
        return cls(pairs.left, candidates, answers, np.arange(len(pairs)) < n_dev, alike)

    def scores(self, contender: Contender) -> Float32:
        """(n, m) cosine of each query and each candidate."""
        read = contender.reader(self.candidates)
        kind: Kind = "passage" if self.alike else "query"
        return cosines(read(self.queries, kind), read(self.candidates, "passage"))

    def recall(self, scores: Float32, k: int = K) -> float:
        """Recall at k of the queries that measure."""
        measured = ~self.dev
        return recall_at(scores[measured], self.answers[measured], k)

    @cached_property
    def lexical(self) -> Float32:
        """(n, m) cosines of TF-IDF of letters, with which dense ones are fused."""
        return self.scores(TfIdf(letters=True))

    def alone_and_fused(self, name: str, contender: Contender) -> dict[str, float]:
        """Recall of one contender; of one that is not lexical itself also what fusing it gives.

        `fused` is the sum of standardised scores with the share of the dense ones that the dev
        queries chose, `rrf` reciprocal rank fusion, which has nothing to choose.
        """
        scores = self.scores(contender)
        found = {f"{name}.recall@{K}": self.recall(scores)}
        if contender.learns:
            return found
        share = best_share(scores[self.dev], self.lexical[self.dev], self.answers[self.dev], K)
        fused, ranks = (
            standard_sum(scores, self.lexical, share),
            reciprocal_ranks(scores, self.lexical),
        )
        return found | {
            f"{name}_fused.recall@{K}": self.recall(fused),
            f"{name}_rrf.recall@{K}": self.recall(ranks),
            f"{name}_fused.share": share,
        }
