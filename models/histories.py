"""Histories from an enrolment log, and the ways the models cut and weigh them."""

import numpy as np
from scipy import sparse

from features.arrays import Bool, Float32, Float64, Int32, Int64
from features.tables import EnrolmentLog
from features.vocabulary import Status
from models.base import Histories, Queries

STATUS_WEIGHT = {Status.ENROLLED: 1.0, Status.COMPLETED: 1.0, Status.DROPPED: 0.5}
"""A dropped class says less of what she likes than one she is in or has finished."""

SECONDS_A_DAY = 86_400


def from_log(log: EnrolmentLog, n_members: int) -> Histories:
    """The histories of all `n_members`, member i at position i; empty for who took nothing."""
    weight_of = np.array([STATUS_WEIGHT[status] for status in Status], dtype=np.float32)
    seconds = log.at.astype("datetime64[s]").astype(np.int64)
    return Histories(
        offsets=np.searchsorted(log.member, np.arange(n_members + 1)).astype(np.int64),
        items=log.item.astype(np.int32),
        days=(seconds / SECONDS_A_DAY).astype(np.float32),
        weights=weight_of[log.status],
    )


def from_lists(lists: list[list[int]]) -> Histories:
    """Histories of finished classes one day apart, for whoever has no log at hand."""
    lengths = np.array([len(items) for items in lists], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    ordinal = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    return Histories(
        offsets=offsets,
        items=np.array([item for items in lists for item in items], dtype=np.int32),
        days=ordinal.astype(np.float32),
        weights=np.ones(offsets[-1], dtype=np.float32),
    )


def owners(histories: Histories) -> Int64:
    """(m,) the member each enrolment belongs to."""
    return np.repeat(np.arange(len(histories)), histories.lengths())


def ordinals(histories: Histories) -> Int64:
    """(m,) the position of each enrolment in its own history, from 0."""
    return np.arange(len(histories.items)) - np.repeat(histories.offsets[:-1], histories.lengths())


def keep(histories: Histories, chosen: Bool) -> Histories:
    """The same members with only the enrolments where `chosen` (m,) is true."""
    counts = np.bincount(owners(histories)[chosen], minlength=len(histories))
    return Histories(
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        items=histories.items[chosen],
        days=histories.days[chosen],
        weights=histories.weights[chosen],
    )


def take(histories: Histories, members: Int64) -> Histories:
    """The histories of `members` (indices), in that order."""
    lengths = histories.lengths()[members]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    picked = np.arange(offsets[-1]) + np.repeat(
        histories.offsets[:-1][members] - offsets[:-1], lengths
    )
    return Histories(
        offsets, histories.items[picked], histories.days[picked], histories.weights[picked]
    )


def take_queries(queries: Queries, members: Int64) -> Queries:
    """The queries of `members` (indices), in that order."""
    return Queries(take(queries.histories, members), queries.text[members], queries.topics[members])


def with_histories(queries: Queries, histories: Histories) -> Queries:
    """The same members, asked with other histories."""
    return Queries(histories, queries.text, queries.topics)


def taken(histories: Histories, n_items: int) -> Bool:
    """(b, n) whether each member took each item."""
    mask = np.zeros((len(histories), n_items), dtype=np.bool_)
    mask[owners(histories), histories.items] = True
    return mask


def ones(histories: Histories) -> Float32:
    """(m,) the same weight for every enrolment."""
    return np.ones(len(histories.items), dtype=np.float32)


def together(histories: Histories, n_items: int) -> Float64:
    """(n, n) how many members took both of two items; on the diagonal, how many took one."""
    took = incidence(histories, n_items, ones(histories))
    took.sum_duplicates()
    took.data[:] = 1
    counts: Float64 = (took.T @ took).toarray().astype(np.float64)
    return counts


def incidence(
    histories: Histories, n_items: int, values: Float32 | None = None
) -> sparse.csr_array:
    """(b, n) sparse float32: `values` (m,), by default the weights, of what each member took."""
    data = histories.weights if values is None else values
    indices: Int32 = histories.items
    return sparse.csr_array(
        (data, indices, histories.offsets), shape=(len(histories), n_items), dtype=np.float32
    )
