"""A resident worker lent to the runs of tasks: it goes on, and works for them what they put."""

import threading
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from stashplex.app.breaks import Breaks, TurnsInBreaks
from stashplex.app.house import House
from stashplex.core.item import Field
from stashplex.core.job import Job
from stashplex.core.ports import RunBook, StopSignal
from stashplex.worker.feed import NO_FEED, Feed
from stashplex.worker.gate import Gate
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts
from stashplex.worker.passage import GateBeside, Passage
from stashplex.worker.settling import Settled

DAY: Final = 86400.0
BETWEEN_LOOKS: Final = 1.0
"""Seconds after which the queue is looked at though nothing was heard: others may work it too."""


class Lending:
    """Knows which runs a resident worker works for, and tells them how their scenes end."""

    def __init__(
        self, house: House, gate: Gate, stop: StopSignal, burst: Callable[[], int | None]
    ) -> None:
        """Takes what tells the run of the resident itself."""
        self.house = house
        self._burst = burst
        self.passage = GateBeside(gate, house.parts.clock)
        turns = house.parts.state.turns
        self.breaks = Breaks(turns.wake)
        self._stop = stop
        self._open: dict[int, LentWorker] = {}

    def credit(self, job: Job) -> Job | None:
        """Credits a claimed job to the run of a task; returns None where it is nobody's."""
        open_now = tuple(self._open.items())
        wanted = [one for one in open_now if one[0] == job.run]
        for run, lent in wanted or [one for one in open_now if one[1].takes_all]:
            lent.claimed(job.scene)
            return replace(job, run=run, take_over=lent.take_over)
        return None

    def settled(self, settled: Settled) -> bool:
        """Passes on how a scene ended; returns False where it belongs to no run of a task."""
        lent = None if settled.run is None else self._open.get(settled.run)
        if lent is None:
            return False
        lent.settled(settled)
        return True

    def is_open(self, run: int) -> bool:
        """Tells whether a run goes on: of a task, or of the resident itself."""
        return run in self._open or run == self._burst()

    def worker(
        self,
        parts: Parts,
        library: Library,
        gate: Passage,
        *,
        on_settled: Callable[[Settled], None],
    ) -> "LentWorker":
        """Returns the resident's worker, as the run sees it whose parts these are."""
        del library, gate
        lent = LentWorker(self, parts, on_settled, self._stop)
        runs = parts.state.runs
        if isinstance(runs, RunsOpened):
            runs.worker = lent
        return lent

    def parts_for(
        self, started: Callable[[int], None], *, dry_run: bool, greedy: bool = False
    ) -> Parts:
        """Returns the parts of a task, which is told the number of its run.

        What a dry run learns is forgotten with it. With `greedy` its run is credited with whatever
        is worked meanwhile, and was put by no other task.
        """
        parts = self.house.parts
        state = replace(
            parts.state,
            runs=RunsOpened(parts.state.runs, self._open, started, greedy=greedy),
            turns=TurnsInBreaks(parts.state.turns, self.breaks),
        )
        return replace(parts, state=state, paths=replace(parts.paths) if dry_run else parts.paths)


class RunsOpened:
    """The book of runs, for one task: what it puts is worked for it from its start to its end."""

    def __init__(
        self,
        runs: RunBook,
        opened: dict[int, "LentWorker"],
        started: Callable[[int], None],
        *,
        greedy: bool,
    ) -> None:
        self._runs = runs
        self._open = opened
        self._started = started
        self._greedy = greedy
        self.worker: LentWorker | None = None

    def start(self, kind: str, now: float) -> int:
        """Begins a run; what a sync puts is credited to it."""
        run = self._runs.start(kind, now)
        if kind == "sync" and self.worker is not None:
            self.worker.takes_all = self._greedy
            self._open[run] = self.worker
        self._started(run)
        return run

    def finish(self, run: int, counts: Mapping[str, object], now: float) -> None:
        """Ends a run."""
        self._open.pop(run, None)
        self._runs.finish(run, counts, now)

    def kind(self, run: int) -> str:
        """Returns what kind of run it was; raises UnknownId where there is none."""
        return self._runs.kind(run)


class LentWorker:
    """The worker of a run that is worked by a resident, beside all that comes meanwhile."""

    def __init__(
        self,
        lending: Lending,
        parts: Parts,
        on_settled: Callable[[Settled], None],
        ending: StopSignal,
    ) -> None:
        self._lending = lending
        self._parts = parts
        self._on_settled = on_settled
        self._ending = ending
        """Set when the whole service ends: then what is left waits for its next start."""
        self._stop = threading.Event()
        self._news = threading.Event()
        self._unfinished: set[int] = set()
        """Scenes that were tried and must be tried again."""
        self.takes_all = False
        """True where it is credited with what no other task has put."""
        self._untold: set[int] = set()
        """Scenes that were claimed for the run, and how they ended was not told yet."""

    @property
    def stop_signal(self) -> StopSignal:
        """The signal that `ask_to_stop` gives."""
        return self._stop

    @property
    def take_over(self) -> frozenset[Field]:
        """The fields whose foreign locks the run adopts."""
        return self._parts.rules.take_over

    def ask_to_stop(self) -> None:
        """Asks `run_until_empty` to return soon."""
        self._stop.set()
        self._news.set()

    def claimed(self, scene: int) -> None:
        """Is told that a scene is being worked for the run."""
        self._untold.add(scene)

    def settled(self, settled: Settled) -> None:
        """Is told how a scene of the run ended, perhaps not for the last time."""
        self._untold.discard(settled.scene)
        if settled.run_waits:
            self._unfinished.add(settled.scene)
        else:
            self._unfinished.discard(settled.scene)
        self._on_settled(settled)
        self._news.set()

    def run_until_empty(
        self, run: int | None = None, *, everything: bool = False, feed: Feed | None = None
    ) -> None:
        """Returns once what is due of a run, and what a feed brings, has ended.

        With `everything` that is what is due of any run. Where stopping was asked for, what is
        left of the run waits until somebody asks, or everything is compared.
        """
        coming = feed or NO_FEED
        coming.begin()
        awaited = None if everything else run
        while not self._stop.is_set() and (coming.wait() or self._wait(awaited)):
            self._lending.passage.expect_no_person()
        if self._stop.is_set() and run is not None:
            self._hold_back(run)

    def _wait(self, run: int | None) -> bool:
        """Waits until something ended; returns False where nothing is left to wait for."""
        self._news.clear()
        if self._is_left(run):
            self._parts.clock.wait(self._news, BETWEEN_LOOKS)
            return True
        if self._untold:
            # Their jobs are settled: before it takes a break, the worker tells how they ended.
            with self._lending.breaks.taken(self._stop):
                self._untold.clear()
            return True
        return False

    def _is_left(self, run: int | None) -> bool:
        queue = self._parts.state.queue
        if queue.has_left(self._parts.clock.now(), run):
            return True
        # Another process, or another task, may have ended some of them.
        tried = frozenset(self._unfinished)
        self._unfinished -= tried - self._parts.state.line.standing(tried).keys()
        return bool(self._unfinished) and queue.next_due(run) is not None

    def _hold_back(self, run: int) -> None:
        """Keeps the resident from going on with what a person stopped."""
        self._parts.state.turns.wake(at_once=True)
        with self._lending.breaks.taken(self._ending) as free:
            if free:
                now = self._parts.clock.now()
                self._parts.state.queue.postpone(run, now, until=now + DAY)
