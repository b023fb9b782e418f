"""Tells in the log what became of scenes: with cause and remedy, and nothing thousands of times."""

import logging
from typing import Final

from stashplex.core.outcome import Cause
from stashplex.core.remedies import remedy_for
from stashplex.core.repeats import IN_FULL, Repeated, Repeats, is_round

logger = logging.getLogger(__name__)

SPEAK_FOR_THEMSELVES: Final = ("AmbiguousMatch", "PinLost", "NotTaken", "TooLong", "Crashed")
"""Errors whose own words end with what to do."""


class Storyteller:
    """Tells the first few of each cause in full, then how many, until there is nothing to do."""

    def __init__(self) -> None:
        self._repeats = Repeats()
        self._mistakes = Repeats()

    def failed(self, scene: int, path: str, cause: Cause, *, attempt: int | None = None) -> None:
        """Tells that a scene failed: at this attempt and is tried again, or for good."""
        name, how = cause.error_type, "failed"
        if attempt is not None:
            name, how = f"{name} (tried again)", f"failed at attempt {attempt} and is tried again"
        met = self._repeats.meet(name, cause.message, scene)
        self._tell(met, f" {how}: {cause.error_type}: {with_remedy(cause)}", scene, path)

    def warned(self, scene: int, path: str, warning: str) -> None:
        """Tells what a person should know of a scene, though it kept nothing from being written."""
        self._tell(self._repeats.meet("Warning", warning, scene), f": {warning}", scene, path)

    def mistake(self, scene: int, error: Exception) -> None:
        """Tells once of each mistake of ours where it came from: the log is all that keeps it."""
        kind = type(error).__name__
        if self._mistakes.meet(kind, str(error), scene).times == 1:
            words = "Scene %d met a mistake in stashplex itself: %s: %s"
            logger.info(words, scene, kind, error, exc_info=error)

    def close(self) -> None:
        """Tells how often each cause was met that was not told each time; then begins anew."""
        for one in self._repeats.counted():
            logger.warning("%s: %d in all, as with scene %d", one.name, one.times, one.scene)
        self._repeats = Repeats()

    def _tell(self, met: Repeated, line: str, scene: int, path: str) -> None:
        level = logging.WARNING if met.times <= IN_FULL else logging.DEBUG
        logger.log(level, "Scene %d (%s)%s", scene, path, line)
        if met.times == IN_FULL + 1:
            logger.warning("%s again, as with scene %d: counted from here on", met.name, met.scene)
        elif is_round(met.times):
            logger.warning("%s: %d so far, as with scene %d", met.name, met.times, met.scene)


def with_remedy(cause: Cause) -> str:
    """Returns the server's words, and after them what to do."""
    if cause.error_type in SPEAK_FOR_THEMSELVES:
        return cause.message
    return f"{cause.message} {remedy_for(cause.error_type)}"
