"""What the set-up tells, step by step and at its end; no secret is in it."""

from msgspec import Struct

from stashplex.core.answers.runs import MappingTold, SyncAnswer
from stashplex.core.answers.scene import InspectAnswer
from stashplex.core.answers.told import ErrorTold


class StashSeenTold(Struct, frozen=True):
    """A Stash that answered."""

    url: str
    version: str
    scenes: int
    needs_key: bool
    """True where it asks for a login, so that it was asked with an API key."""


class PlexSeenTold(Struct, frozen=True):
    """A Plex server that answered, and took the token for its owner's."""

    url: str
    name: str
    version: str
    warning: str
    """What could not be made sure; else empty."""


class SignInTold(Struct, frozen=True):
    """A sign-in at plex.tv that waits for a person."""

    link: str
    """The page on which they confirm it; it opens nothing for anybody else."""
    seconds_left: float


class AccountServerTold(Struct, frozen=True):
    """A server that the account may use."""

    identifier: str
    name: str
    version: str
    is_owned: bool
    """False for another person's: its items cannot be edited."""


class LibraryTold(Struct, frozen=True):
    """A movie library of Plex."""

    title: str
    folders: tuple[str, ...]
    chosen: bool


class FoldersTold(Struct, frozen=True):
    """How the files of both sides line up, and the folders that are which."""

    roots: tuple[MappingTold, ...]
    """Empty where both sides see the same folders, or differ in no regular way."""
    files: int
    """All files of Stash."""
    in_place: int
    """Of them those that Plex has where the folders say."""
    elsewhere: int
    """Those that Plex has somewhere else, by name and size."""
    absent: tuple[str, ...]
    """Some that Plex does not have."""


class ChangeTold(Struct, frozen=True):
    """One key of the configuration that would be written; of a secret only that it is set."""

    key: str
    before: str
    """Empty where the key was not there."""
    after: str


class KeptTold(Struct, frozen=True):
    """The configuration as it was written."""

    config: str
    """The file."""
    copy: str | None
    """Where what stood there before is kept; null where nothing did."""
    warnings: tuple[str, ...]
    """Variables of the environment that say something else, and win."""


class SetupTold(Struct, frozen=True):
    """How far the set-up is."""

    step: str
    """What comes next: `stash`, `plex`, `libraries`, `folders`, `preview` or `sync`."""
    config: str
    """The file that is written at the end."""
    stash_url: str
    """The address to begin with."""
    key_given: bool
    """True where an API key is known already."""
    plex_url: str
    token_given: bool
    stash: StashSeenTold | None
    plex: PlexSeenTold | None
    sign_in: SignInTold | None
    servers: tuple[AccountServerTold, ...]
    """The servers of the account, once somebody signed in."""
    libraries: tuple[LibraryTold, ...]
    at_work: str
    """What is being looked at; empty where nothing is."""
    looked: int
    """How much of it was looked at."""
    folders: FoldersTold | None
    """As the files of both sides say."""
    given: FoldersTold | None
    """As a person said, with what the files say of it."""
    scenes: tuple[InspectAnswer, ...]
    """Some scenes as a sync would change them."""
    changes: tuple[ChangeTold, ...]
    """What would be written to the configuration."""
    kept: KeptTold | None
    first: SyncAnswer | None
    """The run over five scenes, once it has ended."""
    service: str
    """`waits` to be set up, `begins`, is `at_work` with what was written, or with the `former`."""
    error: ErrorTold | None
    """What kept the last look from its end."""


class SetupAnswer(Struct, frozen=True):
    """What the set-up found and wrote."""

    config: str
    """The file that was written."""
    copy: str | None
    """Where what stood there before is kept; null where nothing did."""
    stash: StashSeenTold
    plex: PlexSeenTold
    libraries: tuple[str, ...]
    folders: FoldersTold
    previewed: tuple[int, ...]
    """The scenes that were shown before and after."""
    first: SyncAnswer | None
    """The run over five scenes; null where nobody asked for it."""
    everything: SyncAnswer | None
    """The run over all; null where nobody asked for it."""
