"""The set-up as a conversation: one question after another, each answer tested at once."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

from stashplex.app.setup.background import Look
from stashplex.app.setup.set_up import FILES, SCENES, SetUp
from stashplex.cli.drawing import setup as drawing
from stashplex.cli.front import Front
from stashplex.cli.questions import Questions
from stashplex.core.answers import AccountServerTold, KeptTold
from stashplex.core.errors import (
    CredentialsRefused,
    Interrupted,
    StashplexError,
    UnknownLibrary,
    Unreachable,
)
from stashplex.core.secret import Secret

NOTHING = Secret("")
SIGN_IN = "Sign in at plex.tv in your browser"
BY_TOKEN = "Give the server's address and its owner's token"  # noqa: S105  words
WAITING = "Waiting for you at plex.tv"

Pair = tuple[str, str]


class Dialogue:
    """Leads a person through the set-up."""

    def __init__(self, front: Front, setup: SetUp, questions: Questions) -> None:
        self._front = front
        self._setup = setup
        self._ask = questions
        self._console = front.screen.console
        self._plex_url = ""
        """The address that was typed last."""

    def find_stash(self, url: str) -> None:
        """Asks where Stash is, unless that is known and good."""
        drawing.draw_step(self._console, 1, "Stash")
        usual = self._setup.told().stash_url
        if self._setup.is_taken_up:
            url = url or self._setup.given.stash_url
        while not (url and self._try_stash(url)):
            url = self._ask.text("Address of Stash", url or usual)
        if seen := self._setup.stash:
            drawing.draw_stash(self._console, seen)

    def find_plex(self, url: str) -> None:
        """Asks which Plex, unless that is known and good."""
        drawing.draw_step(self._console, 2, "Plex")
        given = self._setup.given
        may_know = bool(url) or self._setup.is_taken_up
        found = bool(given.token) and may_know and self._try_plex(url or given.plex_url, NOTHING)
        while not found:
            found = self._choose_plex(url)
        if seen := self._setup.plex:
            drawing.draw_plex(self._console, seen)

    def choose_libraries(self, titles: Sequence[str]) -> None:
        """Asks which libraries are synced."""
        drawing.draw_step(self._console, 3, "Libraries")
        self._await_libraries()
        libraries = self._setup.libraries
        chosen = [number for number, one in enumerate(libraries) if one.chosen]
        if titles:
            self._setup.pick_libraries(titles)
        elif len(libraries) == 1:
            self._setup.pick_libraries([libraries[0].title])
        else:
            options = [f"{one.title}  ({', '.join(one.folders)})" for one in libraries]
            picked = self._ask.some_of("Which of them are synced", options, chosen)
            self._setup.pick_libraries([libraries[number].title for number in picked])
        titles = [one.title for one in self._setup.libraries if one.chosen]
        drawing.draw_good(self._console, f"Synced: {', '.join(titles)}")

    def choose_folders(self) -> None:
        """Shows which folders are which, and asks whether that is right."""
        drawing.draw_step(self._console, 4, "Folders")
        self._look(FILES, "file", self._setup.look_at_files)
        told = self._setup.told()
        if told.given is not None:
            drawing.draw_folders(self._console, told.given)
            if self._ask.yes("Keep these folders, which were given before", default=True):
                self._setup.pick_folders([(one.stash, one.plex) for one in told.given.roots])
                return
        if told.folders is not None:
            drawing.draw_folders(self._console, told.folders)
            roots = [(one.stash, one.plex) for one in told.folders.roots]
            if not roots or self._ask.yes("Go by these folders", default=True):
                self._setup.pick_folders(roots)
                return
        self._type_folders()

    def preview(self) -> None:
        """Shows some scenes before and after."""
        drawing.draw_step(self._console, 5, "What a sync would write")
        self._look(SCENES, "scene", self._setup.look_at_scenes)
        scenes = self._setup.told().scenes
        drawing.draw_scenes(self._console, scenes)
        if not scenes:
            drawing.draw_warning(self._console, "No scene of Stash is in these libraries.")

    def keep(self) -> KeptTold:
        """Shows what would be written, asks, and writes it."""
        told = self._setup.told()
        if told.changes:
            drawing.draw_changes(self._console, told.config, told.changes)
            if not self._ask.yes("Write it", default=True):
                raise Interrupted("Nothing was written.", "`stashplex setup` takes it up again.")
        kept = self._setup.keep()
        drawing.draw_kept(self._console, kept)
        return kept

    def wants(self, question: str) -> bool:
        """Returns whether a person wants something that writes to Plex."""
        self._console.say()
        return self._ask.yes(question, default=False)

    def _try_stash(self, url: str) -> bool:
        """Asks for the key until one fits; where none is given, for another address.

        A key that is typed again where an address is asked for would be shown, and looked up.
        """
        key = ""
        while True:
            try:
                self._setup.try_stash(url, Secret(key))
            except CredentialsRefused as error:
                drawing.draw_trouble(self._console, error)
                key = self._ask.secret("API key of Stash", other="Enter: another address")
                if not key:
                    return False
            except Interrupted:
                raise
            except StashplexError as error:
                drawing.draw_trouble(self._console, error)
                return False
            else:
                return True

    def _choose_plex(self, url: str) -> bool:
        if self._ask.one_of("How", [SIGN_IN, BY_TOKEN]) == 0:
            return self._sign_in(url)
        told = self._setup.told()
        usual = self._plex_url or url or told.plex_url
        url = self._plex_url = self._ask.text("Address of Plex", usual)
        known = told.token_given and url == self._setup.given.plex_url
        token = self._ask.secret("Token of its owner", known=known)
        return self._try_plex(url, Secret(token))

    def _try_plex(self, url: str, token: Secret) -> bool:
        return self._tried(partial(self._setup.try_plex, url, token))

    def _sign_in(self, url: str) -> bool:
        if not self._tried(self._confirmed):
            return False
        server = self._pick_server()
        if server is None:
            return False
        try:
            self._setup.choose_server(server.identifier, url)
        except Unreachable as error:
            drawing.draw_trouble(self._console, error)
            url = self._ask.text(f"Address of {server.name} from here", self._setup.told().plex_url)
            return self._tried(partial(self._setup.choose_server, server.identifier, url))
        except StashplexError as error:
            drawing.draw_trouble(self._console, error)
            return False
        return True

    def _confirmed(self) -> None:
        """Waits until a person has confirmed the sign-in."""
        link = self._setup.account.begin().link
        self._console.say("Open this page in a browser, on any device, and let stashplex in:")
        self._console.print(f"  {link}", soft_wrap=True)
        with self._front.display("second") as display:
            display.begin(WAITING, None)
            self._setup.account.wait(threading.Event())

    def _pick_server(self) -> AccountServerTold | None:
        servers = self._setup.account.servers
        owned = [one for one in servers if one.is_owned]
        if not owned:
            names = ", ".join(one.name for one in servers)
            line = f"{names} belongs to somebody else: sign in as the owner."
            drawing.draw_warning(self._console, line)
            return None
        if len(owned) == 1:
            return owned[0]
        return owned[self._ask.one_of("Which server", [one.name for one in owned])]

    def _await_libraries(self) -> None:
        while True:
            try:
                self._setup.expect_libraries()
            except UnknownLibrary as error:
                drawing.draw_trouble(self._console, error)
                self._ask.text("Enter looks again")
                self._tried(self._setup.list_libraries)
            else:
                return

    def _type_folders(self) -> None:
        while True:
            pairs: list[Pair] = []
            while stash := self._ask.text("A folder as Stash calls it (Enter alone: no more)"):
                pairs.append((stash, self._ask.text("The same folder as Plex calls it")))
            if self._tried(partial(self._setup.pick_folders, pairs)) and self._agreed(pairs):
                return

    def _agreed(self, pairs: Sequence[Pair]) -> bool:
        """Shows what the files of both sides say of folders that were typed."""
        if not pairs:
            return True
        self._look(FILES, "file", self._setup.look_at_files)
        told = self._setup.told().given
        if told is None:
            return True
        drawing.draw_folders(self._console, told)
        fit = all(root.agreeing for root in told.roots)
        return self._ask.yes("Go by these folders", default=fit)

    def _look(self, name: str, noun: str, look: Look) -> None:
        with self._front.display(noun) as display:
            display.begin(name, None)
            shown = 0

            def look_and_show(tell: Callable[[int], None]) -> None:
                def both(looked: int) -> None:
                    nonlocal shown
                    tell(looked)
                    display.advance(looked - shown)
                    shown = looked

                look(both)

            self._setup.background.run(name, look_and_show)

    def _tried(self, attempt: Callable[[], object]) -> bool:
        """Returns whether something went well; shows what was wrong with it."""
        try:
            attempt()
        except Interrupted:
            raise
        except StashplexError as error:
            drawing.draw_trouble(self._console, error)
            return False
        return True
