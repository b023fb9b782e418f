"""The command `outages`."""

from stashplex.app.outages import outages
from stashplex.app.state import open_store
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front


def show_outages(front: Front) -> Exit:
    """Shows the last outages, and how well each server did."""
    with open_store(front.settings(), front.clock, writing=False) as store:
        front.screen.show(outages(store.outages, front.clock.now()))
    return Exit.DONE
