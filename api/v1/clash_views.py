"""What of the wishes of a plan clashes, and what would mend it, in ids and codes."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from matcher.circles.words import rule_name


class RelaxationView(BaseModel):
    """A change of one rule after which a clash is none any more."""

    rule: str = Field(description="Its code; `size` is one too.", examples=["provinces"])
    change: str = Field(
        description="`least` or `most`: that number becomes `to`; `drop`: without the rule, or "
        "with it soft; `untie`, `free`: without the tie or the pin of `members`; `more`: one more "
        "of the kind; `wait`: members may wait."
    )
    to: int = Field(description="The new number; 0 for other changes.")
    members: list[str] = Field(description="Ids of those concerned; none: all.")
    places: int = Field(description="By how many more can sit at once, as far as is proven.")


class ClashView(BaseModel):
    """A few rules that cannot all hold."""

    kind: str = Field(
        description="`impossible`: no circles at all; `stranded`: each of `members` waits; "
        "`limits`: at most `most` can sit at once."
    )
    rules: list[str] = Field(description="Their codes.", examples=[["pinned", "apart"]])
    text: str = Field(description="What they are about, in words.")
    members: list[str] = Field(description="Ids of those concerned; none: all.")
    circles: list[int] = Field(description="Numbers of those concerned, from 1; none: all.")
    most: int | None = Field(description="Who can sit at once; null unless it is about that.")
    relaxations: list[RelaxationView] = Field(description="What would mend it, most places first.")


def clash_view(found: Mapping[str, Any], language: str) -> ClashView:
    """A clash as `matcher.circles.clashes.clash_json` keeps it, in a language."""
    text = ", ".join(rule_name(rule, language) for rule in found["rules"])
    return ClashView(text=text, **found)
