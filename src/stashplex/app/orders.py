"""Orders: which of them make sense, and how each is carried out beside a resident worker."""

from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from stashplex.app.beside import Beside
from stashplex.app.house import House
from stashplex.app.lending import Lending
from stashplex.app.recovering import recover
from stashplex.app.syncing import Answer, ForegroundRun, told_reconcile, told_sync
from stashplex.app.task import ServiceTask
from stashplex.app.undoing import ForegroundUndo
from stashplex.core.answers import ReconcileAnswer, RecoverAnswer, SyncAnswer, UndoAnswer
from stashplex.core.errors import Interrupted, StashplexError, WrongUsage
from stashplex.core.guard import FEW
from stashplex.core.item import Field
from stashplex.core.service import Order, RecoverOrder, SyncOrder, UndoOrder
from stashplex.worker.sync_run import Request

ALL_FIELDS: Final = "all"


class Carried(Struct, frozen=True):
    """How a task ended: its answer, and the error that ended it before its time."""

    answer: SyncAnswer | ReconcileAnswer | UndoAnswer | RecoverAnswer
    error: StashplexError | None = None

    @property
    def interrupted(self) -> bool:
        """True where it was asked to stop."""
        return not isinstance(self.answer, RecoverAnswer) and self.answer.interrupted


def is_small(order: Order) -> bool:
    """Tells whether it concerns so few scenes that it waits for no other task."""
    return isinstance(order, SyncOrder) and 0 < len(order.ids) <= FEW


def weighs_all(order: Order) -> bool:
    """Tells whether it looks at every scene, and does whatever no guard minds."""
    return (
        isinstance(order, SyncOrder)
        and order.everything
        and order.limit is None
        and not order.dry_run
    )


def expect_sense(order: Order) -> None:
    """Raises WrongUsage for an order that nobody can do."""
    match order:
        case UndoOrder(run=run):
            if run < 1:
                raise WrongUsage(f"{run} is no id of a run.", "Ids are 1 and higher.")
        case SyncOrder():
            _expect_sense(order)
        case RecoverOrder():
            pass


def carried_out(task: ServiceTask, lending: Lending) -> Carried:
    """Carries out what was asked for; raises what keeps it from beginning."""
    if task.stopped.is_set():
        raise Interrupted("Stopped before its turn came; nothing was done.")
    match task.order:
        case SyncOrder() as order if order.work:
            return _sync(task, order, lending)
        case SyncOrder() as order:
            return _reconcile(task, order, lending)
        case UndoOrder() as order:
            return _undo(task, order, lending)
        case RecoverOrder() as order:
            lending.passage.ask(task.stopped)
            return Carried(recover(lending.house, dry_run=order.dry_run))


def fields_of(names: tuple[str, ...]) -> frozenset[Field]:
    """Returns the fields of these names, all for `all`; raises WrongUsage for any other."""
    known = {field.value: field for field in Field}
    unknown = [name for name in names if name not in known and name != ALL_FIELDS]
    if unknown:
        raise WrongUsage(
            f"No field is called {', '.join(unknown)}.",
            f"Fields: {', '.join(known)}, or {ALL_FIELDS}.",
        )
    return frozenset(Field) if ALL_FIELDS in names else frozenset(known[name] for name in names)


def _expect_sense(order: SyncOrder) -> None:
    named = [bool(order.ids), order.everything, order.since_seconds is not None]
    if sum(named) > 1:
        raise WrongUsage("Ids, everything and since contradict each other.", "Give one of them.")
    if any(one < 1 for one in order.ids):
        raise WrongUsage("An id of a scene is 1 or higher.", "It is the number in its address.")
    if order.limit is not None and order.limit < 1:
        raise WrongUsage("A limit below 1 syncs nothing.", "Give 1 or more.")
    if order.since_seconds is not None and order.since_seconds <= 0:
        raise WrongUsage("Nothing changed in no time.", "Give since as seconds above 0.")
    if not any(named) and (order.verify or order.limit is not None or order.take_over):
        raise WrongUsage("This needs scenes that are compared.", "Give ids, everything or since.")
    if not order.work and not (order.everything or order.since_seconds is not None):
        raise WrongUsage("Only everything, or what changed, is reconciled.", "Say which.")
    fields_of(order.take_over)


def _request(order: SyncOrder) -> Request:
    return Request(
        order.ids,
        order.everything,
        order.since_seconds,
        order.limit,
        order.dry_run,
        order.verify,
        order.work,
        order.accepted,
    )


def _sync(task: ServiceTask, order: SyncOrder, lending: Lending) -> Carried:
    tell = partial(told_sync, lending.house.store)
    request = _request(order)
    house = _house(task, lending, dry_run=order.dry_run, greedy=not request.named)
    run = ForegroundRun(
        house,
        request,
        task,
        tell,
        take_over=fields_of(order.take_over),
        beside=_beside(lending),
    )
    return _executed(task, run)


def _reconcile(task: ServiceTask, order: SyncOrder, lending: Lending) -> Carried:
    house = _house(task, lending, dry_run=order.dry_run)
    run = ForegroundRun(house, _request(order), task, told_reconcile, beside=_beside(lending))
    return _executed(task, run)


def _executed(task: ServiceTask, run: ForegroundRun[Answer]) -> Carried:
    task.begin(run.ask_to_stop)
    finished = run.execute()
    return Carried(finished.answer, finished.error)


def _undo(task: ServiceTask, order: UndoOrder, lending: Lending) -> Carried:
    if lending.is_open(order.run):
        raise WrongUsage(
            f"Run {order.run} still goes on.", "Wait until it has ended, or stop it first."
        )
    lending.passage.ask(task.stopped)
    house = _house(task, lending, dry_run=order.dry_run)
    undo = ForegroundUndo(house, order.run, task, dry_run=order.dry_run, beside=_beside(lending))
    task.begin(undo.ask_to_stop)
    finished = undo.execute()
    return Carried(finished.answer, finished.error)


def _house(task: ServiceTask, lending: Lending, *, dry_run: bool, greedy: bool = False) -> House:
    parts = lending.parts_for(task.started, dry_run=dry_run, greedy=greedy)
    return replace(lending.house, parts=parts)


def _beside(lending: Lending) -> Beside:
    return Beside.now(lending.passage, lending.worker, lending.house.servers)
