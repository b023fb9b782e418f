"""Comparing: which scenes need a sync, and how the others end, before anything is enqueued."""

import itertools
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.errors import AmbiguousMatch, NotInPlex, PinLost
from stashplex.core.outcome import Cause, Ending, Skip
from stashplex.core.proof import found
from stashplex.core.scene import Scene
from stashplex.worker.halving import is_of_one_scene
from stashplex.worker.judge import cause_of
from stashplex.worker.library import Library
from stashplex.worker.look import GONE, Look, Reader, Seen, Skipped, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan, Planner
from stashplex.worker.read_back import stamp
from stashplex.worker.recall import Recall
from stashplex.worker.settling import Settled, dead, remembered, unchanged
from stashplex.worker.sync_scene import SceneSync

_FOUND_BY_NOW = (NotInPlex.__name__, AmbiguousMatch.__name__, PinLost.__name__)
"""What a scene died of that has its item now, and so deserves another try."""


class Why(StrEnum):
    """Why a scene is put; one that could not be looked at gives its error type instead."""

    DIFFERS = "differs"
    GONE = "gone"
    """Stash has it no more."""
    MENDED = "mended"
    """A dead letter that needs nothing any more, or deserves another try."""


class Wanted(NamedTuple):
    """A scene that needs work, without what was seen of it: a run may have very many."""

    scene: int
    reason: str
    revive: bool
    """True where a dead letter deserves another try: something changed, or a person asks."""


class Finding(Struct, frozen=True):
    """What comparing found of one scene; without `ended` it needs work."""

    seen: Seen | None
    """None where the scene needed no look."""
    scene: int
    plan: Plan | None = None
    ended: Settled | None = None
    revive: bool = False
    released: tuple[int, ...] = ()
    """Items from which nothing is held back any more: a person named the scene."""

    @property
    def wanted(self) -> Wanted:
        """What is left of it to be put."""
        return Wanted(self.scene, self.reason, self.revive)

    @property
    def reason(self) -> str:
        """Why it needs work."""
        match self.seen:
            case Look(gone=True) | Skipped(skip=Skip.SCENE_GONE):
                return Why.GONE.value
            case Unreadable(error=error):
                return cause_of(error).error_type
            case Look() if self.plan is not None and self.plan.changes:
                return Why.DIFFERS.value
            case _:
                return Why.MENDED.value


class Comparison:
    """Compares scenes with their items; only `keep` and `enqueue` write anything."""

    def __init__(
        self, parts: Parts, library: Library, reader: Reader, planner: Planner, sync: SceneSync
    ) -> None:
        self._parts = parts
        self._recall = Recall(parts, library)
        self._reader = reader
        self._planner = planner
        self._sync = sync

    def examine(
        self, scenes: Sequence[Scene], *, in_full: bool, revive: bool = False, trust: bool = False
    ) -> list[Finding]:
        """Returns what each scene needs; `in_full` plans images even where texts differ already.

        A dead letter needs nothing until something changes, and what was undone is held back,
        unless `revive` says that a person asked for it. With `trust` a scene is not read where
        nothing has moved since the last time.
        """
        dead = self._parts.state.dead_letters.of([scene.id for scene in scenes])
        alive = [scene for scene in scenes if scene.id not in dead]
        right = self._recall.right(alive) if trust else {}
        seen = self._reader.of(scene for scene in scenes if scene.id not in right)
        return [
            Finding(None, scene.id, ended=right[scene.id])
            if scene.id in right
            else self._examine(seen[scene.id], dead.get(scene.id), in_full=in_full, revive=revive)
            for scene in scenes
        ]

    def examine_gone(self, scenes: Sequence[int]) -> list[Finding]:
        """Returns what becomes of scenes that Stash has no more: each needs a last look."""
        seen = self._reader.gone(scenes)
        return [Finding(seen[one], one, self._withdrawal(seen[one]), revive=True) for one in scenes]

    def keep(self, findings: Sequence[Finding]) -> None:
        """Remembers how scenes ended that need no work, and what was found right on their items."""
        state, now = self._parts.state, self._parts.clock.now()
        with state.transactions.transaction():
            state.ledger.release([item for finding in findings for item in finding.released])
            for finding in findings:
                match finding:
                    case Finding(ended=Settled(ending=Ending.UNCHANGED), seen=Look() as look):
                        self._keep_right(look, finding.plan)
                    case Finding(ended=Settled(ending=Ending.SKIPPED) as ended, seen=seen) if seen:
                        state.records.remember([remembered(seen, ended, now)])
                    case _:
                        pass

    def enqueue(self, wanted: Sequence[Wanted], run: int, priority: int) -> list[Settled]:
        """Puts what needs work; returns the endings of dead letters that stay dead."""
        state, now = self._parts.state, self._parts.clock.now()
        with state.transactions.transaction():
            still_dead = [
                one.scene
                for one in wanted
                if not state.queue.put(
                    one.scene, one.reason, priority, run, now=now, revive=one.revive
                )
            ]
        causes = state.dead_letters.of(still_dead)
        return [dead(scene, causes[scene]) for scene in still_dead if scene in causes]

    def _withdrawal(self, seen: Seen) -> Plan | None:
        return self._planner.plan_without_images(seen) if isinstance(seen, Look) else None

    def _keep_right(self, look: Look, plan: Plan | None) -> None:
        state = self._parts.state
        self._sync.keep_recovered(look)
        if plan is None:
            return
        state.records.remember([self._planner.record(plan, ending=Ending.UNCHANGED, reason="")])
        for item in look.items.values():
            change = found(plan.edits[item.id], item, look.holdings[item.id])
            state.ledger.hold(item.id, change.rows, change.dropped, change.released)
        state.records.stamp([stamp(item, look.scene.id) for item in look.items.values()])

    def _examine(
        self, seen: Seen, died_of: Cause | None, *, in_full: bool, revive: bool
    ) -> Finding:
        try:
            released = _release(seen) if revive else ()
            finding = replace(self._judge(seen, died_of, in_full=in_full), released=released)
        except Exception as error:
            if not is_of_one_scene(error):
                raise
            finding = Finding(Unreadable(seen.id, error, seen.scene, seen.match), seen.id)
        if died_of is None or finding.revive:
            return finding
        if revive or finding.ended is not None:
            # What needs nothing any more is worked once, so that its dead letter goes.
            return replace(finding, ended=None, revive=True)
        return replace(finding, ended=dead(seen.id, died_of))

    def _judge(self, seen: Seen, dead: Cause | None, *, in_full: bool) -> Finding:
        match seen:
            case Skipped():
                return Finding(seen, seen.id, ended=_skipped(seen.id, seen.skip, seen.why))
            case Unreadable(error=NotInPlex() as error) if self._parts.limits.skip_not_found:
                ended = _skipped(seen.id, Skip.NOT_IN_PLEX, error.message)
                return Finding(seen, seen.id, ended=ended)
            case Unreadable():
                return Finding(seen, seen.id)
            case Look():
                return self._judge_look(seen, dead, in_full=in_full)

    def _judge_look(self, look: Look, dead: Cause | None, *, in_full: bool) -> Finding:
        plan = self._planner.plan_without_images(look)
        if in_full or dead is not None or not plan.changes:
            plan = self._planner.plan(look)
        plan.cover = None  # a page of covers is too much to keep
        if not plan.changes and dead is None:
            return Finding(look, look.id, plan, _planned(look.id, plan))
        return Finding(look, look.id, plan, revive=self._deserves_a_try(plan, dead))

    def _deserves_a_try(self, plan: Plan, dead: Cause | None) -> bool:
        if dead is None:
            return False
        if not plan.changes or dead.error_type in _FOUND_BY_NOW:
            return True
        record, scene = plan.look.record, plan.look.scene
        if record is None:
            return False
        if not record.fingerprint:
            # It died before anything was planned.
            return record.updated_at != scene.updated_at
        return record.fingerprint != self._planner.fingerprint(plan)


def _release(seen: Seen) -> tuple[int, ...]:
    """Lets go of what is held back from the items of a scene; returns those it was held from."""
    if not isinstance(seen, Look):
        return ()
    held = {item: one for item, one in seen.holdings.items() if one.undone}
    seen.holdings.update({item: one.released(one.undone) for item, one in held.items()})
    return tuple(held)


def within(findings: Sequence[Finding], room: int | None) -> list[Finding]:
    """Returns the findings up to the last scene that there is room for."""
    if room is None:
        return list(findings)
    counted = itertools.accumulate(map(takes_room, findings))
    return [one for one, count in zip(findings, counted, strict=True) if count <= room]


def takes_room(finding: Finding) -> bool:
    """Tells what counts for a limit: the scenes that would be written, and no others."""
    return finding.ended is None and finding.plan is not None and finding.plan.changes


def expected(finding: Finding) -> Settled:
    """Returns how a scene would end, if it were worked: the counts of a dry run."""
    if finding.ended is not None:
        return finding.ended
    match finding.seen:
        case Skipped(skip=skip, why=why):
            return _skipped(finding.scene, skip, why)
        case Unreadable(error=error):
            return dead(finding.scene, cause_of(error))
        case Look(gone=True) if finding.plan is None:
            return _skipped(finding.scene, Skip.SCENE_GONE, GONE)
        case _:
            return _planned(finding.scene, finding.plan)


def worth_showing(finding: Finding) -> Plan | None:
    """Returns what a preview shows: what would be written, or left alone; nothing of the dead."""
    plan = finding.plan
    if plan is None or expected(finding).ending is Ending.FAILED:
        return None
    return plan if plan.changes or plan.left else None


def _planned(scene: int, plan: Plan | None) -> Settled:
    if plan is None:
        return Settled(scene, Ending.UNCHANGED)
    ended = Settled(scene, Ending.CHANGED) if plan.changes else unchanged(scene, plan.look)
    return replace(ended, left=plan.left, warnings=plan.desired.warnings)


def _skipped(scene: int, skip: Skip, why: str) -> Settled:
    return Settled(scene, Ending.SKIPPED, skip, why)
