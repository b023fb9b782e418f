"""The commands of what was written and their words: `history`, `runs` and `undo`."""

from typing import Annotated

from cyclopts import App, Parameter

from stashplex.cli.exits import Exit
from stashplex.cli.given import Given


def add_history(app: App) -> None:
    """Adds the commands to those of the program."""
    app.command(undo, sort_key=2)
    app.command(history, sort_key=4)
    app.command(runs, sort_key=4)


def undo(
    run: Annotated[int, Parameter(name="RUN", help="Its number: `stashplex runs` names them.")],
    /,
    *,
    dry_run: Annotated[
        bool, Parameter(help="Show what would be put back, and write nothing.")
    ] = False,
    front: Given,
) -> Exit:
    """Put back what a run changed, field by field, where Plex still shows what it wrote.

    What a person or a later run changed since is left, and told. An undo is a run too: undoing it
    brings back what it took. What was put back is not written again until Stash wants something
    else there, or you name the scene: `stashplex sync 42`.

        stashplex undo 7 --dry-run    look before you leap
        stashplex undo 7
    """
    from stashplex.cli import history as keeping

    return keeping.undo(front, run, dry_run=dry_run)


def history(
    scene: Annotated[int | None, Parameter(name="SCENE", help="Only this scene.")] = None,
    /,
    *,
    run: Annotated[int | None, Parameter(help="Only what this run wrote.")] = None,
    limit: Annotated[int, Parameter(help="At most so many writes.", show_default=True)] = 50,
    front: Given,
) -> Exit:
    """Show what was written to Plex, the newest first: what stood there before, and what then.

    It only reads, and works beside a sync that is going on.

        stashplex history
        stashplex history 42
        stashplex history --run 7 --limit 500
    """
    from stashplex.cli import history as keeping

    return keeping.history(front, scene, run, limit)


def runs(
    *,
    limit: Annotated[int, Parameter(help="At most so many runs.", show_default=True)] = 20,
    front: Given,
) -> Exit:
    """List the runs, and how much each of them wrote.

    It only reads, and works beside a sync that is going on.

        stashplex runs
    """
    from stashplex.cli import history as keeping

    return keeping.runs(front, limit)
