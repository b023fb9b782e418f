"""Texts that cannot break a line or deceive their reader."""

import re
from typing import Final

UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could break a line, colour a terminal, turn text around, or not be encoded."""


def visible(text: str) -> str:
    """Returns a text with everything escaped that could break a line or deceive its reader."""
    return UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
