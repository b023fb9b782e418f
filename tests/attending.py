"""`serve` in this process on a machine with nothing configured, on a free port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace
from tests.integration.serving import PATIENCE, eventually
from tests.setting_up import at

from stashplex.app.attending import Attend, Configured
from stashplex.app.setup.written import Keeping
from stashplex.clock import SystemClock
from stashplex.config import Machine
from stashplex.config.settings import Settings
from stashplex.core.answers import WorkAnswer
from stashplex.demo.plex_tv import SimulatedPlexTv


@dataclass
class Attending:
    """A service that runs, and how it ended."""

    attend: Attend
    keeping: Keeping
    answers: list[WorkAnswer] = field(default_factory=list)
    mistakes: list[Exception] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where its pages are."""
        server = self.attend.entrance.server
        assert server is not None
        return server.address

    def run(self) -> None:
        """Runs it, and remembers how it ended."""
        try:
            self.answers.append(self.attend.execute())
        except Exception as error:  # noqa: BLE001  a test looks at it
            self.mistakes.append(error)


@contextmanager
def attending(
    folder: Path, plex_tv: SimulatedPlexTv | None = None, host: str = "127.0.0.1"
) -> Iterator[Attending]:
    """Yields a service on a machine whose home is a folder; ends it afterwards."""
    machine = Machine({}, folder, folder, "linux")
    keeping = Keeping(machine)

    def load() -> Configured:
        outset = keeping.reload()
        settings = outset.provisional() if outset.missing else keeping.settings()
        return Configured(at_free_port(settings, host), is_complete=not outset.missing)

    attend = Attend(
        load,
        keeping,
        SystemClock(),
        open_plex_tv=lambda identifier, token: at(plex_tv, identifier, token),
    )
    running = Attending(attend, keeping)
    thread = threading.Thread(target=running.run, name="attend")
    thread.start()
    try:
        eventually(lambda: attend.entrance.is_open or bool(running.mistakes))
        yield running
    finally:
        attend.ask_to_stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def at_free_port(settings: Settings, host: str) -> Settings:
    """Returns settings that listen on any free port."""
    return replace(settings, web=replace(settings.web, host=host, port=0))
