"""The command `reconcile`."""

from dataclasses import dataclass

from stashplex.app.house import open_house
from stashplex.app.syncing import Finished, ForegroundRun, told_reconcile
from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.front import Front
from stashplex.cli.served import carried_out
from stashplex.cli.sync import followed, order_of, seconds_of
from stashplex.core.answers import ReconcileAnswer
from stashplex.core.errors import WrongUsage
from stashplex.worker.company import Watcher
from stashplex.worker.sync_run import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as they were given."""

    everything: bool = False
    since: str = ""
    verify: bool = False
    dry_run: bool = False
    yes: bool = False


def reconcile(front: Front, asked: Asked) -> Exit:
    """Compares scenes, puts those that differ, and tells how it came out."""
    if asked.everything and asked.since:
        raise WrongUsage("reconcile: --all and --since contradict each other.", "Give one of them.")
    seconds = seconds_of("reconcile", asked.since)
    request = Request(
        everything=seconds is None,
        since_seconds=seconds,
        dry_run=asked.dry_run,
        verify=asked.verify,
        work=False,
        accepted=asked.yes,
    )
    finished = _finished(front, request)
    from stashplex.cli.drawing.reconcile import draw_reconciled  # noqa: PLC0415  only where drawn

    draw_reconciled(front.screen.console, finished.answer)
    if finished.error is not None:
        front.screen.explain(finished.error)
    if front.screen.as_json:
        front.screen.tell(finished.answer)
    if finished.answer.interrupted:
        return Exit.INTERRUPTED
    return Exit.DONE if finished.error is None else exit_of(finished.error)


def _finished(front: Front, request: Request) -> Finished[ReconcileAnswer]:
    settings = front.settings()
    carried = carried_out(front, settings, order_of(request), ReconcileAnswer)
    if carried is not None:
        return Finished(carried.answer, carried.error)
    with open_house(settings, writing=not request.dry_run, clock=front.clock) as house:

        def start(watcher: Watcher) -> ForegroundRun[ReconcileAnswer]:
            return ForegroundRun(house, request, watcher, told_reconcile)

        finished, _ = followed(front, start)
        return finished
