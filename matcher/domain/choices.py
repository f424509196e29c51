"""Closed word lists as people write them: the enum's own value, or an Indonesian or usual name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from features.vocabulary import (
    CircleKind,
    CircleLife,
    Format,
    Level,
    Purpose,
    Role,
    SeatRole,
    Stage,
    Status,
    Tie,
    Visibility,
)
from matcher.domain.advice import wrong
from matcher.domain.values import entries, unique

E = TypeVar("E", bound=StrEnum)

_OTHER_NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Stage: {
        Stage.PREGNANT: "hamil",
        Stage.BABY: "bayi",
        Stage.TODDLER: "batita balita",
        Stage.PRESCHOOL: "prasekolah paud tk",
        Stage.SCHOOL: "sekolah sd",
        Stage.TEEN: "remaja",
    },
    Role: {
        Role.MEMBER: "anggota",
        Role.VOLUNTEER: "relawan",
        Role.FACILITATOR: "fasilitator",
    },
    Purpose: {
        Purpose.RECOMMEND: "rekomendasi",
        Purpose.MATCH: "lingkar lingkaran",
        Purpose.STORIES: "cerita",
    },
    Level: {
        Level.STARTER: "pemula",
        Level.INTENSIVE: "intensif",
    },
    Format: {
        Format.ONLINE: "daring",
        Format.OFFLINE: "luring",
        Format.RECORDED: "rekaman",
    },
    Status: {
        Status.ENROLLED: "terdaftar",
        Status.COMPLETED: "selesai",
        Status.DROPPED: "berhenti",
    },
    Visibility: {
        Visibility.PUBLIC: "publik",
        Visibility.MEMBERS: "anggota",
        Visibility.HIDDEN: "tersembunyi",
    },
    Tie: {
        Tie.TOGETHER: "bersama",
        Tie.APART: "terpisah",
        Tie.MET: "bertemu",
    },
    CircleKind: {
        CircleKind.CIRCLES: "circle lingkar lingkaran",
        CircleKind.COHORTS: "cohort angkatan",
        CircleKind.MEETUPS: "meetup kopdar",
        CircleKind.PAIRS: "pair pasangan",
        CircleKind.MENTORING: "pendampingan",
    },
    CircleLife: {
        CircleLife.PUBLISHED: "terbit",
        CircleLife.RUNNING: "berjalan",
        CircleLife.CLOSED: "selesai ditutup",
    },
    SeatRole: {
        SeatRole.MEMBER: "anggota",
        SeatRole.FACILITATOR: "fasilitator",
    },
}

_BY_NAME: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    kind: {name: word for word in kind for name in (word.value, *other_names.get(word, "").split())}
    for kind, other_names in _OTHER_NAMES.items()
}


def choice(value: object, kind: type[E]) -> E:
    """The word of `kind` that `value` names, whatever its case."""
    name = value.replace("\u00a0", " ").strip().casefold() if isinstance(value, str) else ""
    if value == "":
        raise wrong("blank")
    found = _BY_NAME[kind].get(name)
    if not isinstance(found, kind):
        raise wrong("unknown_choice", choices=", ".join(kind))
    return found


def choices(value: object, kind: type[E]) -> tuple[E, ...]:
    """The words of `kind` that a list or ``;``-joined text names, in the order of the enum."""
    found = {choice(entry, kind) for entry in unique(entries(value))}
    return tuple(word for word in kind if word in found)
