"""What a person can do about each type of error that says no remedy of its own."""

from typing import Final

from stashplex.core.errors import StashplexError

REMEDIES: Final = {
    "NotInPlex": "Let Plex scan the folder, or map its path with [[paths]]; then it is found.",
    "AmbiguousMatch": "Say which it is: stashplex pin SCENE ITEM (stashplex dlq show names them).",
    "PinLost": "Pin it to another item, or take the pin back: stashplex unpin SCENE.",
    "PlexRejected": "Read Plex's words, correct the scene in Stash, then retry.",
    "NotTaken": "Look at the item in Plex; a field it keeps refusing can be off in [fields].",
    "TooLong": "Raise plex.max_request, or give the scene fewer tags in Stash.",
    "Crashed": "Report it with the log: this scene took stashplex down several times.",
    "RequestTimedOut": "See whether the server is overloaded, then retry.",
    "ServerFailed": "Look into the server's own log, then retry.",
    "BadAnswer": "See whether a proxy stands in between, then retry.",
    "QueryFailed": "Look into Stash's log for this scene, then retry.",
    "Unavailable": "It passes by itself most of the time: look into the server's own log if not.",
    "RateLimited": "Wait a little, and see what else asks that server so much.",
}
ANY_OTHER: Final = "Mend what the message says, then retry."


def remedy_for(error_type: str) -> str:
    """Returns what a person can do about scenes that ended with this type of error."""
    return REMEDIES.get(error_type, ANY_OTHER)


def remedy_of(error: StashplexError) -> str:
    """Returns what a person can do about an error: its own remedy, or that of its type."""
    return error.remedy or REMEDIES.get(error.error_type, "")
