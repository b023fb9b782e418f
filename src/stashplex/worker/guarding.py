"""Weighing what a comparison found, before any of it is put; whatever asked for it."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from stashplex.core.edit import Action, FieldEdit
from stashplex.core.errors import TooMuchAtOnce
from stashplex.core.guard import FEW, Alarm, Allowed, Example, Side, Tally, Touch, lost
from stashplex.core.outcome import Ending
from stashplex.core.ports import SceneRecord
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan
from stashplex.worker.reconcile import Finding

_IN_STEP = (Ending.CHANGED, Ending.UNCHANGED)
_STASH = "stash"
_PLEX = "plex:"
GO_ON: Final = (
    "`stashplex sync --all --dry-run` shows every change; `stashplex sync --all --yes` goes on."
)
"""What to do about what nobody's command had held back."""
_ON = "If it is right, the same command with --yes goes on; with --dry-run it shows every change."

logger = logging.getLogger(__name__)


class Guarding:
    """Adds up what one comparison would do, and says whether it is too much at once."""

    def __init__(self, parts: Parts, library: Library) -> None:
        self._parts = parts
        self._library = library
        self._baselines = parts.state.baselines
        self._tally = Tally()
        self._before: tuple[Side, ...] = ()
        self._sides: dict[str, Side] = {}

    def begin(self) -> None:
        """Starts from what the libraries hold now, and from what was let through lately."""
        self._tally = Tally(self._baselines.touches(self._parts.clock.now()))
        self._before = self._baselines.sides()
        for section in self._library.sections:
            size = self._library.index.size_of(section.id)
            self._see(f"{_PLEX}{section.id}", section.title, size)

    def see_stash(self, scenes: int) -> None:
        """Takes in how many scenes Stash has now."""
        self._see(_STASH, "Stash", scenes)

    @property
    def lost(self) -> tuple[Alarm, ...]:
        """The sides that hold so little that nothing they show is believed."""
        judged = [one for one in self._before if one.key in self._sides or self._is_missing(one)]
        return lost(judged, self._sides)

    def cannot_mind(self) -> bool:
        """Tells whether so little is held that no guard can mind, whatever is found."""
        return not self.lost and not self._baselines.have_more_than(FEW)

    def weigh(self, findings: Iterable[Finding]) -> None:
        """Counts what working these would touch; what is in the line already was let through."""
        touches = {one.scene: (touch, one.plan) for one in findings if (touch := _touch_of(one))}
        if not touches:
            return
        in_line = self._baselines.in_line(list(touches))
        for scene, (touch, plan) in touches.items():
            if scene not in in_line and plan is not None:
                self._tally.add(touch, list(_examples(plan)))

    def alarms(self) -> tuple[Alarm, ...]:
        """Returns what is too much, the gravest first."""
        if self._tally.is_little():
            return self.lost
        limits = self._parts.limits
        allowed = Allowed(limits.max_clear_share, limits.max_change_share)
        return (*self.lost, *self._tally.alarms(self._baselines.stock(), allowed))

    def let_through(self, *, accepted: bool) -> None:
        """Remembers what goes on; with `accepted` a person says that all of it is right.

        From what was accepted everything is measured anew.
        """
        now = self._parts.clock.now()
        before = {} if accepted else {side.key: side for side in self._before}
        with self._parts.state.transactions.transaction():
            if accepted:
                self._baselines.start_over()
                self._baselines.forget(one.key for one in self._before if self._is_missing(one))
            else:
                self._baselines.let_through(self._tally.touches(), now)
            self._baselines.see(
                before.get(key, side).renewed(side) for key, side in self._sides.items()
            )

    def _see(self, key: str, name: str, held: int) -> None:
        self._sides[key] = Side(key, name, held, self._parts.clock.now())

    def _is_missing(self, side: Side) -> bool:
        """Tells whether a library is gone from Plex that nobody took off the list of ours."""
        gone = side.key.startswith(_PLEX) and side.key not in self._sides
        return gone and self._library.takes_all


def stop(alarms: Sequence[Alarm]) -> TooMuchAtOnce:
    """Returns the error that ends what the guards did not let pass, and logs each of them."""
    for alarm in alarms:
        logger.warning("Held back: %s", alarm)
    more = f" ({len(alarms) - 1} more like it)" if alarms[1:] else ""
    return TooMuchAtOnce(f"Held back, and nothing was put: {alarms[0]}{more}", _ON)


def _touch_of(finding: Finding) -> Touch | None:
    """Returns what working a scene would do to what is in step or held, or None for nothing."""
    plan = finding.plan
    if plan is None or not plan.changes:
        return None
    cleared = tuple(one.field for one in _writes(plan) if _clears(one))
    changed = is_in_step(plan.look.record)
    if not (cleared or changed):
        return None
    return Touch(finding.scene, changed, plan.look.gone and bool(cleared), cleared)


def is_in_step(record: SceneRecord | None) -> bool:
    """Tells whether the items of a scene showed what they should when they were last looked at."""
    return record is not None and record.ending in _IN_STEP and bool(record.items)


def _clears(one: FieldEdit) -> bool:
    """Tells whether all that we hold in a field goes; of several tags one may go any time."""
    return one.action is Action.CLEAR and not one.want


def _writes(plan: Plan) -> Iterator[FieldEdit]:
    return (one for edit in plan.edits.values() for one in edit.writes)


def _examples(plan: Plan) -> Iterator[Example]:
    scene = plan.look.scene
    for one in _writes(plan):
        yield Example(scene.id, scene.title, one.field, one.have, one.after)
