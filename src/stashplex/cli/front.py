"""What every command is given: the screen, the words before the command, and the settings."""

import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stashplex.app.diary import words_for
from stashplex.app.house import FAILPOINT_VARIABLE
from stashplex.cli.following import Display, Lines
from stashplex.cli.screen import Screen
from stashplex.clock import SystemClock
from stashplex.config import Machine, Settings, load_settings
from stashplex.config.settings import LogTable
from stashplex.core.ports import Clock
from stashplex.log import set_up_log

LEVELS: Final = ("debug", "info", "warning", "error")

logger = logging.getLogger(__name__)


class CurrentStderr(io.TextIOBase):
    """Writes to whatever stderr is now: while a bar is shown, lines go above it."""

    def write(self, text: str) -> int:
        """Writes to stderr."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flushes stderr."""
        sys.stderr.flush()

    def isatty(self) -> bool:
        """Tells whether stderr is a terminal."""
        return sys.stderr.isatty()


@dataclass(frozen=True, slots=True)
class Front:
    """The front door as a command sees it."""

    screen: Screen
    config: Path | None = None
    data_dir: Path | None = None
    verbose: bool = False
    clock: Clock = field(default_factory=SystemClock)

    def settings(self) -> Settings:
        """Returns the settings, and logs what a person should know about them."""
        settings = self.load()
        for warning in settings.warnings:
            logger.warning("%s", warning)
        return settings

    def load(self) -> Settings:
        """Returns the settings, with the log set up as they say; raises every mistake at once."""
        settings = load_settings(this_machine(), config_file=self.config, data_dir=self.data_dir)
        self.use(settings)
        return settings

    def use(self, settings: Settings) -> None:
        """Sets up the log and hides the secrets of these settings."""
        self.screen.keep_secret(settings.secrets)
        set_up_log(
            CurrentStderr(),
            level=self._level(settings.log),
            form=settings.log.format,
            secrets=settings.secrets,
            words=words_for(settings),
        )

    @contextmanager
    def display(self, noun: str = "scene") -> Iterator[Display]:
        """Shows progress: as a bar on a terminal, else in lines on stderr that count `noun`s."""
        if not self.screen.is_watched:
            yield Lines(self.screen.note, self.clock.monotonic, noun)
            return
        from stashplex.cli.drawing.bar import Bar  # noqa: PLC0415  rich only where drawn

        with Bar(self.screen.watched) as bar:
            yield bar

    def _level(self, log: LogTable) -> str:
        if self.verbose:
            return "debug"
        # On a terminal the bar tells how it goes; a file or a service keeps the whole story.
        lowest = "warning" if sys.stderr.isatty() else "debug"
        return max(log.level, lowest, key=LEVELS.index)


def this_machine() -> Machine:
    """Returns what this machine tells about itself."""
    environment = {name: text for name, text in os.environ.items() if name != FAILPOINT_VARIABLE}
    return Machine(environment, Path.home(), Path.cwd(), sys.platform)
