"""The difference between what an item should show and what it shows, explained field by field."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.item import IMAGE_FIELDS, Field, Value


class Action(StrEnum):
    """What is done about a field."""

    SET = "set"
    CLEAR = "clear"
    KEEP = "keep"
    """It already shows what we want, or there is nothing of ours to take away."""
    LEAVE = "leave"
    """It differs and is left alone: it is somebody else's."""
    HOLD = "hold"
    """It differs, and was undone: it waits until Stash wants something else."""


class FieldEdit(Struct, frozen=True):
    """One field: want, have, action, why; and, for SET and CLEAR, exactly what is sent."""

    field: Field
    want: Value
    have: Value
    action: Action
    why: str
    after: Value = ""
    """What the field holds once written: for tags the complete list, in order."""
    removals: tuple[str, ...] = ()
    """Names to take out explicitly, as Plex spells them."""
    lock: bool | None = None
    """The lock state to send with it; None sends none."""
    locked_before: bool = False
    displaced: bool = False
    """True when a person's value in Plex gives way to Stash's."""
    adopted: bool = False
    """True when a field that is right already is taken over from others, with their lock."""

    @property
    def writes(self) -> bool:
        """True when something is sent for this field."""
        return self.action in (Action.SET, Action.CLEAR)


class Edit(Struct, frozen=True):
    """The smallest edit that makes one item right; with nothing to write it is empty."""

    item: int
    section: int
    fields: tuple[FieldEdit, ...] = ()

    @property
    def writes(self) -> tuple[FieldEdit, ...]:
        """The fields that are sent."""
        return tuple(one for one in self.fields if one.writes)

    @property
    def left(self) -> tuple[FieldEdit, ...]:
        """The fields that differ and are left alone."""
        return tuple(one for one in self.fields if one.action is Action.LEAVE)

    @property
    def held(self) -> tuple[FieldEdit, ...]:
        """The fields that differ because undo put back what stood there."""
        return tuple(one for one in self.fields if one.action is Action.HOLD)

    @property
    def without_images(self) -> "Edit":
        """The same edit of everything but images."""
        return replace(
            self, fields=tuple(one for one in self.fields if one.field not in IMAGE_FIELDS)
        )

    @property
    def writes_images(self) -> bool:
        """True when an image is sent."""
        return any(one.field in IMAGE_FIELDS for one in self.writes)

    def of(self, name: Field) -> FieldEdit | None:
        """Returns what is decided about a field, or None where the field is switched off."""
        return next((one for one in self.fields if one.field is name), None)
