"""A batch of scenes on their way: what was seen, what was sent, what became of it."""

from concurrent.futures import Future

from msgspec import Struct, field

from stashplex.core.edit import Edit
from stashplex.core.holding import Write
from stashplex.core.item import Field, Item
from stashplex.worker.look import Seen
from stashplex.worker.plan import Plan


class WrittenItem(Struct):
    """One item of a scene: its edit, how it looked before, and the writes that were recorded."""

    scene: int
    item: Item
    edit: Edit
    writes: tuple[Write, ...] = ()
    shown: Item | None = None
    """How it looks now that it was written; None until it is read back."""
    own_form: tuple[Field, ...] = ()
    not_taken: tuple[Field, ...] = ()
    unproved: tuple[Field, ...] = ()
    """Fields of which nobody knows yet whether they arrived."""

    def proved(self) -> tuple[Write, ...]:
        """Returns the writes that arrived."""
        if self.shown is None:
            return ()
        missing = (*self.not_taken, *self.unproved)
        return tuple(one for one in self.writes if one.field not in missing)


class Handled(Struct):
    """A scene that was planned, and perhaps written."""

    plan: Plan
    arrived_before: bool = False
    """True where an earlier attempt of the same run changed it, as only shows now."""
    items: dict[int, WrittenItem] = field(default_factory=dict)
    error: Exception | None = None

    @property
    def changed(self) -> bool:
        """True when something was sent, and reading back shows it."""
        return self.arrived_before or any(one.proved() for one in self.items.values())

    @property
    def complete(self) -> bool:
        """True when every item was written and shows all of it."""
        return len(self.items) == len(self.plan.look.items) and all(
            len(one.proved()) == len(one.writes) for one in self.items.values()
        )


class Batch(Struct):
    """Scenes that are read together, and what became of each."""

    seen: dict[int, Seen]
    plans: dict[int, Future[Plan]] = field(default_factory=dict)
    """What is planned ahead."""
    handled: dict[int, Handled] = field(default_factory=dict)

    def written(self) -> list[WrittenItem]:
        """Returns every item that something was sent to."""
        return [
            one for handled in self.handled.values() for one in handled.items.values() if one.writes
        ]
