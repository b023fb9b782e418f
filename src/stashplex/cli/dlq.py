"""The commands of the dead letters: `dlq list`, `show`, `retry`, `recover`, `purge`."""

from dataclasses import dataclass

from stashplex.app import letters
from stashplex.app.candidates import candidates_of, unseen
from stashplex.app.house import open_house, open_servers
from stashplex.app.recovering import recover as recover_letters
from stashplex.app.running import acting
from stashplex.app.state import open_store
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.cli.served import carried_out
from stashplex.cli.sync import seconds_of
from stashplex.config import Settings
from stashplex.core.answers import CandidateTold, RecoverAnswer
from stashplex.core.errors import ServerError, WrongUsage
from stashplex.core.job import DeadLetter
from stashplex.core.service import Chosen, RecoverOrder


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as they were given."""

    command: str
    ids: tuple[int, ...] = ()
    error_type: str = ""
    older: str = ""
    everything: bool = False


def list_letters(front: Front, error_type: str, *, full: bool) -> Exit:
    """Lists the dead letters, of one type or of all."""
    with open_store(front.settings(), front.clock, writing=False) as store:
        front.screen.show(letters.listed(store.dead_letters, error_type, full=full))
    return Exit.DONE


def show_letter(front: Front, scene: int) -> Exit:
    """Shows one dead letter in full."""
    settings = front.settings()
    with open_store(settings, front.clock, writing=False) as store:
        letter = store.dead_letters.show(scene)
    front.screen.show(letters.shown(letter, *_candidates(settings, letter)))
    return Exit.DONE


def retry(front: Front, asked: Asked) -> Exit:
    """Puts dead letters back in the line."""
    chosen = understood(asked, front.clock.now())
    with acting(front.settings(), front.clock) as actor:
        front.screen.show(actor.retry(chosen))
    return Exit.DONE


def recover(front: Front, *, dry_run: bool) -> Exit:
    """Puts back what died of an outage, once both servers answer again."""
    settings = front.settings()
    carried = carried_out(front, settings, RecoverOrder(dry_run), RecoverAnswer)
    if carried is not None:
        front.screen.show(carried.answer)
        return Exit.DONE
    with open_house(settings, writing=not dry_run, clock=front.clock) as house:
        front.screen.show(recover_letters(house, dry_run=dry_run))
    return Exit.DONE


def purge(front: Front, asked: Asked) -> Exit:
    """Forgets dead letters."""
    chosen = understood(asked, front.clock.now())
    with acting(front.settings(), front.clock) as actor:
        front.screen.show(actor.purge(chosen))
    return Exit.DONE


def understood(asked: Asked, now: float) -> Chosen:
    """Returns which dead letters are meant; raises WrongUsage where nobody said it."""
    command = f"dlq {asked.command}"
    choice = asked.ids or asked.error_type or asked.older
    if not (choice or asked.everything):
        raise WrongUsage(
            f"{command}: which dead letters?",
            f"Name scenes by id, or a type with --type, or all of them: stashplex {command} --all",
        )
    if asked.everything and choice:
        raise WrongUsage(
            f"{command}: --all and a choice contradict each other.", "Give one of them."
        )
    age = seconds_of(command, asked.older, "--older")
    return Chosen(asked.ids, asked.error_type, None if age is None else now - age)


def _candidates(settings: Settings, letter: DeadLetter) -> tuple[tuple[CandidateTold, ...], str]:
    """Returns the items that a dead letter could be, and why they are only numbers if they are."""
    if not letter.candidates:
        return (), ""
    try:
        with open_servers(settings) as (_, plex):
            return candidates_of(letter.scene, letter.path, letter.candidates, plex), ""
    except ServerError as error:
        return unseen(letter.scene, letter.candidates), error.message
