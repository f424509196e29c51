"""Numbers and circles as somebody types them on the command line."""

import math
from typing import Any

import click


class Seconds(click.FloatRange):
    """How long a search may take: a number from a tenth of a second to a day."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(0.1, 86_400)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number; what is none, such as nan, is refused."""
        found = float(super().convert(value, param, ctx))
        if not math.isfinite(found):
            self.fail(f"{value!s} is not a number of seconds.", param, ctx)
        return found


SEATED = click.IntRange(0, 100_000)
"""How many who sit in a circle may move."""
