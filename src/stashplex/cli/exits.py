"""The exit codes, and which error ends with which."""

from enum import IntEnum

from stashplex.core.errors import (
    CannotListen,
    ConfigError,
    DatabaseAway,
    DataFolderError,
    Interrupted,
    NotNow,
    OutputLost,
    ServerError,
    TooMuchAtOnce,
    UnknownId,
    UnknownLibrary,
    WrongUsage,
)


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    """Also with scenes that wait or were skipped."""
    FAILED = 1
    """Some scenes failed; or stashplex itself did."""
    USAGE = 2
    """Usage, configuration, data folder, output, or a name that nothing has."""
    SERVER = 3
    """A server, also the database's, cannot be reached, is incompatible, or refuses us; or the
    service that runs waits for one, or ends."""
    GUARD = 4
    """A guard stopped it, since it would be too much at once."""
    INTERRUPTED = 130


def exit_of(error: BaseException) -> Exit:
    """Returns the exit code of an error that ended a command."""
    match error:
        case KeyboardInterrupt() | Interrupted():
            return Exit.INTERRUPTED
        case WrongUsage() | ConfigError() | UnknownId() | UnknownLibrary():
            return Exit.USAGE
        case ServerError() | DatabaseAway() | NotNow():  # what runs for good is started again
            return Exit.SERVER
        case DataFolderError() | OutputLost() | CannotListen():
            return Exit.USAGE
        case TooMuchAtOnce():
            return Exit.GUARD
        case _:
            return Exit.FAILED
