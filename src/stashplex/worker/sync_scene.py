"""The handler: read a batch, write each scene's difference; `read_back` proves it."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from stashplex.core.edit import Edit
from stashplex.core.errors import NotInPlex
from stashplex.core.holding import Write, WriteState
from stashplex.core.item import SHARED_TAGS, Field, Item
from stashplex.core.job import Job
from stashplex.core.proof import planned_writes
from stashplex.worker.batch import Batch, Handled, WrittenItem
from stashplex.worker.look import Look, Reader, Skipped, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan, Planner
from stashplex.worker.sending import send

OLDEST_SHARED_READ = 5.0
"""Seconds after which an item is read again before its collections or labels are written."""


class Intended(Struct, frozen=True):
    """A scene whose writes are recorded, and not sent yet."""

    job: Job
    handled: Handled | None
    """None where there is nothing to write to."""
    confidence: str | None

    @property
    def writes(self) -> bool:
        """True when something will be sent."""
        return self.handled is not None and any(one.writes for one in self.handled.items.values())


class SceneSync:
    """Handles the scenes of a batch; every error is raised or kept with its scene."""

    def __init__(self, parts: Parts, reader: Reader, planner: Planner) -> None:
        self._parts = parts
        self._reader = reader
        self._planner = planner

    def read(self, jobs: Sequence[Job]) -> Batch:
        """Reads both sides for all jobs; raises only what concerns a whole server."""
        seen = self._reader.by_id([job.scene for job in jobs])
        self._reader.missing.want_scans(
            one.scene
            for one in seen.values()
            if isinstance(one, Unreadable) and isinstance(one.error, NotInPlex) and one.scene
        )
        for job in jobs:
            look = seen[job.scene]
            if isinstance(look, Look):
                look.take_over = job.take_over
        return Batch(seen)

    def write(self, job: Job, batch: Batch) -> str | None:
        """Plans and writes one scene of a batch; returns the confidence of its match."""
        return self.carry_out(self.intend(job, batch), batch)

    def intend(self, job: Job, batch: Batch) -> Intended:
        """Plans one scene of a batch and records what it will write; nothing is sent yet."""
        seen = batch.seen[job.scene]
        match seen:
            case Unreadable():
                raise seen.error
            case Skipped():
                return Intended(job, None, None)
            case Look():
                arrived = any(job.run in one.runs for one in seen.recovered.values())
                self.keep_recovered(seen)
                handled = Handled(self._planned(seen, batch), arrived and job.run is not None)
                for item in tuple(seen.items.values()):
                    self._intend_item(job, handled, item)
                return Intended(job, handled, seen.match.confidence)

    def carry_out(self, intended: Intended, batch: Batch) -> str | None:
        """Sends what was intended for a scene; returns the confidence of its match."""
        if intended.handled is not None:
            batch.handled[intended.job.scene] = intended.handled
            for written in tuple(intended.handled.items.values()):
                self._send_item(intended.job, intended.handled, written)
        return intended.confidence

    def _planned(self, look: Look, batch: Batch) -> Plan:
        ahead = batch.plans.pop(look.id, None)
        return self._planner.plan(look) if ahead is None else ahead.result()

    def keep_recovered(self, look: Look) -> None:
        """Stores what became of writes that a crash left open, before anything new is sent."""
        if not look.recovered:
            return
        ledger, now = self._parts.state.ledger, self._parts.clock.now()
        with self._parts.state.transactions.transaction():
            for item, recovery in look.recovered.items():
                ledger.judge(recovery.proved, WriteState.PROVED, now)
                ledger.judge(recovery.lost, WriteState.LOST, now)
                ledger.hold(item, recovery.change.rows, recovery.change.dropped)
        look.recovered.clear()

    def _intend_item(self, job: Job, handled: Handled, item: Item) -> WrittenItem:
        plan = handled.plan
        edit = plan.edits[item.id]
        if self._too_old(plan.look, edit):
            item = self._read_again(plan, item)
            edit = plan.edits[item.id]
        if edit.writes_images and not self._planner.cover_bytes(plan):
            edit = edit.without_images
            plan.leave_cover_out("Stash does not give the one any more that was to be shown")
        written = handled.items[item.id] = WrittenItem(job.scene, item, edit)
        if edit.writes:
            written.writes = self._record(job, edit, item)
            self._parts.failpoint("intended")
        return written

    def _send_item(self, job: Job, handled: Handled, written: WrittenItem) -> None:
        if written.writes and self._too_old(handled.plan.look, written.edit):
            written = self._intend_item(job, handled, written.item)
        if written.writes:
            self.send(handled.plan, written.edit)

    def _too_old(self, look: Look, edit: Edit) -> bool:
        # A person's new collection would be lost if the list came from an old reading.
        shared = any(one.field in SHARED_TAGS for one in edit.writes)
        return (
            shared and self._parts.clock.monotonic() - look.read_at[edit.item] > OLDEST_SHARED_READ
        )

    def _read_again(self, plan: Plan, item: Item) -> Item:
        read_at = self._parts.clock.monotonic()
        fresh, holdings = self._reader.again(item.id)
        plan.look.refresh(fresh, holdings, read_at)
        plan.edits[item.id] = self._planner.edit(plan, fresh)
        return fresh

    def _record(self, job: Job, edit: Edit, item: Item) -> tuple[Write, ...]:
        state, now = self._parts.state, self._parts.clock.now()
        with state.transactions.transaction():
            state.queue.renew(job, now, begin=True)
            writes = planned_writes(edit, item, scene=job.scene, run=job.run)
            return state.ledger.intend(writes, now)

    def send(self, plan: Plan, edit: Edit) -> None:
        """Sends an edit: its images, then its fields and locks in as few requests as fit."""
        send(self._parts, edit, partial(self._upload, plan))

    def _upload(self, plan: Plan, edit: Edit) -> None:
        plex = self._parts.plex
        for one in edit.writes:
            if one.field is Field.POSTER:
                plex.upload_poster(edit.item, self._planner.cover_bytes(plan))
            elif one.field is Field.ART:
                plex.upload_art(edit.item, self._planner.cover_bytes(plan))
