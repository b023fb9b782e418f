"""Proof, not hope: reads back what was written, once more where it does not show, and stores it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec.structs import replace

from stashplex.core.edit import Edit, FieldEdit
from stashplex.core.equality import same_image
from stashplex.core.errors import (
    BadAnswer,
    HungUp,
    ItemGone,
    NotTaken,
    SceneError,
    Unavailable,
)
from stashplex.core.holding import NO_HOLDINGS, Write, WriteState
from stashplex.core.item import IMAGE_FIELDS, Item
from stashplex.core.ports import ItemStamp, StopSignal
from stashplex.core.proof import Proof, difference, found, hold, prove, renewed
from stashplex.worker.batch import Batch, Handled, WrittenItem
from stashplex.worker.halving import MOST_SINGLE_FAILURES, is_of_one_scene, read_halving
from stashplex.worker.look import Reader
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan


class Sender(Protocol):
    """Sends an edit: what was not taken is sent once more."""

    def send(self, plan: Plan, edit: Edit) -> None:
        """Sends all that an edit writes."""


class ReadBack:
    """Proves a written batch with one multi-get, and records what is ours from now on."""

    def __init__(self, parts: Parts, reader: Reader, sender: Sender) -> None:
        self._parts = parts
        self._reader = reader
        self._sender = sender

    def shows(self, batch: Batch) -> bool:
        """Reads every written item and judges them; False where some must be written once more."""
        if self._not_shown_at_first(batch):
            return False
        _judge(batch)
        return True

    def prove(self, batch: Batch, stop: StopSignal) -> None:
        """Reads every written item; what does not show is written once more, then judged.

        That is written in the turn of this process; raises HungUp where stopping comes before it.
        """
        second = self._not_shown_at_first(batch)
        if second:
            firsts = {one.item.id: one.shown for one in second}
            self._write_again(batch, second, stop)
            self._read(batch, second)
            for one in second:
                self._judge(batch.handled[one.scene], one, firsts[one.item.id])
        _judge(batch)

    def leave_unproved(self, batch: Batch, error: Exception) -> None:
        """Judges a batch whose reading back broke off: what was shown before that stands."""
        for handled in batch.handled.values():
            handled.error = None if handled.complete else handled.error or error

    def store(self, handled: Handled) -> None:
        """Records what is proved, what is ours now and how the items look."""
        for one in handled.items.values():
            shown = one.shown or (None if one.writes else one.item)
            if shown is not None:
                self.store_item(handled, one, shown)
                self._parts.state.records.stamp([stamp(shown, one.scene)])

    def _read(self, batch: Batch, items: Sequence[WrittenItem]) -> None:
        ids = [one.item.id for one in items]
        shown, failed = read_halving(self._parts.plex.items, ids)
        if not shown and len(failed) > MOST_SINGLE_FAILURES:
            words = next(iter(failed.values())).message
            raise Unavailable("Plex", f"What was written cannot be read back: {words}")
        for one in items:
            one.shown = shown.get(one.item.id)
            one.unproved = tuple(edit.field for edit in _not_shown(one))
            if one.shown is None:
                gone = ItemGone(f"Item {one.item.id} vanished after writing.", item=one.item.id)
                handled = batch.handled[one.scene]
                handled.error = handled.error or failed.get(one.item.id, gone)

    def _not_shown_at_first(self, batch: Batch) -> list[WrittenItem]:
        self._read(batch, batch.written())
        return [
            one
            for one in batch.written()
            if one.unproved and batch.handled[one.scene].error is None
        ]

    def _write_again(self, batch: Batch, items: Sequence[WrittenItem], stop: StopSignal) -> None:
        with self._parts.state.turns.writing(stop) as ours:
            if not ours:
                raise HungUp("Plex", "Stopped before it was written once more.")
            for one in items:
                self._send_again(batch.handled[one.scene], one)

    def _send_again(self, handled: Handled, one: WrittenItem) -> None:
        fields = tuple(renewed(edit, one.shown or one.item) for edit in _not_shown(one))
        try:
            self._sender.send(handled.plan, replace(one.edit, fields=fields))
        except Exception as error:
            if not is_of_one_scene(error):
                raise
            handled.error = error

    def _judge(self, handled: Handled, one: WrittenItem, first: Item | None) -> None:
        """Tells Plex's own form from a write that is not taken, after the second time."""
        if one.shown is None or first is None:
            return
        try:
            proofs = {edit.field: self._proof(one, edit, one.shown) for edit in _not_shown(one)}
        except Exception as error:
            if not is_of_one_scene(error):
                raise
            handled.error = error
            return
        same_again = {name for name in proofs if first.value(name) == one.shown.value(name)}
        one.not_taken = tuple(name for name, proof in proofs.items() if proof is Proof.OLD)
        others = tuple(name for name, proof in proofs.items() if proof is Proof.OTHER)
        one.own_form = tuple(name for name in others if name in same_again)
        one.unproved = tuple(name for name in others if name not in same_again)

    def _proof(self, one: WrittenItem, edit: FieldEdit, shown: Item) -> Proof:
        if edit.field in IMAGE_FIELDS:
            return self._prove_image(one, edit)
        return prove(edit, one.item, shown)

    def _prove_image(self, one: WrittenItem, edit: FieldEdit) -> Proof:
        images = self._reader.images(one.item.id, edit.field)
        return Proof.PROVED if same_image(images.selected, str(edit.after)) else Proof.OLD

    def store_item(self, handled: Handled, one: WrittenItem, shown: Item) -> None:
        """Records what is proved of one item, and what is ours there now."""
        ledger, now = self._parts.state.ledger, self._parts.clock.now()
        before = handled.plan.look.holdings.get(shown.id, NO_HOLDINGS)
        holdings = before
        for write in one.proved():
            change = hold(write, shown, holdings, own_form=write.field in one.own_form)
            holdings = change.applied(holdings)
        holdings = found(one.edit, shown, holdings).applied(holdings)
        held = difference(before, holdings)
        ledger.hold(shown.id, held.rows, held.dropped, held.released)
        # After a time-out nobody knows: those writes stay intended, and the next look tells.
        known_lost = one.unproved if isinstance(handled.error, SceneError) else ()
        lost = [write for write in one.writes if write.field in (*one.not_taken, *known_lost)]
        ledger.judge(_ids(one.proved()), WriteState.PROVED, now)
        ledger.judge(_ids(lost), WriteState.LOST, now)


def stamp(item: Item, scene: int) -> ItemStamp:
    """Returns who owns an item and how it looks now."""
    return ItemStamp(item.id, item.section, scene, item.updated_at, item.thumb)


def _not_shown(one: WrittenItem) -> tuple[FieldEdit, ...]:
    """Returns the fields that reading back does not show."""
    if one.shown is None:
        return one.edit.writes
    return tuple(
        edit for edit in one.edit.writes if prove(edit, one.item, one.shown) is not Proof.PROVED
    )


def _judge(batch: Batch) -> None:
    for handled in batch.handled.values():
        handled.error = _verdict(handled)


def _verdict(handled: Handled) -> Exception | None:
    """Returns what is wrong with a scene now that it was read back."""
    if handled.complete:
        # An answer that was lost on its way is no failure where Plex shows the write.
        return None
    if isinstance(handled.error, ItemGone) and _is_there(handled.error.item, handled):
        return BadAnswer("Plex", f"Plex shows item {handled.error.item} and has none to write to.")
    if handled.error is not None:
        return handled.error
    fields = [name for one in handled.items.values() for name in one.not_taken]
    if fields:
        return NotTaken(
            f"Plex accepted an edit twice and still shows the old {', '.join(fields)}.",
            "Look at the item in Plex; if it stays so, switch the field off in [fields].",
        )
    return BadAnswer("Plex", "Plex shows another value at every reading of what was written.")


def _is_there(item: int, handled: Handled) -> bool:
    return item in handled.items and handled.items[item].shown is not None


def _ids(writes: Iterable[Write]) -> list[int]:
    return [write.id for write in writes if write.id is not None]
