"""The set-up, step by step: every answer is tested, and the configuration is written at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stashplex.app.house import client_identifier
from stashplex.app.setup.account import Account
from stashplex.app.setup.addresses import tidy
from stashplex.app.setup.background import Background
from stashplex.app.setup.given import PLEX, STASH, Draft, Given
from stashplex.app.setup.servers import find_plex, find_sections, find_stash
from stashplex.app.setup.viewing import Pair, Viewing
from stashplex.app.setup.written import Keeping, without_folders
from stashplex.config import Settings
from stashplex.config.settings import PathPair
from stashplex.core.answers import (
    FoldersTold,
    InspectAnswer,
    KeptTold,
    LibraryTold,
    PlexSeenTold,
    SetupTold,
    StashSeenTold,
)
from stashplex.core.errors import UnknownLibrary, WrongUsage
from stashplex.core.item import Section
from stashplex.core.paths import mapping_problems
from stashplex.core.ports import Clock
from stashplex.core.secret import Secret
from stashplex.core.setting_up import Standing, Step
from stashplex.servers.plex_tv import PlexTv

FILES: Final = "Looking at the files of both sides"
SCENES: Final = "Looking at some scenes"
NO_LIBRARY: Final = "Add a library of films or other videos in Plex, let Plex scan it, look again."
ORDER: Final = tuple(Step)

OpenPlexTv = Callable[[str, Secret], PlexTv]
"""Opens a conversation with plex.tv, by the identifier of this installation and a token."""


def plex_tv(identifier: str, token: Secret) -> PlexTv:
    """Opens the conversation with the plex.tv there is."""
    return PlexTv(identifier, token=token)


@dataclass(slots=True)
class Seen:
    """What the answers led to, each until an answer before it changes."""

    stash: StashSeenTold | None = None
    plex: PlexSeenTold | None = None
    sections: tuple[Section, ...] = ()
    libraries: tuple[str, ...] = ()
    folders: FoldersTold | None = None
    given: FoldersTold | None = None
    pairs: tuple[Pair, ...] | None = None
    """None before somebody chose."""
    scenes: tuple[InspectAnswer, ...] | None = None
    kept: KeptTold | None = None


class SetUp:
    """Asks nobody anything by itself; both faces bring answers here, in any order that fits."""

    def __init__(
        self, keeping: Keeping, clock: Clock, *, open_plex_tv: OpenPlexTv = plex_tv
    ) -> None:
        data_dir = keeping.data_dir
        self.keeping = keeping
        self.clock = clock
        self._identifier = client_identifier(data_dir)
        self._draft = Draft(data_dir)
        drafted = self._draft.read()
        self.is_taken_up = drafted is not None
        """True where somebody began before, and did not come to the end."""
        self.given = drafted or Given.of(keeping.outset)
        self.account = Account(lambda token: open_plex_tv(self._identifier, token), clock)
        self.background = Background()
        self._seen = Seen()
        self._viewing: Viewing | None = None

    def told(self) -> SetupTold:
        """Returns how far it is; asks no server."""
        seen, given, background = self._seen, self.given, self.background
        return SetupTold(
            step=self.step,
            config=str(self.keeping.file),
            stash_url=given.stash_url or STASH,
            key_given=bool(given.api_key),
            plex_url=given.plex_url or PLEX,
            token_given=bool(given.token),
            stash=seen.stash,
            plex=seen.plex,
            sign_in=self.account.waiting,
            servers=self.account.servers,
            libraries=self.libraries,
            at_work=background.at_work,
            looked=background.looked,
            folders=seen.folders,
            given=seen.given,
            scenes=seen.scenes or (),
            changes=self.keeping.changes(given) if self.step is Step.PREVIEW else (),
            kept=seen.kept,
            first=None,
            service=Standing.WAITS,
            error=background.error,
        )

    @property
    def step(self) -> Step:
        """What comes next."""
        seen = self._seen
        answered = (seen.stash, seen.plex, seen.libraries, seen.pairs is not None, seen.kept)
        open_ones = (step for step, done in zip(ORDER, answered, strict=False) if not done)
        return next(open_ones, Step.SYNC)

    @property
    def libraries(self) -> tuple[LibraryTold, ...]:
        """The movie libraries that Plex listed last; chosen are those that were, else all."""
        titles = self._seen.libraries or self.given.libraries
        folded = {title.casefold() for title in titles}
        sections = self._seen.sections
        known = any(one.title.casefold() in folded for one in sections)
        return tuple(
            LibraryTold(one.title, one.locations, not known or one.title.casefold() in folded)
            for one in sections
        )

    def start_over(self) -> None:
        """Forgets what was answered and not written."""
        self.back_to(Step.STASH)
        self.account.forget()
        self._draft.forget()
        self.given, self.is_taken_up = Given.of(self.keeping.reload()), False

    def back_to(self, step: Step) -> None:
        """Takes back what was answered from a step on."""
        self.background.expect_rest()
        self.background.forget()
        number = ORDER.index(step)
        seen = self._seen
        if number <= ORDER.index(Step.STASH):
            seen.stash = None
        if number <= ORDER.index(Step.PLEX):
            seen.plex, seen.sections = None, ()
        if number <= ORDER.index(Step.LIBRARIES):
            seen.libraries, seen.folders = (), None
            self._stop_viewing()
        if number <= ORDER.index(Step.FOLDERS):
            seen.pairs, seen.given = None, None
        if number <= ORDER.index(Step.PREVIEW):
            seen.scenes, seen.kept = None, None

    def try_stash(self, url: str, key: Secret) -> None:
        """Asks a Stash; without a key with the one that is known for this address."""
        self.background.expect_rest()
        is_known = tidy("Stash", url) == self.given.stash_url
        found = find_stash(url, key or (self.given.api_key if is_known else key))
        self.back_to(Step.LIBRARIES)
        self._seen.stash = found.told
        self._answer(replace(self.given, stash_url=found.told.url, api_key=found.key))

    def begin_sign_in(self) -> None:
        """Begins a sign-in at plex.tv."""
        self.account.begin()

    def look_at_sign_in(self) -> None:
        """Looks whether somebody has confirmed it; raises SignInExpired where it took too long."""
        self.account.look()

    def drop_sign_in(self) -> None:
        """Forgets the sign-in and the servers that it led to."""
        self.account.forget()

    def choose_server(self, identifier: str, url: str = "") -> None:
        """Takes a server of the account: where it answers best, or at this address."""
        where = tidy("Plex", url)
        url, token = self.account.reach(identifier, self._identifier, where)
        self.try_plex(url, token)

    def try_plex(self, url: str, token: Secret) -> None:
        """Asks a Plex server; without a token with the one that is known for this address."""
        self.background.expect_rest()
        is_known = tidy("Plex", url) == self.given.plex_url
        found = find_plex(url, token or (self.given.token if is_known else token), self._identifier)
        self.back_to(Step.PLEX)
        self._seen.plex = found.told
        self._answer(replace(self.given, plex_url=found.told.url, token=found.token))
        self.account.forget()
        self.list_libraries()

    def list_libraries(self) -> None:
        """Asks Plex which movie libraries there are."""
        given = self.given
        self._seen.sections = find_sections(given.plex_url, given.token, self._identifier)

    def expect_libraries(self) -> None:
        """Raises UnknownLibrary where Plex has none that could be synced."""
        if not self._seen.sections:
            raise UnknownLibrary("Plex", "Plex has no movie library.", NO_LIBRARY)

    def pick_libraries(self, titles: Sequence[str]) -> None:
        """Takes these libraries."""
        self.background.expect_rest()
        self._expect(Step.LIBRARIES)
        self.expect_libraries()
        there = {one.title.casefold(): one.title for one in self._seen.sections}
        unknown = [title for title in titles if title.casefold() not in there]
        if unknown:
            raise UnknownLibrary(
                "Plex",
                f"Plex has no movie library called {', '.join(map(repr, unknown))}.",
                f"Its movie libraries are: {', '.join(map(repr, there.values()))}.",
            )
        if not titles:
            raise WrongUsage("No library is chosen.", "Choose at least one.")
        self.back_to(Step.LIBRARIES)
        chosen = tuple(dict.fromkeys(there[title.casefold()] for title in titles))
        self._seen.libraries = chosen
        self._answer(replace(self.given, libraries=chosen))

    def choose_libraries(self, titles: Sequence[str]) -> None:
        """Takes these libraries, and begins to look at the files of both sides."""
        self.pick_libraries(titles)
        self.background.start(FILES, self.look_at_files)

    def look_at_files(self, tell: Callable[[int], None]) -> None:
        """Finds out which folders are which."""
        self._seen.folders = None
        viewing = self._view()
        folders = viewing.folders(tell)
        pairs = [(one.stash, one.plex) for one in self.given.paths]
        self._seen.given = viewing.judged(pairs, tell) if pairs else None
        self._seen.folders = folders

    def pick_folders(self, pairs: Sequence[Pair] | None) -> None:
        """Takes these folders; None leaves it to every sync to learn them."""
        self.background.expect_rest()
        self._expect(Step.FOLDERS)
        chosen = tuple((stash.strip(), plex.strip()) for stash, plex in pairs or ())
        if half := next((pair for pair in chosen if not all(pair)), None):
            raise WrongUsage(f"{' '.join(half)!r} is half of a pair.", "Give both folders.")
        if problems := list(mapping_problems(chosen)):
            raise WrongUsage(problems[0], "Correct the folders.")
        self.back_to(Step.FOLDERS)
        self._seen.pairs = chosen
        self._answer(replace(self.given, paths=tuple(PathPair(*pair) for pair in chosen)))

    def choose_folders(self, pairs: Sequence[Pair] | None) -> None:
        """Takes these folders, or leaves it to every sync; begins to look at some scenes."""
        self.pick_folders(pairs)
        self.background.start(SCENES, self.look_at_scenes)

    def look_at_scenes(self, tell: Callable[[int], None]) -> None:
        """Finds out what a sync would make of some scenes."""
        viewing, pairs = self._view(), self._seen.pairs or ()
        self._seen.given = viewing.judged(pairs, tell) if pairs else None
        self._seen.scenes = viewing.scenes(pairs, tell)
        self._stop_viewing()  # a large library is not held while somebody reads

    def keep(self) -> KeptTold:
        """Writes the configuration."""
        self.background.expect_rest()
        self._expect(Step.PREVIEW)
        kept = self.keeping.write(self.given)
        self._seen.kept = kept
        self._draft.forget()
        self._stop_viewing()
        return kept

    @property
    def settings(self) -> Settings:
        """The settings that the answers so far make."""
        return self.keeping.completed(self.given)

    def hang_up(self) -> None:
        """Ends what is looked at, whatever server holds it up."""
        if self._viewing is not None:
            self._viewing.abort()

    def close(self) -> None:
        """Ends what is open; what was answered can be taken up again."""
        self._stop_viewing()

    @property
    def draft(self) -> str:
        """Where the answers are kept until the configuration is written."""
        return str(self._draft.path)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The folders that were chosen."""
        return self._seen.pairs or ()

    @property
    def stash(self) -> StashSeenTold | None:
        """The Stash that answered."""
        return self._seen.stash

    @property
    def plex(self) -> PlexSeenTold | None:
        """The Plex that answered."""
        return self._seen.plex

    def _view(self) -> Viewing:
        if self._viewing is None:
            self._viewing = Viewing(self.keeping.completed(without_folders(self.given)), self.clock)
        return self._viewing

    def _stop_viewing(self) -> None:
        viewing, self._viewing = self._viewing, None
        if viewing is not None:
            viewing.close()

    def _answer(self, given: Given) -> None:
        self.given = given
        self._draft.keep(given)

    def _expect(self, step: Step) -> None:
        """Raises WrongUsage where something before a step is not answered yet."""
        if ORDER.index(self.step) < ORDER.index(step):
            raise WrongUsage(f"Something is to be answered before: {self.step}.", "Begin there.")
