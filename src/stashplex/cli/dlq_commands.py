"""The commands of the dead letters and their words: `stashplex dlq …`."""

from typing import Annotated

from cyclopts import App, Parameter

from stashplex.cli.exits import Exit
from stashplex.cli.given import Given

dead_letters = App(name="dlq", help="See, retry or forget the scenes that need a person.")


@dead_letters.command(name="list", sort_key=1)
def list_letters(
    *,
    type_: Annotated[str, Parameter(name="--type", help="Only those of this error type.")] = "",
    full: Annotated[bool, Parameter(help="Every scene, not only some of each cause.")] = False,
    front: Given,
) -> Exit:
    """List what the scenes that need a person died of: how many of each cause, and the remedy.

    It only reads, and works beside a sync that is going on.

        stashplex dlq list
        stashplex dlq list --type PlexRejected --full
    """
    from stashplex.cli import dlq

    return dlq.list_letters(front, type_, full=full)


@dead_letters.command(sort_key=2)
def show(
    scene: Annotated[int, Parameter(name="ID", help="The scene.")], /, *, front: Given
) -> Exit:
    """Show one of them in full, with the server's own words, and the items it could be.

    It only reads, and works beside a sync that is going on.

        stashplex dlq show 42
    """
    from stashplex.cli import dlq

    return dlq.show_letter(front, scene)


@dead_letters.command(sort_key=3)
def retry(
    *ids: Annotated[int, Parameter(help="These scenes.")],
    type_: Annotated[str, Parameter(name="--type", help="All of this error type.")] = "",
    all_: Annotated[bool, Parameter(name="--all", help="All of them.")] = False,
    front: Given,
) -> Exit:
    """Put them back in the line with fresh attempts; the next `stashplex sync` works them.

    Name them by id, by type, or all at once.

        stashplex dlq retry 42 43
        stashplex dlq retry --type PlexRejected
        stashplex dlq retry --all
    """
    from stashplex.cli import dlq

    return dlq.retry(front, dlq.Asked("retry", ids, type_, everything=all_))


@dead_letters.command(sort_key=4)
def recover(
    *,
    dry_run: Annotated[bool, Parameter(help="Only count; put nothing back.")] = False,
    front: Given,
) -> Exit:
    """Put back what died of an outage, each scene once; the next `stashplex sync` works it.

    Only once both servers answer well again, and only scenes that Stash still has.

        stashplex dlq recover
    """
    from stashplex.cli import dlq

    return dlq.recover(front, dry_run=dry_run)


@dead_letters.command(sort_key=5)
def purge(
    *ids: Annotated[int, Parameter(help="These scenes.")],
    type_: Annotated[str, Parameter(name="--type", help="All of this error type.")] = "",
    older: Annotated[
        str, Parameter(help="Only those that died longer ago than this: 12h, 30d or 8w.")
    ] = "",
    all_: Annotated[bool, Parameter(name="--all", help="All of them.")] = False,
    front: Given,
) -> Exit:
    """Forget them, until a sync finds that something still differs there.

    Name them by id, by type, by age, or all at once. Neither server is touched.

        stashplex dlq purge 42
        stashplex dlq purge --type NotInPlex --older 30d
    """
    from stashplex.cli import dlq

    return dlq.purge(front, dlq.Asked("purge", ids, type_, older, everything=all_))
