"""The commands of what was written: `history`, `runs` and `undo`."""

from stashplex.app import history as keeping
from stashplex.app.house import open_house
from stashplex.app.state import open_store
from stashplex.app.undoing import FinishedUndo, ForegroundUndo
from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.following import Follower
from stashplex.cli.front import Front
from stashplex.cli.served import carried_out
from stashplex.cli.stopping import stoppable
from stashplex.cli.sync import STOPPING
from stashplex.core.answers import UndoAnswer
from stashplex.core.errors import WrongUsage
from stashplex.core.service import UndoOrder


def history(front: Front, scene: int | None, run: int | None, limit: int) -> Exit:
    """Shows what was written."""
    _refuse("history", "scene", scene)
    _refuse("history", "run", run)
    _refuse_limit("history", limit)
    with open_store(front.settings(), front.clock, writing=False) as store:
        front.screen.show(keeping.written(store, scene, run, limit))
    return Exit.DONE


def runs(front: Front, limit: int) -> Exit:
    """Shows the runs that are kept."""
    _refuse_limit("runs", limit)
    with open_store(front.settings(), front.clock, writing=False) as store:
        front.screen.show(keeping.kept_runs(store, limit))
    return Exit.DONE


def undo(front: Front, run: int, *, dry_run: bool) -> Exit:
    """Takes back one run, and tells what was left and why."""
    _refuse("undo", "run", run)
    settings = front.settings()
    carried = carried_out(front, settings, UndoOrder(run, dry_run), UndoAnswer, "item")
    if carried is not None:
        return _ended(front, FinishedUndo(carried.answer, carried.error))
    with (
        open_house(settings, writing=not dry_run, clock=front.clock) as house,
        front.display("item") as display,
    ):
        follower = Follower(display, lambda _: None)
        undoing = ForegroundUndo(house, run, follower, dry_run=dry_run)

        def ask_to_stop() -> None:
            undoing.ask_to_stop()
            front.screen.note(STOPPING)

        with stoppable(ask_to_stop):
            finished = undoing.execute()
    return _ended(front, finished)


def _ended(front: Front, finished: FinishedUndo) -> Exit:
    front.screen.show(finished.answer)
    if finished.error is not None:
        front.screen.explain(finished.error)
    if finished.answer.interrupted:
        return Exit.INTERRUPTED
    if finished.error is not None:
        return exit_of(finished.error)
    return Exit.FAILED if finished.answer.failed else Exit.DONE


def _refuse(command: str, noun: str, number: int | None) -> None:
    if number is not None and number < 1:
        raise WrongUsage(f"{command}: {number} is no id of a {noun}.", "Ids are 1 and higher.")


def _refuse_limit(command: str, limit: int) -> None:
    if limit < 1:
        raise WrongUsage(f"{command}: --limit {limit} shows nothing.", "Give 1 or more.")
