"""The command `restore`."""

from stashplex.app import restoring
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.core.errors import WrongUsage


def restore(front: Front, copy: str, *, list_them: bool, dry_run: bool) -> Exit:
    """Lists the copies of the database, or brings one of them back."""
    if copy and list_them:
        raise WrongUsage(
            "restore: --list and a copy contradict each other.",
            "Give one of them; with --dry-run a copy is only looked at.",
        )
    settings = front.settings()
    if not copy:
        answer = restoring.copies(settings)
    elif dry_run:
        answer = restoring.check(settings, copy)
    else:
        answer = restoring.bring_back(settings, copy, front.clock)
    front.screen.show(answer)
    return Exit.DONE
