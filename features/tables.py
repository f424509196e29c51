"""Frozen columnar tables: what every later step reads, whatever the data came from.

Row ``i`` of each column belongs to the same thing; rows are addressed by position (``member`` and
``item`` indices), outside ids stay in ``ids``. *Item* is the field's word for what is recommended:
here a class, whose Python keyword namesake would get in the way.
"""

from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Float32, Int8, Int16, Int32, Time

HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True)
class MemberTable:
    """n members.

    Attributes:
        ids: outside ids, opaque.
        goals: free text, "" where not said; so are `background`, `offers` and `vision`.
        province: (n,) index into `features.regions.PROVINCES`, -1 abroad or unknown.
        topic_names: the T topics that occur, sorted; columns of `topics`.
        topics: (n, T).
        stages: (n, 6), columns in the order of `features.vocabulary.Stage`.
        languages: ISO 639 codes a member.
        availability: (n, 168) free hours of her own local week, Monday 00:00 first.
        role: (n,) index into `features.vocabulary.Role`.
        joined_at: (n,) datetime64[s], UTC, NaT where unknown.
        consent: (n, 3), columns in the order of `features.vocabulary.Purpose`.

    """

    ids: tuple[str, ...]
    goals: tuple[str, ...]
    background: tuple[str, ...]
    offers: tuple[str, ...]
    vision: tuple[str, ...]
    province: Int16
    topic_names: tuple[str, ...]
    topics: Bool
    stages: Bool
    languages: tuple[tuple[str, ...], ...]
    availability: Bool
    role: Int8
    joined_at: Time
    consent: Bool

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class ClassTable:
    """n classes, the items of the next-class models.

    Attributes:
        ids: outside ids.
        title: as are `description` and `programme`, "" where not given.
        topic_names: the T topics that occur, sorted; columns of `topics`.
        topics: (n, T).
        level: (n,) index into `features.vocabulary.Level`, -1 unknown.
        prerequisites: for each class the items that come before it.
        capacity: (n,) seats, -1 unlimited.
        starts_at: (n,) datetime64[s], UTC, NaT where open at any time.
        format: (n,) index into `features.vocabulary.Format`.
        province: (n,) where an offline class is held, -1 otherwise.
        language: ISO 639 code.
        active: (n,) whether it is offered at all.

    """

    ids: tuple[str, ...]
    title: tuple[str, ...]
    description: tuple[str, ...]
    programme: tuple[str, ...]
    topic_names: tuple[str, ...]
    topics: Bool
    level: Int8
    prerequisites: tuple[tuple[int, ...], ...]
    capacity: Int32
    starts_at: Time
    format: Int8
    province: Int16
    language: tuple[str, ...]
    active: Bool

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class EnrolmentLog:
    """m enrolments, sorted by member, then time, then class id.

    Attributes:
        member: (m,) row of the `MemberTable`.
        item: (m,) row of the `ClassTable`.
        at: (m,) datetime64[s], UTC: when she enrolled.
        status: (m,) index into `features.vocabulary.Status`.
        completed_at: (m,) NaT where not completed or unknown.
        rating: (m,) 1 to 5, NaN where not rated.

    """

    member: Int32
    item: Int32
    at: Time
    status: Int8
    completed_at: Time
    rating: Float32

    def __len__(self) -> int:
        return len(self.member)

    def select(self, keep: Bool) -> "EnrolmentLog":
        """The enrolments where `keep` (m,) is true, in the same order."""
        return EnrolmentLog(
            self.member[keep],
            self.item[keep],
            self.at[keep],
            self.status[keep],
            self.completed_at[keep],
            self.rating[keep],
        )


@dataclass(frozen=True, slots=True)
class StoryTable:
    """n stories.

    Attributes:
        ids: outside ids; author_ids: "" where unknown.
        title: as is `body`.
        topic_names: the T topics that occur, sorted; columns of `topics`.
        topics: (n, T).
        created_at: (n,) datetime64[s], UTC, NaT where unknown.
        visibility: (n,) index into `features.vocabulary.Visibility`.
        language: ISO 639 code.

    """

    ids: tuple[str, ...]
    author_ids: tuple[str, ...]
    title: tuple[str, ...]
    body: tuple[str, ...]
    topic_names: tuple[str, ...]
    topics: Bool
    created_at: Time
    visibility: Int8
    language: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)


def topic_matrix(topics: list[tuple[str, ...]]) -> tuple[tuple[str, ...], Bool]:
    """The sorted topic names that occur in `topics` and their (n, T) incidence."""
    names = tuple(sorted({name for row in topics for name in row}))
    column = {name: j for j, name in enumerate(names)}
    matrix = np.zeros((len(topics), len(names)), dtype=np.bool_)
    for i, row in enumerate(topics):
        for name in row:
            matrix[i, column[name]] = True
    return names, matrix
