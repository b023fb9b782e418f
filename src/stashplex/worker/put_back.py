"""Putting back what a run wrote to items: what is seen there, what is sent, what is ours then."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from stashplex.core.edit import Edit
from stashplex.core.errors import NotTaken
from stashplex.core.holding import NO_HOLDINGS, Holdings, Write, WriteState
from stashplex.core.item import IMAGE_FIELDS, SHARED_TAGS, Item
from stashplex.core.mapping import Desired
from stashplex.core.matching import Match
from stashplex.core.ports import ItemStamp
from stashplex.core.proof import Recovery, image_fields, planned_writes, recover
from stashplex.core.scene import Scene
from stashplex.core.undo import Left, PutBack, View, changes, images_to_read, take_back
from stashplex.worker.batch import Batch, Handled, WrittenItem
from stashplex.worker.halving import is_of_one_scene, read_halving
from stashplex.worker.look import Look, Reader
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan
from stashplex.worker.sending import send
from stashplex.worker.sync_scene import OLDEST_SHARED_READ


class Undoing(Struct, frozen=True):
    """Which run is taken back, in which one."""

    undoes: int
    run: int | None
    """None for a dry run, which is no run."""
    again: bool
    """True where it does again what was taken back."""
    can_reset: bool
    """True where the server can go back to having no image."""


class SeenItem(Struct):
    """One item that the run wrote to: what becomes of each field, and what was sent."""

    history: tuple[Write, ...]
    decisions: list[PutBack] = field(default_factory=list)
    item: Item | None = None
    """None where it could not be read."""
    holdings: Holdings = NO_HOLDINGS
    read_at: float = 0.0
    stamp: ItemStamp | None = None
    """How it was when it was last looked at, where nothing has moved since."""
    recovery: Recovery | None = None
    """What became of writes that a crash left open."""
    handled: Handled | None = None
    error: Exception | None = None

    @property
    def edit(self) -> Edit:
        """What is sent to put it back."""
        item = self.item or Item(0, 0)
        edits = (one.edit for one in self.decisions)
        return Edit(item.id, item.section, tuple(one for one in edits if one is not None))

    @property
    def written(self) -> WrittenItem | None:
        """What was sent, if it came to that."""
        return self.handled.items.get(self.item.id) if self.handled and self.item else None

    def why_not(self, one: PutBack) -> Exception | None:
        """Returns what kept a field from being put back, or None where Plex shows it."""
        written = self.written
        if written and any(write.field is one.change.field for write in written.proved()):
            return None
        error = self.handled.error if self.handled else self.error
        return error or NotTaken(f"Plex does not show the {one.change.field} that was put back.")


class PutBackSync:
    """Sees, sends and stores what is put back; `ReadBack` proves it in between."""

    def __init__(self, parts: Parts, reader: Reader) -> None:
        self._parts = parts
        self._reader = reader

    def see(self, items: Sequence[int], undoing: Undoing) -> list[SeenItem]:
        """Returns what becomes of each of these items; only reads."""
        state, read_at = self._parts.state, self._parts.clock.monotonic()
        shown, failed = read_halving(self._parts.plex.items, items)
        histories, stamps = state.ledger.writes_of_items(items), state.records.stamps(items)
        holdings = state.ledger.holdings(items)
        found = []
        for number in items:
            seen = SeenItem(histories.get(number, ()), read_at=read_at, error=failed.get(number))
            found.append(seen)
            seen.item, seen.holdings = shown.get(number), holdings[number]
            seen.stamp = _unmoved(stamps.get(number), seen.item)
            self._decide_alone(seen, undoing)
        return found

    def keep_recovered(self, seen: Iterable[SeenItem]) -> None:
        """Stores what became of writes that a crash left open, before anything new is sent."""
        ledger, now = self._parts.state.ledger, self._parts.clock.now()
        with self._parts.state.transactions.transaction():
            for one in seen:
                if one.recovery is not None and one.item is not None:
                    ledger.judge(one.recovery.proved, WriteState.PROVED, now)
                    ledger.judge(one.recovery.lost, WriteState.LOST, now)
                    change = one.recovery.change
                    ledger.hold(one.item.id, change.rows, change.dropped, change.released)

    def intend(self, seen: SeenItem, batch: Batch, undoing: Undoing) -> WrittenItem | None:
        """Records what is put back on an item, read again where that was too long ago."""
        if any(one.field in SHARED_TAGS for one in seen.edit.writes) and self._is_old(seen):
            self._see_again(seen, undoing)
        item, edit = seen.item, seen.edit
        if item is None or not edit.writes:
            return None
        scene = seen.decisions[0].change.last.scene
        seen.handled = batch.handled.setdefault(scene, _handled(scene))
        # What is held back is none of the reading back's: it says what Stash wanted, not wants.
        holdings = seen.holdings.released(seen.holdings.undone)
        seen.handled.plan.look.refresh(item, holdings, seen.read_at)
        seen.handled.plan.edits[item.id] = edit
        written = seen.handled.items[item.id] = WrittenItem(scene, item, edit)
        written.writes = self._record(seen, item, edit, undoing)
        self._parts.failpoint("intended")
        return written

    def send(self, plan: Plan, edit: Edit) -> None:
        """Sends an edit: its images, then its fields and locks in as few requests as fit."""
        del plan
        send(self._parts, edit, self._select_images)

    def keep_stamps(self, seen: Iterable[SeenItem]) -> None:
        """Remembers how items look now that only we have moved: they need no look for that."""
        moved = []
        for one in seen:
            shown = one.written.shown if one.written else None
            if one.stamp is not None and shown is not None:
                moved.append(replace(one.stamp, updated_at=shown.updated_at, thumb=shown.thumb))
        self._parts.state.records.stamp(moved)

    def _decide_alone(self, seen: SeenItem, undoing: Undoing) -> None:
        """Decides about one item; an error that is this one's stops no other."""
        if seen.error is None and seen.item is not None:
            try:
                self._decide(seen, seen.item, undoing)
            except Exception as error:
                if not is_of_one_scene(error):
                    raise
                seen.error = error
            else:
                return
        why = "" if seen.error else "the item is not in Plex any more"
        left = None if seen.error else Left.ITEM_GONE
        seen.decisions = [
            PutBack(change, left=left, why=why)
            for of_field in changes(seen.history).values()
            for change in of_field
            if change.run == undoing.undoes
        ]

    def _decide(self, seen: SeenItem, item: Item, undoing: Undoing) -> None:
        open_writes = [one for one in seen.history if one.state is WriteState.INTENDED]
        if open_writes:
            lists = {name: self._reader.images(item.id, name) for name in image_fields(open_writes)}
            seen.recovery = recover(open_writes, item, seen.holdings, lists)
            seen.holdings = seen.recovery.holdings
            seen.history = tuple(_judged(seen.history, seen.recovery))
        lists = {
            name: self._reader.images(item.id, name)
            for name in images_to_read(undoing.undoes, seen.history)
        }
        view = View(item, seen.holdings, lists, undoing.can_reset)
        seen.decisions = take_back(undoing.undoes, seen.history, view, again=undoing.again)

    def _is_old(self, seen: SeenItem) -> bool:
        # A person's new collection would be lost if the list came from an old reading.
        return self._parts.clock.monotonic() - seen.read_at > OLDEST_SHARED_READ

    def _see_again(self, seen: SeenItem, undoing: Undoing) -> None:
        if seen.item is None:
            return
        seen.read_at = self._parts.clock.monotonic()
        seen.item, seen.holdings = self._reader.again(seen.item.id)
        self._decide_alone(seen, undoing)

    def _record(
        self, seen: SeenItem, item: Item, edit: Edit, undoing: Undoing
    ) -> tuple[Write, ...]:
        """Commits what is intended, together with what is held back from now on."""
        state, now = self._parts.state, self._parts.clock.now()
        made = {one.change.field: one for one in seen.decisions if one.edit is not None}
        scene = seen.decisions[0].change.last.scene
        intended = [
            replace(one, undoes=made[one.field].change.last.id, theirs=made[one.field].theirs)
            for one in planned_writes(edit, item, scene=scene, run=undoing.run)
        ]
        with state.transactions.transaction():
            if undoing.again:
                state.ledger.let_go(
                    replace(write, id=write.undoes)
                    for one in made.values()
                    for write in one.change.writes
                )
            else:
                state.ledger.hold_back(one.change.last for one in made.values())
            return state.ledger.intend(intended, now)

    def _select_images(self, edit: Edit) -> None:
        plex = self._parts.plex
        for one in edit.writes:
            if one.field not in IMAGE_FIELDS:
                continue
            if one.after:
                plex.select_image(edit.item, one.field, str(one.after))
            else:
                plex.reset_image(edit.item, one.field)


def _unmoved(stamp: ItemStamp | None, item: Item | None) -> ItemStamp | None:
    """Returns the stamp of an item that nobody has touched since it was last looked at."""
    if stamp is None or item is None:
        return None
    same = (stamp.updated_at, stamp.thumb) == (item.updated_at, item.thumb)
    return stamp if same else None


def _judged(history: Iterable[Write], recovery: Recovery) -> Iterable[Write]:
    """Returns a history in which the writes that a crash left open are judged."""
    states = dict.fromkeys(recovery.proved, WriteState.PROVED)
    states |= dict.fromkeys(recovery.lost, WriteState.LOST)
    return (replace(one, state=states.get(one.id or 0, one.state)) for one in history)


def _handled(scene: int) -> Handled:
    look = Look(Scene(scene), Match(), {}, {}, None, {})
    return Handled(Plan(look, Desired(scene, {}), {}))
