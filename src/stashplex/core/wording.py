"""The words for what happened, and how values look in a line; the same wherever they are read."""

from collections.abc import Mapping
from typing import Final

from stashplex.core.item import IMAGE_FIELDS, Value
from stashplex.core.undo import Left
from stashplex.core.visible import visible

WHY: Final = {
    "nothing_to_say": "nothing is known of it yet but its file name",
    "no_file": "no file in Stash",
    "scene_gone": "no longer in Stash",
    "shares_item": "its item in Plex belongs to another scene",
    "not_in_plex": "Plex does not have the file yet",
    "outage": "a server was away",
    "credentials": "a server refused us",
    "guard": "held back: too much would change at once",
    "interrupted": "not reached before the run ended",
}
WHY_PUT: Final = {
    "differs": "Plex shows something else than Stash says",
    "gone": "Stash has it no more",
    "mended": "a dead letter that needs nothing any more, or deserves another try",
    "NotInPlex": "Plex does not have the file yet",
}
WAITS_FOR: Final = {
    "": "not looked at yet",
    "NotInPlex": "not in Plex yet",
    "Unreachable": "a server was away",
    "Unavailable": "a server was not ready",
    "HungUp": "a server held on when stopping was asked for",
    "CredentialsRefused": "a server refused us",
    "RateLimited": "a server asked for patience",
    "Interrupted": "stopped by a person; `stashplex sync` goes on",
}
LEFT: Final[Mapping[str, str]] = {
    Left.EDITED: "changed in Plex since",
    Left.LOCKED: "locked in Plex since",
    Left.LATER_RUN: "written by a later run since",
    Left.ITEM_GONE: "of items that Plex has no more",
    Left.IMAGE_GONE: "whose earlier image Plex has no more",
    Left.NO_IMAGE_BEFORE: "images where there was none, which only Plex 1.43 and newer can reset",
}
LONGEST_VALUE: Final = 60
SHORT_HASH: Final = 8


def why(reason: str) -> str:
    """Returns the words for a reason; an error type is its own."""
    return WHY.get(reason, reason)


def why_put(reason: str) -> str:
    """Returns the words for the reason for which a comparison puts a scene."""
    return WHY_PUT.get(reason, reason)


def counted(number: int, noun: str) -> str:
    """Returns a number with its noun, as in "1 scene" and "2 scenes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def duration(seconds: float) -> str:
    """Returns a duration as people say it."""
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """Returns a text as one harmless line of at most so many characters."""
    line = visible(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def value_text(value: Value | tuple[str, ...]) -> str:
    """Returns a value in one piece: a text, or names with dots between."""
    if isinstance(value, str):
        return value
    return " · ".join(one if isinstance(one, str) else one.name for one in value)


def shown_value(name: str, value: Value | tuple[str, ...], longest: int = LONGEST_VALUE) -> str:
    """Returns a value as a table shows it."""
    text = value_text(value)
    if not text:
        return "nothing"
    if name in IMAGE_FIELDS:
        return _shown_image(text)
    if isinstance(value, tuple) and len(shorten(text, longest)) < len(text):
        count = f" ({len(value)} in all)"
        return shorten(text, longest - len(count)) + count
    return shorten(text, longest)


def _shown_image(text: str) -> str:
    """Returns an image's SHA-1, or the path Plex gives it, by the part that tells it apart."""
    last = text.rpartition("/")[2]
    if text.startswith("/"):
        return "the one it shows"
    kind = "picture" if text == last or text.startswith("upload://") else "Plex's own"
    return f"{kind} {shorten(last, SHORT_HASH + 1)}"


def clock(seconds: float) -> str:
    """Returns a length as players show it."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def byte_size(size: int) -> str:
    """Returns the size of a file as people say it."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:  # noqa: PLR2004  the step between two units
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def waits_for(error_type: str) -> str:
    """Returns what a waiting job waits for, by the error that made it wait."""
    return WAITS_FOR.get(error_type, f"after {error_type}")
