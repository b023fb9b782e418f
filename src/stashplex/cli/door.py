"""The front door: words in, exit code out; every error ends here in a line or two."""

import codecs
import errno
import gc
import io
import logging
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import CoercionError, CycloptsError, Token, UnusedCliTokensError

from stashplex.cli.commands import run
from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.screen import Screen
from stashplex.cli.silence import silence
from stashplex.core.errors import (
    Interrupted,
    OutputLost,
    StashplexError,
    Unforeseen,
    WrongUsage,
)

logger = logging.getLogger(__name__)

PLAIN: Final = "stashplex_plain"
SIGNS: Final = dict(zip("✓✗→·…─━", "+x>|~--", strict=True))
"""Our own signs, as wide as they are: what is good must not look like what is bad."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    given = list(sys.argv[1:] if words is None else words)
    screen = Screen(as_json="--json" in given)
    # What was imported stays to the end: nobody need look through it for garbage again and again.
    gc.freeze()
    _mind_no_letter()
    try:
        return run(given, screen)
    except (BrokenPipeError, SystemExit):  # the help is drawn by a console that says it so
        silence(sys.stdout)
        return Exit.DONE
    except (Exception, KeyboardInterrupt) as error:
        if screen.verbose:
            logger.debug("This is where it came from", exc_info=error)
        ours = _as_ours(error)
        screen.complain(ours)
        return exit_of(ours)


def _as_ours(error: BaseException) -> StashplexError:
    """Returns what a person should read of anything that ended a command."""
    match error:
        case StashplexError():
            return error
        case KeyboardInterrupt():
            return Interrupted("Interrupted; what was done is kept.")
        case CycloptsError():
            chain = " ".join(("stashplex", *(error.command_chain or ())))
            return WrongUsage(_misused(error), f"`{chain} --help` tells what can be said.")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG):
            return OutputLost(
                f"The answer cannot be written ({error.strerror}).",
                "Free some space there, or send it elsewhere.",
            )
        case _:
            return Unforeseen(
                f"A mistake in stashplex itself: {type(error).__name__}: {error}",
                "Please report it, with what the same command says when it is given -v.",
            )


def _misused(error: CycloptsError) -> str:
    """Returns what is wrong with the words of the command line, as people say it."""
    match error:
        case UnusedCliTokensError(unused_tokens=list(words)) if words:
            return f"Nothing is expected where it says {' '.join(words)}."
        case CoercionError(token=Token(value=value), target_type=kind) if kind is int:
            return f"{value} is no whole number, and one is expected there."
        case _:
            return " ".join(str(error).split())


def _mind_no_letter() -> None:
    """Lets letters that a terminal cannot show be replaced, instead of ending the command."""
    codecs.register_error(PLAIN, _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=PLAIN)


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Returns the nearest of what is left without them: signs stay apart from each other."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(SIGNS.get(letter, "?") for letter in letters), error.end
