"""The handler: read a batch, write each scene's difference; `read_back` proves it."""

from collections.abc import Sequence
from dataclasses import replace

from stashplex.core.edit import Edit
from stashplex.core.errors import NotInPlex, SceneError
from stashplex.core.holding import Write, WriteState
from stashplex.core.item import IMAGE_FIELDS, SHARED_TAGS, Field, Item
from stashplex.core.job import Job
from stashplex.core.proof import planned_writes
from stashplex.worker.batch import Batch, Handled, WrittenItem
from stashplex.worker.halving import ONE_REQUEST
from stashplex.worker.look import Look, Reader, Skipped, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan, Planner

OLDEST_SHARED_READ = 5.0
"""Seconds after which an item is read again before its collections or labels are written."""


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
        return Batch(seen)

    def write(self, job: Job, batch: Batch) -> str | None:
        """Plans and writes one scene of a batch; returns the confidence of its match."""
        seen = batch.seen[job.scene]
        match seen:
            case Unreadable():
                raise seen.error
            case Skipped():
                return None
            case Look():
                self.keep_recovered(seen)
                plan = self._planned(seen, batch)
                handled = Handled(plan)
                batch.handled[job.scene] = handled
                for item in tuple(seen.items.values()):
                    self._write_item(job, handled, item)
                return seen.match.confidence

    def _planned(self, look: Look, batch: Batch) -> Plan:
        ahead = batch.plans.pop(look.id, None)
        if isinstance(ahead, Exception):
            raise ahead
        return ahead or self._planner.plan(look)

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

    def _write_item(self, job: Job, handled: Handled, item: Item) -> None:
        plan = handled.plan
        edit = plan.edits[item.id]
        if self._too_old(plan.look, edit):
            item = self._read_again(plan, item)
            edit = plan.edits[item.id]
        if _writes_images(edit) and not self._planner.cover_bytes(plan):
            edit = _without_images(edit)
        written = handled.items[item.id] = WrittenItem(job.scene, item, edit)
        if not edit.writes:
            return
        written.writes = self._intend(job, edit, item)
        self._parts.failpoint("intended")
        self.send(plan, edit)

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

    def _intend(self, job: Job, edit: Edit, item: Item) -> tuple[Write, ...]:
        state, now = self._parts.state, self._parts.clock.now()
        with state.transactions.transaction():
            state.queue.renew(job, now, begin=True)
            writes = planned_writes(edit, item, scene=job.scene, run=job.run)
            return state.ledger.intend(writes, now)

    def send(self, plan: Plan, edit: Edit) -> None:
        """Sends an edit: its images, then its fields and locks in as few requests as fit.

        A lock never goes ahead of what it locks: left alone by a crash, or by an upload that
        fails, it would be taken for a person's.
        """
        refused: Exception | None = None
        try:
            self._upload(plan, edit)
        except (SceneError, *ONE_REQUEST) as error:
            refused, edit = error, _without_images(edit)
        self._parts.failpoint("uploaded")
        self._parts.plex.write(edit)
        self._parts.failpoint("put")
        if refused is not None:
            raise refused

    def _upload(self, plan: Plan, edit: Edit) -> None:
        plex = self._parts.plex
        for one in edit.writes:
            if one.field is Field.POSTER:
                plex.upload_poster(edit.item, self._planner.cover_bytes(plan))
            elif one.field is Field.ART:
                plex.upload_art(edit.item, self._planner.cover_bytes(plan))


def _writes_images(edit: Edit) -> bool:
    return any(one.field in IMAGE_FIELDS for one in edit.writes)


def _without_images(edit: Edit) -> Edit:
    return replace(edit, fields=tuple(one for one in edit.fields if one.field not in IMAGE_FIELDS))
