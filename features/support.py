"""What circles are formed by: members' texts as vectors, and their facts as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from features.arrays import Bool, Float32, Int8, Int16, unit_rows
from features.encoder import Encoder, embed
from features.meeting import CIVIL, Hours, meeting_hours
from features.profile import class_text
from features.regions import PROVINCES
from features.tables import ClassTable, EnrolmentLog, MemberTable, topic_matrix
from features.vocabulary import Purpose, Status

EXPERIENCE = (1, 2, 5)
"""Classes completed from which on the next level of experience begins."""

_EXPERIENCE_SHARE = 0.5
"""How much what she learned counts beside what she offers in her own words."""

_ISLANDS = sorted({province.island_group for province in PROVINCES})


class Learned(NamedTuple):
    """What members did: enrolments, and the classes they are in."""

    enrolments: EnrolmentLog
    classes: ClassTable


@dataclass(frozen=True, slots=True)
class Support:
    """n members, as their compatibility sees them. A zero row or -1: she did not tell.

    Attributes:
        goals: (n, dim) float32 unit rows: what she wants.
        need: (n, dim) float32 unit rows: what she wants and what weighs on her.
        offer: (n, dim) float32 unit rows: what she can help others with.
        topics: (n, T).
        stages: (n, 6), columns in the order of `features.vocabulary.Stage`.
        languages: (n, L).
        language_names: the L codes that occur, sorted.
        experience: (n,) int8 from 0 to `len(EXPERIENCE)` by classes completed.
        province: (n,) int16 index into `features.regions.PROVINCES`.
        island: (n,) int8 index of the island group.
        hours: when she is free.

    """

    goals: Float32
    need: Float32
    offer: Float32
    topics: Bool
    stages: Bool
    languages: Bool
    language_names: tuple[str, ...]
    experience: Int8
    province: Int16
    island: Int8
    hours: Hours

    def __len__(self) -> int:
        return len(self.province)


def read_support(
    members: MemberTable,
    encoder: Encoder,
    learned: Learned | None = None,
    civil: tuple[int, int] = CIVIL,
) -> Support:
    """Embed and encode what members told.

    Args:
        members: n of them.
        encoder: of texts; `models.encoder.make_encoder("lingkar", ())` makes the one that ships.
        learned: what they learned; without, nobody's experience is known. The classes that a member
            completed count towards what she offers only where she agreed to `match`.
        civil: hours in which they may be asked to meet, local time.

    Raises:
        MeetingError: the civil hours do not lie in 0 to 24.

    """
    offer = embed(encoder, members.offers)
    experience = np.full(len(members), -1, dtype=np.int8)
    if learned is not None:
        done = _completed(members, learned)
        experience = np.digitize(done.sum(axis=1), EXPERIENCE).astype(np.int8)
        agreed = members.consent[:, list(Purpose).index(Purpose.MATCH)]
        known = unit_rows(np.asarray(done @ _class_vectors(learned.classes, encoder)))
        offer = unit_rows(offer + _EXPERIENCE_SHARE * known * agreed[:, None])
    names, languages = topic_matrix(list(members.languages))
    island = np.array([_ISLANDS.index(one.island_group) for one in PROVINCES], dtype=np.int8)
    return Support(
        goals=embed(encoder, _texts(members.goals, members.vision)),
        need=embed(encoder, _texts(members.goals, members.background)),
        offer=offer,
        topics=members.topics,
        stages=members.stages,
        languages=languages,
        language_names=names,
        experience=experience,
        province=members.province,
        island=np.where(members.province < 0, np.int8(-1), island[members.province]),
        hours=meeting_hours(members, civil),
    )


def _texts(*columns: Sequence[str]) -> Iterable[str]:
    """The columns as one text a member."""
    return (". ".join(filter(None, row)) for row in zip(*columns, strict=True))


def _class_vectors(classes: ClassTable, encoder: Encoder) -> Float32:
    return embed(encoder, map(class_text, classes.title, classes.description, classes.programme))


def _completed(members: MemberTable, learned: Learned) -> sparse.csr_array:
    """(n, classes) float32, 1 where she completed a class, however often."""
    log = learned.enrolments
    done = log.status == list(Status).index(Status.COMPLETED)
    shape = (len(members), len(learned.classes))
    ones = np.ones(int(done.sum()), dtype=np.float32)
    taken = sparse.csr_array((ones, (log.member[done], log.item[done])), shape=shape)
    taken.sum_duplicates()
    taken.data[:] = 1
    return taken
