"""When it happened, in the time zone of this machine."""

from datetime import datetime


def local(moment: str) -> str:
    """Returns a moment of an answer in the time zone of this machine."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
