"""The command `setup`."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stashplex.app.house import open_house
from stashplex.app.setup.set_up import OpenPlexTv, SetUp, plex_tv
from stashplex.app.setup.unattended import Told, answer_all
from stashplex.app.setup.written import Keeping
from stashplex.cli.exits import Exit
from stashplex.cli.front import CurrentStderr, Front, this_machine
from stashplex.cli.keyboard import Keyboard, Terminal
from stashplex.cli.sync import exit_after, run_in, summarise
from stashplex.core.answers import KeptTold, SetupAnswer, SyncAnswer
from stashplex.core.errors import DataFolderBusy, Interrupted, WrongUsage
from stashplex.log import set_up_log
from stashplex.worker.sync_run import Request

FIRST = Request(everything=True, limit=5)
EVERYTHING = Request(everything=True)
STOPPED = "Stopped: the configuration and Plex are as they were."
STALE = (
    "The configuration is written, and nothing went to Plex. What runs there still goes by what "
    "was in force before: start it again, and it goes by this."
)
BY_OPTIONS = (
    "Without a terminal nobody can be asked. Give what it would ask: --stash URL --plex URL --yes, "
    "with STASHPLEX_STASH__API_KEY (where Stash has a login) and STASHPLEX_PLEX__TOKEN in the "
    "environment; --library says which, where not all."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as they were given."""

    stash: str = ""
    plex: str = ""
    libraries: tuple[str, ...] = ()
    yes: bool = False
    anew: bool = False


@dataclass(slots=True)
class Ran:
    """The runs that a person wanted, and how the last of them ended."""

    first: SyncAnswer | None = None
    everything: SyncAnswer | None = None
    ended: Exit = Exit.DONE


def setup(
    front: Front,
    asked: Asked,
    *,
    keyboard: Keyboard | None = None,
    open_plex_tv: OpenPlexTv = plex_tv,
) -> Exit:
    """Sets up: asks a person, or does what options and environment say."""
    keyboard = keyboard or Terminal()
    if not front.verbose:
        set_up_log(CurrentStderr(), level="warning")
    keeping = Keeping(this_machine(), config_file=front.config, data_dir=front.data_dir)
    with closing(SetUp(keeping, front.clock, open_plex_tv=open_plex_tv)) as set_up:
        if asked.anew:
            set_up.start_over()
        if asked.yes:
            kept, ran = _unattended(front, set_up, asked), Ran()
        elif keyboard.is_there:
            kept, ran = _asking(front, set_up, asked, keyboard)
        else:
            raise WrongUsage("setup: input is no terminal, and --yes is not given.", BY_OPTIONS)
        if front.screen.as_json:
            front.screen.tell(_answer(set_up, kept, ran))
    return ran.ended


def _unattended(front: Front, set_up: SetUp, asked: Asked) -> KeptTold:
    from stashplex.cli.drawing import setup as drawing  # noqa: PLC0415  rich only where drawn

    missing = [
        f"the address of {name}"
        for name, given in (
            ("Stash (--stash)", asked.stash or set_up.given.stash_url),
            ("Plex (--plex)", asked.plex or set_up.given.plex_url),
        )
        if not given
    ]
    if not set_up.given.token:
        missing.append("the token of Plex (STASHPLEX_PLEX__TOKEN)")
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise WrongUsage(f"setup: {' and '.join(missing)} {verb} not given.", BY_OPTIONS)
    kept = answer_all(set_up, Told(asked.stash, asked.plex, asked.libraries))
    told, console = set_up.told(), front.screen.console
    if told.stash and told.plex and told.folders:
        drawing.draw_stash(console, told.stash)
        drawing.draw_plex(console, told.plex)
        drawing.draw_folders(console, told.given or told.folders)
    drawing.draw_kept(console, kept)
    drawing.draw_next(console)
    return kept


def _asking(front: Front, set_up: SetUp, asked: Asked, keyboard: Keyboard) -> tuple[KeptTold, Ran]:
    from stashplex.cli.dialogue import Dialogue  # noqa: PLC0415  rich only where drawn
    from stashplex.cli.drawing import setup as drawing  # noqa: PLC0415  rich only where drawn
    from stashplex.cli.questions import Questions  # noqa: PLC0415  rich only where drawn

    console = front.screen.console
    dialogue = Dialogue(front, set_up, Questions(console, keyboard))
    drawing.draw_welcome(console, set_up.told().config)
    if set_up.is_taken_up:
        drawing.draw_good(console, "Taking up what was answered before; --anew begins again")
    try:
        dialogue.find_stash(asked.stash)
        dialogue.find_plex(asked.plex)
        dialogue.choose_libraries(asked.libraries)
        dialogue.choose_folders()
        dialogue.preview()
        kept = dialogue.keep()
    except (KeyboardInterrupt, Interrupted) as error:
        console.say()
        raise _stopped(set_up, error) from error
    ran = Ran()
    if dialogue.wants("Write five scenes to Plex now, to begin with"):
        ran.first = _run(front, FIRST, ran)
        if ran.ended is Exit.DONE and dialogue.wants("Look at them in Plex. Write all scenes now"):
            ran.everything = _run(front, EVERYTHING, ran)
    drawing.draw_next(console)
    return kept, ran


def _stopped(set_up: SetUp, error: BaseException) -> Interrupted:
    if not Path(set_up.draft).exists():
        return Interrupted(STOPPED)
    said = error.message if isinstance(error, Interrupted) else ""
    kept = f"What was answered is kept in {set_up.draft}, for you alone."
    return Interrupted(f"{said} {STOPPED}".strip(), f"{kept} `stashplex setup` takes it up again.")


def _run(front: Front, request: Request, ran: Ran) -> SyncAnswer:
    try:
        with open_house(front.settings(), writing=True, clock=front.clock) as house:
            finished, follower = run_in(front, house, request)
    except DataFolderBusy as error:
        raise DataFolderBusy(error.message, STALE) from error
    summarise(front, finished, follower)
    ran.ended = exit_after(finished)
    return finished.answer


def _answer(set_up: SetUp, kept: KeptTold, ran: Ran) -> SetupAnswer:
    told = set_up.told()
    if told.stash is None or told.plex is None or told.folders is None:
        raise TypeError("a set-up that is written has seen both servers and their files")
    return SetupAnswer(
        config=kept.config,
        copy=kept.copy,
        stash=told.stash,
        plex=told.plex,
        libraries=_titles(set_up),
        folders=told.given or told.folders,
        previewed=tuple(one.scene for one in told.scenes),
        first=ran.first,
        everything=ran.everything,
    )


def _titles(set_up: SetUp) -> tuple[str, ...]:
    return tuple(one.title for one in set_up.libraries if one.chosen)
