"""Putting what changed in Stash: a few scenes at once, many only where the guards let them pass."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from stashplex.core.guard import FEW, WITHIN_SECONDS, Alarm, Tally, Touch
from stashplex.core.job import Priority
from stashplex.worker.guarding import GO_ON, Guarding, is_in_step
from stashplex.worker.halving import read_halving
from stashplex.worker.library import Library
from stashplex.worker.look import Reader, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Planner
from stashplex.worker.reconcile import Comparison, Finding, Wanted
from stashplex.worker.sync_scene import SceneSync

logger = logging.getLogger(__name__)

PAGE: Final = 100


class Admission:
    """Puts scenes that nobody named: so many in an hour without asking, more after comparing."""

    def __init__(self, parts: Parts, library: Library) -> None:
        self._parts = parts
        self._library = library
        reader = Reader(parts, library)
        planner = Planner(parts, reader)
        sync = SceneSync(parts, reader, planner)
        self._comparison = Comparison(parts, library, reader, planner, sync)
        self._noting = threading.Lock()
        self._unasked: dict[int, float] = {}
        """The scenes that were put without comparing, and when, by the clock that is never set."""
        self.held: tuple[Alarm, ...] = ()
        """What the guards minded the last time that many scenes were to be put, until
        everything was weighed since."""

    def admit(self, scenes: Iterable[int], reason: str) -> int:
        """Puts these scenes; returns how many: none where they need nothing, or a guard minds.

        What a guard minds is owed a comparison of everything, whose run tells of it for good:
        whoever has seen these changes does not see them again. Scenes are taken page by page
        while they are compared. Comparing raises what keeps either server from answering.
        """
        coming = iter(scenes)
        first = list(islice(coming, FEW + 1))
        if not first:
            return 0
        if self._is_little(first):
            return self._put_unasked(first, reason)
        return self._weigh(_distinct(chain(first, coming)))

    def all_weighed(self) -> None:
        """Is told that everything was compared or synced: that run tells what is held back."""
        self.held = ()

    def admit_at_once(self, scene: int, reason: str) -> bool:
        """Puts a scene without asking anybody; returns False where there were too many lately."""
        if not self._is_little([scene]):
            return False
        self._put_unasked([scene], reason)
        return True

    def _put_unasked(self, scenes: Sequence[int], reason: str) -> int:
        """Puts scenes; what is in step of them counts in whatever is weighed within the hour."""
        state, now = self._parts.state, self._parts.clock.now()
        records = state.records.scenes(scenes)
        tally = Tally(state.baselines.touches(now))
        for scene in scenes:
            if is_in_step(records.get(scene)):
                tally.add(Touch(scene, changed=True))
        with state.transactions.transaction():
            state.baselines.let_through(tally.touches(), now)
            return self._put([Wanted(one, reason, revive=True) for one in set(scenes)])

    def _is_little(self, scenes: Sequence[int]) -> bool:
        now = self._parts.clock.monotonic()
        with self._noting:
            lately = {one: at for one, at in self._unasked.items() if now - at < WITHIN_SECONDS}
            lately |= dict.fromkeys(scenes, now)
            if len(lately) > FEW:
                return False
            self._unasked = lately
            return True

    def _weigh(self, scenes: Iterator[int]) -> int:
        self._library.refresh()
        guarding = Guarding(self._parts, self._library)
        guarding.begin()
        wanted: list[Wanted] = []
        while page := list(islice(scenes, PAGE)):
            findings = self._compare(page)
            if not guarding.lost:
                self._comparison.keep(findings)
            work = [one for one in findings if one.ended is None]
            guarding.weigh(work)
            wanted += (one.wanted for one in work)
        self.held = guarding.alarms()
        if self.held:
            _tell(self.held)
            self._parts.state.watch.owe(self._parts.clock.now())
            return 0
        with self._parts.state.transactions.transaction():
            guarding.let_through(accepted=False)
            return self._put(wanted)

    def _compare(self, scenes: Sequence[int]) -> list[Finding]:
        found, failed = read_halving(self._parts.stash.scenes, scenes)
        findings = self._comparison.examine(tuple(found.values()), in_full=False, trust=True)
        gone = [one for one in scenes if one not in found and one not in failed]
        findings += self._comparison.examine_gone(gone)
        return findings + [Finding(Unreadable(one, error), one) for one, error in failed.items()]

    def _put(self, wanted: Sequence[Wanted]) -> int:
        state, now = self._parts.state, self._parts.clock.now()
        priority = Priority.PERSON if len(wanted) <= FEW else Priority.BULK
        with state.transactions.transaction():
            return sum(
                state.queue.put(one.scene, one.reason, priority, now=now, revive=one.revive)
                for one in wanted
            )


def _distinct(scenes: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for scene in scenes:
        if scene not in seen:
            seen.add(scene)
            yield scene


def _tell(alarms: Sequence[Alarm]) -> None:
    for alarm in alarms:
        logger.warning("What changed in Stash is held back: %s", alarm)
    logger.warning(GO_ON)
