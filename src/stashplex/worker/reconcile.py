"""Comparing: which scenes need a sync, and how the others end, before anything is enqueued."""

from collections.abc import Sequence
from dataclasses import dataclass

from stashplex.core.errors import AmbiguousMatch, NotInPlex
from stashplex.core.outcome import Cause, Ending, Skip, Waiting
from stashplex.core.ports import SceneRecord
from stashplex.core.proof import found
from stashplex.core.scene import Scene
from stashplex.worker.look import Look, Reader, Seen, Skipped, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan, Planner
from stashplex.worker.read_back import stamp
from stashplex.worker.settling import Settled, remembered
from stashplex.worker.sync_scene import SceneSync


@dataclass(frozen=True, slots=True)
class Finding:
    """What comparing found of one scene; without `ended` it needs work."""

    seen: Seen
    scene: int
    plan: Plan | None = None
    ended: Settled | None = None
    revive: bool = False
    """True where a dead letter deserves another try: something changed since it died."""


class Comparison:
    """Compares scenes with their items; only `keep` and `enqueue` write anything."""

    def __init__(self, parts: Parts, reader: Reader, planner: Planner, sync: SceneSync) -> None:
        self._parts = parts
        self._reader = reader
        self._planner = planner
        self._sync = sync

    def examine(self, scenes: Sequence[Scene], *, in_full: bool) -> list[Finding]:
        """Returns what each scene needs; `in_full` plans images even where texts differ already."""
        seen = self._reader.of(scenes)
        dead = self._parts.state.dead_letters.of([scene.id for scene in scenes])
        return [
            self._examine(seen[scene.id], dead.get(scene.id), in_full=in_full) for scene in scenes
        ]

    def keep(self, findings: Sequence[Finding]) -> None:
        """Remembers how scenes ended that need no work, and what was found right on their items."""
        state, now = self._parts.state, self._parts.clock.now()
        with state.transactions.transaction():
            for finding in findings:
                if isinstance(finding.seen, Look) and finding.plan is not None:
                    self._keep_right(finding.seen, finding.plan)
                elif finding.ended is not None and finding.ended.ending is Ending.SKIPPED:
                    state.records.remember([remembered(finding.seen, finding.ended, now)])

    def enqueue(self, findings: Sequence[Finding], run: int, priority: int) -> list[Settled]:
        """Puts what needs work; returns the endings of dead letters that stay dead."""
        state, now = self._parts.state, self._parts.clock.now()
        with state.transactions.transaction():
            still_dead = [
                one.scene
                for one in findings
                if not state.queue.put(
                    one.scene, "compared", priority, run, now=now, revive=one.revive
                )
            ]
        causes = state.dead_letters.of(still_dead)
        return [_dead(scene, causes[scene]) for scene in still_dead if scene in causes]

    def _keep_right(self, look: Look, plan: Plan) -> None:
        state = self._parts.state
        self._sync.keep_recovered(look)
        state.records.remember([self._planner.record(plan, ending=Ending.UNCHANGED, reason="")])
        for item in look.items.values():
            rows = found(plan.edits[item.id], item, look.holdings[item.id]).rows
            if rows:
                state.ledger.hold(item.id, rows)
        state.records.stamp([stamp(item, look.scene.id) for item in look.items.values()])

    def _examine(self, seen: Seen, dead: Cause | None, *, in_full: bool) -> Finding:
        match seen:
            case Skipped():
                ended = Settled(seen.id, Ending.SKIPPED, seen.skip, seen.why)
                return Finding(seen, seen.id, ended=ended)
            case Unreadable():
                return self._examine_unreadable(seen)
            case Look():
                return self._examine_look(seen, dead, in_full=in_full)

    def _examine_unreadable(self, seen: Unreadable) -> Finding:
        if isinstance(seen.error, NotInPlex) and self._parts.limits.skip_not_found:
            ended = Settled(seen.id, Ending.SKIPPED, Skip.NOT_IN_PLEX, seen.error.message)
            return Finding(seen, seen.id, ended=ended)
        return Finding(seen, seen.id)

    def _examine_look(self, look: Look, dead: Cause | None, *, in_full: bool) -> Finding:
        plan = self._planner.plan_without_images(look)
        if in_full or dead is not None or not plan.changes:
            plan = self._planner.plan(look)
        if not plan.changes and dead is None:
            ended = Settled(
                look.scene.id, Ending.UNCHANGED, left=plan.left, warnings=plan.desired.warnings
            )
            return Finding(look, look.scene.id, plan, ended)
        return Finding(look, look.scene.id, plan, revive=self._deserves_a_try(plan, dead))

    def _deserves_a_try(self, plan: Plan, dead: Cause | None) -> bool:
        if dead is None:
            return False
        if not plan.changes or dead.error_type in (NotInPlex.__name__, AmbiguousMatch.__name__):
            return True
        return _changed_since(plan.look.record, self._planner.fingerprint(plan))


def expected(finding: Finding, dead: Cause | None) -> Settled:
    """Returns how a scene would end, if it were worked: the counts of a dry run."""
    if finding.ended is not None:
        return finding.ended
    if dead is not None and not finding.revive:
        return _dead(finding.scene, dead)
    if isinstance(finding.seen, Unreadable):
        error = finding.seen.error
        if isinstance(error, NotInPlex):
            why = Waiting.NOT_IN_PLEX.value
            return Settled(finding.scene, Ending.WAITING, why, error.message)
        return Settled(finding.scene, Ending.FAILED, error.error_type, str(error))
    plan = finding.plan
    ending = Ending.CHANGED if plan and plan.changes else Ending.UNCHANGED
    left = plan.left if plan else ()
    warnings = plan.desired.warnings if plan else ()
    return Settled(finding.scene, ending, left=left, warnings=warnings)


def _dead(scene: int, cause: Cause) -> Settled:
    return Settled(scene, Ending.FAILED, cause.error_type, cause.message)


def _changed_since(record: SceneRecord | None, fingerprint: str) -> bool:
    return record is not None and record.fingerprint not in ("", fingerprint)
