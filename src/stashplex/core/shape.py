"""The shape of a message: what is the same in all messages of one cause."""

import re
from typing import Final

ELLIPSIS: Final = "…"

_QUOTED: Final = re.compile(r"""(?<!\w)(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")
# A status stands in a bracket, an address and a version have dots or colons: these tell causes
# apart, while the numbers of scenes, items and bytes do not.
_NUMBER: Final = re.compile(r"(?<![\w.:(…])\d+(?![\w:]|\.\d)")
_LIST: Final = re.compile(r"\b\w+(?:, \w+){2,}")
"""The fields of an edit, say, which differ from scene to scene."""
_REPEATED: Final = re.compile(r"([^;,]*…[^;,]*)(?:[;,]\1)+")


def shape_of(message: str) -> str:
    """Returns a message without the paths, lists and numbers that belong to one scene."""
    text = _QUOTED.sub(_without_path, message)
    text = _LIST.sub(ELLIPSIS, _NUMBER.sub(ELLIPSIS, text))
    return _REPEATED.sub(r"\1", text.replace("; ", ";")).replace(";", "; ")


def _without_path(quoted: re.Match[str]) -> str:
    text = quoted[0]
    return ELLIPSIS if "/" in text or "\\" in text else text
