"""Requests by what they are for, so that tables can count them."""

import re
from typing import Final

KINDS: Final = (
    ("PUT", r"/library/sections/\d+/all", "edit"),
    ("PUT", r"/:/rate", "edit"),
    ("POST", r"/library/metadata/\d+/posters", "upload"),
    ("GET", r"/library/metadata/\d+/posters", "poster list"),
    ("GET", r"/library/metadata/[\d,]+", "items"),
    ("GET", r"/library/sections/\d+/all", "listing"),
    ("POST", r"/graphql", "query"),
    ("GET", r"/scene/\d+/screenshot", "cover"),
)
PATTERNS: Final = tuple((method, re.compile(path), kind) for method, path, kind in KINDS)
OTHER: Final = "other"


def kind_of(method: str, path: str) -> str:
    """Returns what a request is for."""
    return next(
        (kind for known, pattern, kind in PATTERNS if known == method and pattern.fullmatch(path)),
        OTHER,
    )
