"""Moments as people say them: in the time zone of this machine, and how long ago."""

from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from stashplex.core.ports import Clock

JUST_NOW: Final = 5
STEPS: Final = ((60, "second", 1), (3600, "minute", 60), (86400, "hour", 3600))
LONGEST_AGO: Final = 30 * 86400


class Moments:
    """Words for moments, seen from now."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Returns the wall time in epoch seconds."""
        return self._clock.now()

    def moment(self, told: str | None) -> Markup:
        """Returns a moment of an answer as an element: the day and the minute."""
        return _element(told, f"{_local(told):%Y-%m-%d %H:%M}") if told else Markup("never")

    def ago(self, told: str | None) -> Markup:
        """Returns a moment as an element: how long ago it was, or when, where that is long."""
        return _element(told, self._ago(told)) if told else Markup("never")

    def _ago(self, told: str) -> str:
        seconds = self._clock.now() - datetime.fromisoformat(told).timestamp()
        if seconds < JUST_NOW:
            return "just now" if seconds > -JUST_NOW else f"at {_local(told):%Y-%m-%d %H:%M}"
        for limit, noun, size in STEPS:
            if seconds < limit:
                number = int(seconds // size)
                return f"{number} {noun}{'' if number == 1 else 's'} ago"
        days = int(seconds // 86400)
        if seconds < LONGEST_AGO:
            return f"{days} day{'' if days == 1 else 's'} ago"
        return f"{_local(told):%Y-%m-%d}"


def hour_of(told: str) -> str:
    """Returns the hour of a moment, on the clock of this machine."""
    return f"{_local(told):%H:%M}"


def epoch_of(told: str) -> float:
    """Returns a moment of an answer in epoch seconds."""
    return datetime.fromisoformat(told).timestamp()


def day_of(seconds: float) -> str:
    """Returns the day of a moment in epoch seconds."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%d %b}"


def minute_of(seconds: float) -> str:
    """Returns the day and the minute of a moment in epoch seconds."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%d %b %H:%M}"


def _local(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone()


def _element(told: str, said: str) -> Markup:
    full = f"{_local(told):%Y-%m-%d %H:%M:%S}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(told, full, said)
