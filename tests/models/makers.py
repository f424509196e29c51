"""Small communities for the tests of the models."""

import numpy as np

from models.base import Catalogue, Histories, Queries
from models.histories import from_lists

DIM = 6
TOPICS = 3


def catalogue(n: int, seed: int = 0) -> Catalogue:
    """n classes with random texts and topics."""
    random = np.random.default_rng(seed)
    text = random.normal(size=(n, DIM)).astype(np.float32)
    text /= np.linalg.norm(text, axis=1, keepdims=True)
    return Catalogue(text, random.random((n, TOPICS)) < 0.4)


def queries(lists: list[list[int]], seed: int = 0, *, silent: bool = False) -> Queries:
    """Members with these histories who say something, unless they are silent."""
    random = np.random.default_rng(seed)
    b = len(lists)
    text = random.normal(size=(b, DIM)).astype(np.float32)
    text /= np.linalg.norm(text, axis=1, keepdims=True)
    topics = random.random((b, TOPICS)) < 0.4
    if silent:
        text, topics = np.zeros_like(text), np.zeros_like(topics)
    return Queries(from_lists(lists), text, topics)


def random_lists(members: int, n: int, seed: int = 0) -> list[list[int]]:
    """Histories without repeats, some of them empty, that prefer to go on by one."""
    random = np.random.default_rng(seed)
    lists = []
    for _ in range(members):
        length = int(random.integers(0, 6))
        start = int(random.integers(n))
        chain = [(start + step) % n for step in range(length)]
        other = random.permutation(n)[:length].tolist()
        lists.append(chain if random.random() < 0.7 else other)
    return lists


def dated(histories: Histories, seed: int = 0) -> Histories:
    """The same histories, each begun on another day."""
    random = np.random.default_rng(seed)
    begun = np.repeat(random.integers(0, 300, len(histories)), histories.lengths())
    days = (histories.days * 20 + begun).astype(np.float32)
    return Histories(histories.offsets, histories.items, days, histories.weights)


def alone(members: Queries, row: int) -> Queries:
    """One member as a query of her own."""
    h = members.histories
    piece = slice(h.offsets[row], h.offsets[row + 1])
    history = Histories(
        np.array([0, piece.stop - piece.start], dtype=np.int64),
        h.items[piece],
        h.days[piece],
        h.weights[piece],
    )
    one = slice(row, row + 1)
    return Queries(history, members.text[one], members.topics[one])
