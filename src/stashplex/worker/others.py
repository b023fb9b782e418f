"""What became of scenes that a run asked for and another process worked."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from stashplex.core.job import State
from stashplex.core.line import InLine
from stashplex.core.outcome import Cause, Ending, Skip, Waiting
from stashplex.core.ports import SceneRecord, StopSignal
from stashplex.worker.look import GONE
from stashplex.worker.parts import Parts
from stashplex.worker.reckoning import Reckoning
from stashplex.worker.settling import Settled, dead

BETWEEN_LOOKS: Final = 2.0
"""Seconds between two looks at what another process works."""


class Others:
    """Tells how others ended what a run left open, from the line and the records they share."""

    def __init__(self, parts: Parts) -> None:
        self._state = parts.state
        self._clock = parts.clock

    def ended(self, scenes: Collection[int]) -> list[Settled]:
        """Returns how those of these scenes ended that nobody works or will work soon."""
        if not scenes:
            return []
        scenes = tuple(scenes)
        # The line first: a job that is gone left its record behind in the same transaction.
        standing = self._state.line.standing(scenes)
        records = self._state.records.scenes(scenes)
        dead = [scene for scene, job in standing.items() if job.state is State.DEAD]
        causes = self._state.dead_letters.of(dead) if dead else {}
        return [
            _of(scene, standing.get(scene), records.get(scene), causes.get(scene))
            for scene in self._over(scenes, standing, records)
        ]

    def hear(self, reckoning: Reckoning) -> bool:
        """Counts what others ended by now; returns whether any scene is still open."""
        for settled in self.ended(reckoning.open):
            if settled.detail == Waiting.INTERRUPTED:
                reckoning.held_back(settled.scene)
            else:
                reckoning.settled(settled)
        return bool(reckoning.open)

    def finish(
        self, reckoning: Reckoning, run: int, work: Callable[[], None], stop: StopSignal
    ) -> None:
        """Sees to what others took over: they end it, or the run works it after all."""
        state, clock = self._state, self._clock
        while self.hear(reckoning) and not stop.is_set():
            if state.line.adopt(reckoning.open, run, clock.now()):
                work()
            else:
                clock.wait(stop, BETWEEN_LOOKS)
                state.queue.rescue(clock.now())

    def _over(
        self,
        scenes: Collection[int],
        standing: dict[int, InLine],
        records: dict[int, SceneRecord],
    ) -> Iterator[int]:
        now = self._clock.now()
        for scene in scenes:
            job, record = standing.get(scene), records.get(scene)
            if job is None or _stays(job, record, now):
                yield scene


def _stays(job: InLine, record: SceneRecord | None, now: float) -> bool:
    """Tells what waits for something else from what failed, and is tried again soon."""
    if job.state is State.DEAD or job.is_held_back(now):
        return True
    waits = job.state is State.WAITING and not job.is_due(now)
    return waits and record is not None and record.ending == Ending.WAITING


def _of(scene: int, job: InLine | None, record: SceneRecord | None, cause: Cause | None) -> Settled:
    if cause is not None:
        return dead(scene, cause)
    if job is not None and job.stopped:
        return Settled(scene, Ending.WAITING, Waiting.INTERRUPTED)
    if record is None or not record.ending:
        # What is forgotten with its job is gone from Stash.
        return Settled(scene, Ending.SKIPPED, Skip.SCENE_GONE, GONE)
    return Settled(scene, Ending(record.ending), record.reason)
