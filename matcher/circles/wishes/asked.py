"""What an admin wishes of circles: as JSON, as options of the command line, checked and complete.

Each rule is hard, and never broken, unless it has a `weight`: then a broken unit costs so much. A
rule that is null is not asked for; one that is left out is as `DEFAULTS` has it for the kind.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from matcher.circles.wishes.kinds import DEFAULTS, NOT_FOR, Kind, applies
from matcher.circles.wishes.mentors import Mentoring, Preset
from matcher.circles.wishes.parts import Part, Share, Size, YesOrNo, number, whole
from matcher.circles.wishes.ranking import Ranking
from matcher.circles.wishes.rules import (
    Facilitated,
    Meeting,
    OfAKind,
    Rule,
    SharedLanguage,
    Spread,
)
from matcher.circles.wishes.who import Who
from matcher.domain.advice import explain, wrong
from matcher.domain.rows import Id
from matcher.errors import DataError
from matcher.i18n import N_, translator
from models.compatibility.weights import PRESETS, TERMS, Weights

_NOT_FOR_ALL = sorted(frozenset().union(*NOT_FOR.values()))


class Wishes(Part):
    """All that is asked for.

    Attributes:
        kind: what is formed.
        least: members of a circle; most: likewise.
        preset: of compatibility; weights: of its terms, where they are to differ.
        facilitator: somebody leads.
        provinces: how far a circle reaches.
        beginners: nobody who has finished no class is the only one such.
        meeting: the weekly hour.
        languages: that all share.
        met: who shared a circle before does not meet again.
        together: who is tied together sits together. Who is to be apart always is.
        counts: further rules about kinds of members.
        pinned: circle (from 0) of members who stay there.
        who: takes part.
        ranking: how many of them are taken, and who first; None: all.
        trio: of pairs, whoever is left over joins one of them.
        mentoring: who walks beside whom.
        seconds: the search may take; seed and workers: of it.

    """

    kind: Annotated[Kind, Field()] = "circles"
    least: Size
    most: Size
    preset: Preset = "balanced"
    weights: Mapping[str, Share] = Field(default_factory=dict)
    facilitator: Facilitated | None = None
    provinces: Spread | None = None
    beginners: Rule | None = None
    meeting: Meeting | None = None
    languages: SharedLanguage | None = None
    met: Rule | None = None
    together: Rule | None = None
    counts: tuple[OfAKind, ...] = ()
    pinned: Mapping[Id, Annotated[int, whole(0, 1_000_000)]] = Field(default_factory=dict)
    who: Who = Field(default_factory=Who)
    ranking: Ranking | None = None
    trio: YesOrNo = False
    mentoring: Mentoring | None = None
    seconds: Annotated[float, number(0.1, 86_400)] = 30
    seed: Annotated[int, whole(0, 2**31 - 1)] = 0
    workers: Annotated[int, whole(1, 256)] = 1

    @model_validator(mode="before")
    @classmethod
    def _as_usual(cls, given: object) -> object:
        """What is left out is as usual for the kind; a small circle reaches as far as it can."""
        if not isinstance(given, Mapping):
            return given
        usual = DEFAULTS.get(str(given.get("kind", "circles")), DEFAULTS["circles"])
        most, reach = str(given.get("most", "")), dict(usual.get("provinces", {}))
        if most.isdecimal() and int(most) < reach.get("least", 0):
            usual = {**usual, "provinces": {**reach, "least": int(most)}}
        return {**usual, **given}

    @field_validator("kind", mode="before")
    @classmethod
    def _known_kind(cls, kind: object) -> object:
        if not isinstance(kind, str) or kind not in DEFAULTS:
            raise wrong("unknown_choice", choices=", ".join(DEFAULTS))
        return kind

    @field_validator(*_NOT_FOR_ALL, mode="before")
    @classmethod
    def _applies(cls, value: object, info: ValidationInfo) -> object:
        kind, wish = info.data.get("kind"), str(info.field_name)
        if kind is None:
            return value  # told already
        otherwise = cls.model_fields[wish].get_default(call_default_factory=True)
        if not applies(kind, wish, value, otherwise):
            raise wrong("not_for_kind", kind=kind)
        if value is None and kind == wish:
            raise wrong("missing")
        return value

    @field_validator("weights")
    @classmethod
    def _known_terms(cls, weights: Mapping[str, float]) -> Mapping[str, float]:
        if not set(weights) <= set(TERMS):
            raise wrong("unknown_choice", choices=", ".join(TERMS))
        return weights

    @property
    def compatibility(self) -> Weights:
        """How much each term of a pair's score counts."""
        return replace(PRESETS[self.preset], **self.weights)

    @model_validator(mode="after")
    def _sizes(self) -> Self:
        if self.least > self.most:
            raise wrong("least_over_most")
        reach = self.provinces
        if reach and reach.least > 1 and self.kind == "meetups":
            raise wrong("meetup_afar")
        if reach and reach.weight is None and reach.least > self.most:
            raise wrong("more_provinces_than_members", most=self.most)
        return self


def read_wishes(given: Mapping[str, object], language: str = "en") -> Wishes:
    """The wishes, complete.

    Args:
        given: as JSON has them.
        language: the reason of an error is told in.

    Raises:
        DataError: one of them cannot be used; says which, why and how to mend it.

    """
    try:
        return Wishes.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason, mend = explain(first, translator(language))
        raise DataError(
            N_("The wish `{name}` cannot be used. {reason} {mend}"),
            name=".".join(str(part) for part in first["loc"] if part != "[key]") or "circles",
            reason=reason,
            mend=mend,
        ) from None
