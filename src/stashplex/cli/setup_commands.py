"""The command `setup` and its words."""

from typing import Annotated

from cyclopts import App, Parameter

from stashplex.cli.exits import Exit
from stashplex.cli.given import Given


def add_setup(app: App) -> None:
    """Adds the command to those of the program."""
    app.command(setup, sort_key=0)


def setup(
    *,
    stash: Annotated[str, Parameter(help="The address of Stash.")] = "",
    plex: Annotated[str, Parameter(help="The address of Plex.")] = "",
    library: Annotated[
        list[str] | None,
        Parameter(consume_multiple=True, help="The libraries of Plex that are synced."),
    ] = None,
    yes: Annotated[
        bool, Parameter(help="Ask nothing: take what the files propose, and write the file.")
    ] = False,
    anew: Annotated[
        bool, Parameter(help="Forget what was answered before and not written.")
    ] = False,
    front: Given,
) -> Exit:
    """Set stashplex up: where Stash and Plex are, which libraries, which folders; all is tested.

    It signs in to Plex in your browser, shows what a sync would write, and writes the
    configuration, readable by you alone. Nothing is written to Plex before you say so. What was
    answered and not written is taken up the next time. Secrets are asked for, or come from
    STASHPLEX_STASH__API_KEY and STASHPLEX_PLEX__TOKEN.

        stashplex setup
        stashplex --config /etc/stashplex.toml setup
        stashplex setup --stash http://nas:9999 --plex http://nas:32400 --yes
    """
    from stashplex.cli import setup as setting_up

    return setting_up.setup(
        front, setting_up.Asked(stash, plex, tuple(library or ()), yes=yes, anew=anew)
    )
