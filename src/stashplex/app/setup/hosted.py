"""The set-up as pages show it: what takes its time goes on beside them, up to the first scenes."""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec.structs import replace

from stashplex.app.house import open_house
from stashplex.app.setup.set_up import FILES, SCENES, OpenPlexTv, SetUp, plex_tv
from stashplex.app.setup.written import Keeping
from stashplex.app.syncing import ForegroundRun, told_sync
from stashplex.core.answers import SetupTold, SyncAnswer
from stashplex.core.errors import StashplexError, WrongUsage
from stashplex.core.ports import Clock
from stashplex.core.setting_up import Standing, Step
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request

WRITING: Final = "Writing five scenes to Plex"
FIVE: Final = Request(everything=True, limit=5)


class HostedSetUp(SetUp):
    """A set-up whose pages a service shows; `on_begin` has the service begin (anew)."""

    def __init__(
        self,
        keeping: Keeping,
        clock: Clock,
        on_begin: Callable[[], None],
        *,
        open_plex_tv: OpenPlexTv = plex_tv,
    ) -> None:
        super().__init__(keeping, clock, open_plex_tv=open_plex_tv)
        self._on_begin = on_begin
        self._run: ForegroundRun[SyncAnswer] | None = None
        self._first: SyncAnswer | None = None
        self._standing = Standing.WAITS

    def told(self) -> SetupTold:
        """Returns how far it is; asks no server."""
        return replace(super().told(), first=self._first, service=self._standing)

    def back_to(self, step: Step) -> None:
        """Takes back what was answered from a step on."""
        super().back_to(step)
        self._first = None
        if self._standing is Standing.AT_WORK:
            self._standing = Standing.FORMER

    def write_five(self) -> None:
        """Begins to write five scenes to Plex, as the configuration says."""
        self._expect_written()
        if self._standing is not Standing.WAITS:
            raise WrongUsage("The service is at work already.", "Sync from its own pages.")
        self.background.start(WRITING, self._write_five)

    def begin(self) -> None:
        """Has the service begin, or begin anew, with the configuration that was written."""
        self._expect_written()
        self.background.expect_rest()
        self._standing = Standing.BEGINS
        self._on_begin()

    def look_again(self) -> None:
        """Begins anew what was looked at last, and went wrong."""
        match self.step:
            case Step.FOLDERS:
                self.background.start(FILES, self.look_at_files)
            case Step.PREVIEW:
                self.background.start(SCENES, self.look_at_scenes)
            case Step.SYNC:
                self.write_five()
            case _:
                raise WrongUsage("There is nothing to look at again.", "Answer what is asked.")

    def is_at_work(self) -> None:
        """Is told that the service is at work with what is written."""
        self._standing = Standing.AT_WORK

    def cannot_begin(self, error: StashplexError) -> None:
        """Is told what kept the service from beginning."""
        self._standing = Standing.WAITS
        self.background.tell(error)

    def ask_to_stop(self) -> None:
        """Asks what is written just now for a clean end between two writes, and looks no longer."""
        self.hang_up()
        if self._run is not None:
            self._run.ask_to_stop()

    def _expect_written(self) -> None:
        if self.step is not Step.SYNC:
            raise WrongUsage("The configuration is not written yet.", "Come to its end first.")

    def _write_five(self, tell: Callable[[int], None]) -> None:
        self._first = None
        with open_house(self.keeping.settings(), writing=True, clock=self.clock) as house:
            answer = partial(told_sync, house.store)
            self._run = ForegroundRun(house, FIVE, _Counting(tell), answer)
            try:
                finished = self._run.execute()
            finally:
                self._run = None
        self._first = finished.answer
        if finished.error is not None:
            raise finished.error


class _Counting:
    """Follows a run by nothing but how many scenes it has written."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._ended = 0

    def phase(self, name: str, total: int | None) -> None:
        """Counts no phase."""

    def compared(self, scenes: int) -> None:
        """Counts nothing that was only compared."""

    def ended(self, settled: Settled) -> None:
        """Counts a scene, unless it is tried again."""
        if settled.run_waits:
            return
        self._ended += 1
        self._tell(self._ended)

    def planned(self, plan: Plan) -> None:
        """Counts no plan."""
