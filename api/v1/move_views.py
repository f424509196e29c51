"""Moves by hand and their prices as the API shows them: ids, codes and numbers."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from matcher.circles.changes import Move
from matcher.circles.pricing import Broken, Price, Touched
from matcher.circles.words import rule_name
from matcher.domain.rows import Id


class MoveRow(BaseModel):
    """One member goes from one place to another; a swap is two."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    member_id: Id = Field(description="Who.")
    to: Id | None = Field(description="Circle she goes to; null: the waiting list.")
    origin: Id | None = Field(
        None, alias="from", description="Circle she leaves; may be left out where she sits in one."
    )
    further: bool = Field(
        False, description="She stays where she sits too, as a leader of two may."
    )
    role: str | None = Field(
        None,
        pattern="^(member|facilitator)$",
        description="Hers there; left out: the one she has.",
        examples=["member"],
    )

    because: str | None = Field(
        None,
        pattern="^[a-z_]{0,32}$",
        description="Code of why she waits then; left out: she was taken out by hand.",
        examples=["room"],
    )
    waited: int = Field(
        0, ge=0, le=1000, description="Times she has waited then; 0: counted as usual."
    )

    def move(self) -> Move:
        """It, for the domain."""
        return Move(
            self.member_id,
            self.to,
            self.origin,
            self.further,
            self.role,
            self.because,
            self.waited,
        )


class BrokenView(BaseModel):
    """A rule that more, or less, is broken of."""

    rule: str = Field(description="Its code.", examples=["provinces"])
    text: str = Field(description="What it is about, in words.")
    circle_id: str | None = Field(description="Where; null: in a circle nobody moves to or from.")
    units: int = Field(description="By how much.")
    hard: bool = Field(description="Whether it is never to be broken.")
    members: list[str] = Field(description="Ids of those concerned.")


class TouchedView(BaseModel):
    """A circle that somebody moves to or from; each pair is before and after."""

    circle_id: str = Field(description="Which.")
    sizes: tuple[int, int] = Field(description="Members.")
    quality: tuple[float | None, float | None] = Field(description="Mean pair score.")
    shared_hours: tuple[int, int] | None = Field(
        description="Slots of the week that all share; null: no meeting is asked for."
    )
    utc_hour_of_week: tuple[int | None, int | None] = Field(
        description="When it meets; 0 is Monday 00:00 UTC, null no hour."
    )


class PriceView(BaseModel):
    """What moves bring, all of them together."""

    moves: list[MoveRow] = Field(description="They, with where each comes from and her role.")
    objective: float = Field(description="By how much the whole changes.")
    parts: dict[str, float] = Field(description="It by part: terms, soft rules, who waits.")
    legal: bool = Field(description="Whether no hard rule would be broken more than before.")
    circles: list[TouchedView] = Field(description="The circles that change.")
    breaks: list[BrokenView] = Field(description="What would be broken more.")
    mends: list[BrokenView] = Field(description="What would be broken less.")


def price_view(price: Price, language: str) -> PriceView:
    """A price, in a language."""
    return PriceView(
        moves=move_rows(price.moves),
        objective=price.objective,
        parts=dict(price.parts),
        legal=price.legal,
        circles=[_touched(one) for one in price.circles],
        breaks=[_broken(one, language) for one in price.breaks],
        mends=[_broken(one, language) for one in price.mends],
    )


def move_rows(moves: Sequence[Move]) -> list[MoveRow]:
    """Moves, to be sent back as they are."""
    return [
        MoveRow(
            member_id=one.member_id,
            to=one.to,
            origin=one.origin,
            further=one.further,
            role=one.role,
            because=one.because,
            waited=one.waited,
        )
        for one in moves
    ]


def _touched(one: Touched) -> TouchedView:
    before, after = (None if slot is None else slot.start for slot in one.slots)
    return TouchedView(
        circle_id=one.circle_id,
        sizes=one.sizes,
        quality=one.quality,
        shared_hours=one.shared,
        utc_hour_of_week=(before, after),
    )


def _broken(one: Broken, language: str) -> BrokenView:
    return BrokenView(
        rule=one.rule,
        text=rule_name(one.rule, language),
        circle_id=one.circle_id,
        units=one.units,
        hard=one.hard,
        members=list(one.members),
    )
