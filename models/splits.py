"""Cuts between what a model may see and what it is asked for: always earlier against later."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Time
from features.tables import EnrolmentLog
from models.base import Histories
from models.histories import keep, ordinals

HELD_OUT = 0.2
"""The share of all enrolments that the validation cut asks for."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Members' histories up to a moment, and what they took afterwards.

    Attributes:
        past: what may be seen.
        future: what is asked for; both have the same members.

    """

    past: Histories
    future: Histories


def time_split(log: EnrolmentLog, at: np.datetime64) -> tuple[EnrolmentLog, EnrolmentLog]:
    """The enrolments before `at` and those from `at` on."""
    before = log.at < at
    return log.select(before), log.select(~before)


def moment(log: EnrolmentLog, held_out: float = HELD_OUT) -> np.datetime64:
    """The time after which the last share `held_out` of all enrolments lies."""
    times: Time = np.sort(log.at)
    at: np.datetime64 = times[int(len(times) * (1 - held_out))]
    return at


def leave_last(log: EnrolmentLog) -> tuple[EnrolmentLog, EnrolmentLog]:
    """All but each member's last enrolment, and those last ones.

    A member with a single enrolment keeps it: without a history there is no order to test.
    """
    is_last = np.append(log.member[1:] != log.member[:-1], True)[: len(log)]
    is_first = np.insert(log.member[1:] != log.member[:-1], 0, True)[: len(log)]
    held = is_last & ~is_first
    return log.select(~held), log.select(held)


def validation_cut(histories: Histories, held_out: float = HELD_OUT) -> Cut:
    """Cut at one moment for everybody: how a running community is asked for what comes next.

    Members whose first class lies after it are asked for with an empty history, as new members
    will be. Where dates do not tell enrolments apart (a list without dates), this is `cut_each`.
    """
    past = np.zeros(0, dtype=np.bool_)
    if len(histories.days):
        past = histories.days < np.quantile(histories.days, 1 - held_out)
    if not past.any():
        return cut_each(histories, held_out)
    return Cut(keep(histories, past), keep(histories, ~past))


def cut_each(histories: Histories, held_out: float = HELD_OUT) -> Cut:
    """Cut off the last share of each history, at least one class of those with two or more.

    For data sets whose own test is cut like that, and for those that know order but not dates.
    """
    lengths = histories.lengths()
    held = np.maximum(np.rint(lengths * held_out), 1)
    kept = np.where(lengths > 1, lengths - held, lengths)
    past = ordinals(histories) < np.repeat(kept, lengths)
    return Cut(keep(histories, past), keep(histories, ~past))
