"""The commands of the dead letters: `dlq list`, `show`, `retry`, `purge`."""

from collections.abc import Sequence

from stashplex.app import letters
from stashplex.app.letters import Chosen
from stashplex.app.state import open_store
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.core.errors import WrongUsage


def list_letters(front: Front, error_type: str) -> Exit:
    """Lists the dead letters, of one type or of all."""
    with open_store(front.settings(), front.clock, writing=False) as store:
        front.screen.show(letters.listed(store.dead_letters, error_type))
    return Exit.DONE


def show_letter(front: Front, scene: int) -> Exit:
    """Shows one dead letter in full."""
    with open_store(front.settings(), front.clock, writing=False) as store:
        front.screen.show(letters.shown(store.dead_letters, scene))
    return Exit.DONE


def retry(front: Front, chosen: Chosen) -> Exit:
    """Puts dead letters back in the line."""
    with open_store(front.settings(), front.clock, writing=True) as store:
        front.screen.show(letters.retry(store.dead_letters, chosen, front.clock.now()))
    return Exit.DONE


def purge(front: Front, chosen: Chosen) -> Exit:
    """Forgets dead letters."""
    with open_store(front.settings(), front.clock, writing=True) as store:
        front.screen.show(letters.purge(store.dead_letters, chosen))
    return Exit.DONE


def chosen(command: str, ids: Sequence[int], error_type: str, *, everything: bool) -> Chosen:
    """Returns which dead letters are meant; raises WrongUsage where nobody said it."""
    if not (ids or error_type or everything):
        raise WrongUsage(
            f"dlq {command}: which dead letters?",
            f"Name scenes by id, or a type with --type, or all of them: "
            f"stashplex dlq {command} --all",
        )
    if everything and (ids or error_type):
        raise WrongUsage(
            f"dlq {command}: --all and a choice contradict each other.", "Give one of them."
        )
    return Chosen(tuple(ids), error_type)
