"""What became of scenes that a run asked for and another process worked."""

from collections.abc import Collection, Iterator

from stashplex.core.errors import NotInPlex
from stashplex.core.job import State
from stashplex.core.line import InLine
from stashplex.core.outcome import Cause, Ending, Skip, Waiting
from stashplex.core.ports import SceneRecord
from stashplex.worker.look import GONE
from stashplex.worker.parts import Parts
from stashplex.worker.settling import Settled


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
            _of(scene, records.get(scene), causes.get(scene))
            for scene in self._over(scenes, standing, records)
        ]

    def adopt(self, scenes: Collection[int], run: int) -> bool:
        """Gives what is due of these scenes to a run; returns whether there was any."""
        return bool(scenes) and self._state.line.adopt(scenes, run, self._clock.now()) > 0

    def _over(
        self,
        scenes: Collection[int],
        standing: dict[int, InLine],
        records: dict[int, SceneRecord],
    ) -> Iterator[int]:
        now = self._clock.now()
        for scene in scenes:
            job, record = standing.get(scene), records.get(scene)
            if job is None or job.state is State.DEAD or _waits_long(job, record, now):
                yield scene


def _waits_long(job: InLine, record: SceneRecord | None, now: float) -> bool:
    """Tells what waits for something else from what failed, and is tried again soon."""
    waits = job.state is State.WAITING and not job.is_due(now)
    return waits and record is not None and record.ending == Ending.WAITING


def dead(scene: int, cause: Cause) -> Settled:
    """Returns how a scene ends that cannot be worked; one Plex lacks never counts as failed."""
    if cause.error_type == NotInPlex.__name__:
        return Settled(scene, Ending.WAITING, Waiting.NOT_IN_PLEX, cause.message)
    return Settled(scene, Ending.FAILED, cause.error_type, cause.message)


def _of(scene: int, record: SceneRecord | None, cause: Cause | None) -> Settled:
    if cause is not None:
        return dead(scene, cause)
    if record is None or not record.ending:
        # What is forgotten with its job is gone from Stash.
        return Settled(scene, Ending.SKIPPED, Skip.SCENE_GONE, GONE)
    return Settled(scene, Ending(record.ending), record.reason)
