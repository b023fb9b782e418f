"""The pace and the count that the progress bar shows."""

import pytest
from rich.progress import Progress

from stashplex.cli.drawing.bar import CountColumn, PaceColumn


@pytest.mark.parametrize(
    ("seconds", "completed", "shown"),
    [(0.1, 8, ""), (4.0, 0, ""), (4.0, 8, "2.0/s 0:04"), (8.0, 16, "2.0/s 0:00")],
)
def test_the_pace_is_that_of_the_phase_and_not_of_a_burst(
    seconds: float, completed: int, shown: str
) -> None:
    now = [0.0]
    progress = Progress(get_time=lambda: now[0])
    task = progress.add_task("Writing", total=16)
    now[0] = seconds
    progress.advance(task, completed)

    assert PaceColumn().render(progress.tasks[0]).plain == shown


@pytest.mark.parametrize(
    ("total", "completed", "shown"),
    [(16, 0, "0/16"), (16, 8, "8/16"), (None, 0, ""), (None, 8, "8")],
)
def test_nothing_is_counted_against_a_total_that_nobody_knows(
    total: int | None, completed: int, shown: str
) -> None:
    progress = Progress()
    task = progress.add_task("Looking", total=total)
    progress.advance(task, completed)

    assert CountColumn().render(progress.tasks[0]).plain == shown
