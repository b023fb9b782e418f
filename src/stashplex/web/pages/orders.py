"""What a person orders with a form, and how that reads on a button."""

from typing import Final

from msgspec.structs import replace

from stashplex.core.errors import WrongUsage
from stashplex.core.item import Field
from stashplex.core.service import Order, RecoverOrder, SyncOrder, UndoOrder
from stashplex.core.wording import counted
from stashplex.web.pages.forms import Form

HOUR: Final = 3600.0
LONGEST_SINCE: Final = 10 * 365 * 24


def sync_order(form: Form) -> SyncOrder:
    """Returns the sync that a form asks for: everything, the last hours, or scenes by id."""
    order = SyncOrder(
        dry_run=form.ticked("dry_run"),
        verify=form.ticked("verify"),
        accepted=form.ticked("accepted"),
        take_over=_fields(form),
        work=not form.ticked("compare"),
    )
    match form.text("what"):
        case "everything":
            return replace(order, everything=True)
        case "recent":
            hours = form.number("hours")
            if not 0 < hours <= LONGEST_SINCE:
                raise WrongUsage(
                    "It has to be at least one hour, and ten years at most.",
                    "Go back and correct it.",
                )
            return replace(order, since_seconds=hours * HOUR)
        case "scenes":
            ids = form.numbers("ids")
            if not ids:
                raise WrongUsage("No scene is named.", "Go back and give the id of at least one.")
            return replace(order, ids=ids)
        case "due":
            return order
        case other:
            raise WrongUsage(f"{other[:40]!r} says nothing of what to sync.", "Go back and choose.")


def in_earnest(order: Order) -> Order:
    """Returns an order that was previewed, to be done."""
    return replace(order, dry_run=False)


def accepted(order: Order) -> Order:
    """Returns an order that a guard stopped, meant by a person who has seen what it does."""
    return replace(order, accepted=True) if isinstance(order, SyncOrder) else order


def name_of(order: Order) -> str:
    """Returns what an order does, as a person would say it."""
    match order:
        case UndoOrder(run=run):
            return f"undo run {run}"
        case RecoverOrder():
            return "put back what died of an outage"
        case SyncOrder(work=False):
            return "compare everything"
        case SyncOrder():
            return f"sync {_what(order)}"


def _what(order: SyncOrder) -> str:
    if order.everything:
        return "everything"
    if order.since_seconds is not None:
        return f"what changed in the last {counted(round(order.since_seconds / HOUR), 'hour')}"
    match order.ids:
        case ():
            return "what is due"
        case (one,):
            return f"scene {one}"
        case several:
            return counted(len(several), "scene")


def _fields(form: Form) -> tuple[str, ...]:
    """Returns the fields that are taken over; only those there are."""
    named = form.fields.get("take_over", [])
    return tuple(field.value for field in Field if field.value in named)
