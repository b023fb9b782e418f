"""The progress bar of a run on a terminal."""

import sys
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

from stashplex.core.wording import clock

SETTLED_AFTER: Final = 1.0


class PaceColumn(ProgressColumn):
    """How many scenes a second since the phase began, and how long the rest takes so."""

    def render(self, task: Task) -> Text:
        """Returns the pace, once there is one: scenes end in bursts, a few of them tell nothing."""
        elapsed = task.elapsed or 0.0
        if not task.completed or elapsed < SETTLED_AFTER:
            return Text()
        pace = task.completed / elapsed
        left = f" {clock((task.total - task.completed) / pace)}" if task.total else ""
        return Text(f"{pace:.1f}/s{left}", style="dim")


class CountColumn(ProgressColumn):
    """How many scenes are done, and of how many, where that is known."""

    def render(self, task: Task) -> Text:
        """Returns the count, once there is something to count."""
        done = f"{task.completed:.0f}"
        if task.total is not None:
            return Text(f"{done}/{task.total:.0f}", style="progress.download")
        return Text(done if task.completed else "", style="progress.download")


class Bar:
    """Shows one phase at a time, and leaves nothing behind."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            CountColumn(),
            PaceColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=sys.stderr.isatty(),
        )
        self._task: TaskID | None = None

    def begin(self, name: str, total: int | None) -> None:
        """Shows the bar of a phase in place of the last one's."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(name, total=total)

    def advance(self, scenes: int) -> None:
        """Moves the bar."""
        if self._task is not None:
            self._progress.advance(self._task, scenes)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()
