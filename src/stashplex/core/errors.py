"""Every error stashplex raises; the class name is the error type in logs, tables and outputs.

StashplexError
├── Interrupted               a person ended the command
├── Unforeseen                a mistake in stashplex itself
├── OutputLost                the answer cannot be written where it should go
├── CannotListen              the address of the service cannot be listened on
├── SignInExpired             nobody confirmed the sign-in at plex.tv in time
├── NotNow                    the service starts, ends, or has its hands full
├── NotUnderstood             a request to the API that fits none of its shapes
├── WrongUsage                a command line that asks for nothing we can do
├── ConfigError               the configuration cannot be used: all mistakes at once
├── DataFolderError           the data folder or its database cannot be used
│   ├── DataFolderBusy        another process owns it for writing
│   ├── DataFolderUnwritable  we may not write there
│   ├── DatabaseAway          PostgreSQL cannot be reached, or went away
│   ├── DatabaseDamaged       SQLite says the file is not sound
│   ├── DatabaseTooNew        a newer stashplex made it
│   └── ServerChanged         it belongs to another Plex or Stash
├── UnknownId                 a person named a scene, run or item that does not exist
├── TooMuchAtOnce             a guard stopped it before anything was put
├── LeaseLost                 the job was rescued and belongs to another worker now
├── ServerError               a conversation with Plex or Stash failed
│   ├── ServerAway            nobody can be reached there: the breaker counts it
│   │   ├── Unreachable       no connection: refused, unknown host, broken off
│   │   ├── Unavailable       503: starting, migrating, in maintenance
│   │   └── HungUp            we ended the conversation, since stopping was asked for
│   ├── RequestTimedOut       no answer in time
│   ├── ServerFailed          500 and its kin, on one request
│   ├── BadAnswer             truncated, not JSON, not what was asked for
│   ├── RateLimited           429, with the wait it asks for
│   ├── CredentialsRefused    401 or 403
│   ├── Incompatible          a version, state or schema we cannot speak to
│   ├── QueryFailed           Stash answered with `errors`
│   ├── ListingUnstable       a library changed under every reading of it
│   └── UnknownLibrary        a library of the config is not on the server
└── SceneError                one scene needs a person
    ├── NotInPlex             no item holds its file
    ├── AmbiguousMatch        several items could hold its file
    ├── PinLost               the item it is pinned to is not in Plex any more
    ├── ItemGone              the item vanished between reading and writing
    ├── PlexRejected          Plex refuses the edit
    ├── NotTaken              Plex says yes and keeps the old value
    ├── TooLong               a list of tags does not fit in a request
    └── Crashed               the worker died over it again and again
"""

from stashplex.core.outcome import Cause


class StashplexError(Exception):
    """Something a person should read: one sentence of what and where, and what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

    @property
    def error_type(self) -> str:
        """The name of the class, as it stands in logs and tables."""
        return type(self).__name__

    @property
    def cause(self) -> Cause:
        """The error as a value that can be stored."""
        return Cause(self.error_type, str(self))


class Interrupted(StashplexError):
    """A person ended the command before its time."""


class Unforeseen(StashplexError):
    """Something that nobody thought of: a mistake in stashplex itself."""


class OutputLost(StashplexError):
    """What a command answers cannot be written: the disk behind its output is full, say."""


class CannotListen(StashplexError):
    """The address of the service is taken, is not this machine's, or may not be used."""


class SignInExpired(StashplexError):
    """The sign-in at plex.tv was not confirmed in time."""


class NotNow(StashplexError):
    """The service cannot do this now: it starts or ends, or too much is asked of it at once."""


class NotUnderstood(StashplexError):
    """A request says something that does not fit what is asked for."""


class WrongUsage(StashplexError):
    """The command line cannot be followed: unknown words, or words that contradict each other."""


class ConfigError(StashplexError):
    """The configuration cannot be used; `problems` holds one line per mistake."""

    def __init__(self, problems: list[str], remedy: str = "") -> None:
        super().__init__("\n".join(problems), remedy)
        self.problems = problems


class DataFolderError(StashplexError):
    """The data folder or its database cannot be used."""


class DataFolderBusy(DataFolderError):
    """Another process owns the data folder for writing."""


class DataFolderUnwritable(DataFolderError):
    """The data folder cannot be made or written to."""


class DatabaseAway(DataFolderError):
    """The database server cannot be reached, or went away in the middle."""


class DatabaseDamaged(DataFolderError):
    """SQLite says that the database file is not sound."""


class DatabaseTooNew(DataFolderError):
    """A newer stashplex has migrated the database."""


class ServerChanged(DataFolderError):
    """The data folder belongs to another Plex server or another Stash."""


class UnknownId(StashplexError):
    """A person named something that does not exist."""


class TooMuchAtOnce(StashplexError):
    """A guard stopped what would change or clear too much, before anything of it was put."""


class LeaseLost(StashplexError):
    """The lease on a job ran out, and the job belongs to another worker now."""


class ServerError(StashplexError):
    """A conversation with a server failed; `server` is "Plex" or "Stash"."""

    def __init__(self, server: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.server = server


class ServerAway(ServerError):
    """Nobody can be reached there now."""


class Unreachable(ServerAway):
    """No connection could be made or kept."""


class Unavailable(ServerAway):
    """503: the server is starting, migrating or in maintenance."""


class HungUp(ServerAway):
    """We ended the conversation: stopping was asked for, and the server took too long."""


class RequestTimedOut(ServerError):
    """The server did not answer in time."""


class ServerFailed(ServerError):
    """500 or its kin, on one request."""


class BadAnswer(ServerError):
    """The answer is truncated or not what was asked for."""


class RateLimited(ServerError):
    """429; `wait_seconds` is what the server asks for."""

    def __init__(self, server: str, message: str, *, wait_seconds: float) -> None:
        super().__init__(server, message)
        self.wait_seconds = wait_seconds


class CredentialsRefused(ServerError):
    """401 or 403: the token or key is missing, wrong, or not allowed to do this."""


class Incompatible(ServerError):
    """The server is of a version, in a state, or of a schema that cannot be spoken to."""


class QueryFailed(ServerError):
    """Stash answered a query with `errors`."""


class ListingUnstable(ServerError):
    """A library changed under every reading of it, so no complete listing could be had."""


class UnknownLibrary(ServerError):
    """A library named in the configuration is not on the server."""


class SceneError(StashplexError):
    """One scene needs a person; the others go on."""


class NotInPlex(SceneError):
    """No item of the configured libraries holds the scene's file."""


class AmbiguousMatch(SceneError):
    """Several items could hold the scene's file, and guessing is off; `candidates` are they."""

    def __init__(self, message: str, remedy: str = "", *, candidates: tuple[int, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.candidates = candidates

    @property
    def cause(self) -> Cause:
        """The error as a value that can be stored, with what a person can choose from."""
        return Cause(self.error_type, str(self), self.candidates)


class PinLost(SceneError):
    """The item that a person pinned the scene to is not in Plex any more."""


class ItemGone(SceneError):
    """The item vanished between reading and writing; `item` says which."""

    def __init__(self, message: str, *, item: int) -> None:
        super().__init__(message)
        self.item = item


class PlexRejected(SceneError):
    """Plex refuses the edit, in its own words."""


class NotTaken(SceneError):
    """Plex accepts the edit twice and still shows the old value."""


class TooLong(SceneError):
    """A list of tags is longer than one request may be."""


class Crashed(SceneError):
    """The worker died over this scene again and again."""
