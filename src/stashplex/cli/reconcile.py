"""The command `reconcile`."""

from stashplex.app.house import open_house
from stashplex.app.syncing import ForegroundRun, told_reconcile
from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.front import Front
from stashplex.cli.sync import followed, seconds_of
from stashplex.core.answers import ReconcileAnswer
from stashplex.core.errors import WrongUsage
from stashplex.worker.sync_run import Request, Watcher


def reconcile(front: Front, *, everything: bool, since: str, verify: bool, dry_run: bool) -> Exit:
    """Compares scenes, puts those that differ, and tells how it came out."""
    if everything and since:
        raise WrongUsage("reconcile: --all and --since contradict each other.", "Give one of them.")
    seconds = seconds_of("reconcile", since)
    request = Request(
        everything=seconds is None,
        since_seconds=seconds,
        dry_run=dry_run,
        verify=verify,
        work=False,
    )
    settings = front.settings()
    with open_house(settings, writing=not dry_run, clock=front.clock) as house:

        def start(watcher: Watcher) -> ForegroundRun[ReconcileAnswer]:
            return ForegroundRun(house, request, watcher, told_reconcile)

        finished, _ = followed(front, start)
    from stashplex.cli.drawing.reconcile import draw_reconciled  # noqa: PLC0415  only where drawn

    draw_reconciled(front.screen.console, finished.answer)
    if finished.error is not None:
        front.screen.explain(finished.error)
    if front.screen.as_json:
        front.screen.tell(finished.answer)
    if finished.answer.interrupted:
        return Exit.INTERRUPTED
    return Exit.DONE if finished.error is None else exit_of(finished.error)
