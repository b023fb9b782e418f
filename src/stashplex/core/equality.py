"""What is equal: the comparisons that decide whether a write is needed at all."""

import json
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from stashplex.core.item import Field, Tag, Value

RATING_TOLERANCE = 0.05
NAMES_KEPT: Final = 8192
"""So many names are remembered in their folded form: the same few come with every scene."""


@lru_cache(maxsize=NAMES_KEPT)
def fold(name: str) -> str:
    """Returns the form under which tag names are the same: NFC, trimmed, without case."""
    folded = unicodedata.normalize("NFC", name).strip().casefold()
    return unicodedata.normalize("NFC", folded)


def folded_names(tags: Iterable[Tag]) -> frozenset[str]:
    """Returns the folded names of these tags."""
    return frozenset(fold(tag.name) for tag in tags)


def tags_text(names: Iterable[str]) -> str:
    """Returns one text for a set of names, equal exactly when the folded sets are."""
    folded = sorted({fold(name) for name in names})
    return json.dumps(folded, ensure_ascii=False) if folded else ""


def same_text(one: str, other: str) -> bool:
    """Compares texts after NFC, newline normalisation and trimming."""
    return _plain(one) == _plain(other)


def same_rating(one: str, other: str) -> bool:
    """Compares two ratings as numbers, with tolerance; empty equals only empty."""
    if one == other or not one or not other:
        return one == other
    try:
        return abs(float(one) - float(other)) < RATING_TOLERANCE
    except ValueError:
        return False


def same(name: Field, one: Value, other: Value) -> bool:
    """Compares two values of a field: tags as sets of names, ratings as numbers, else texts."""
    if isinstance(one, str) and isinstance(other, str):
        return same_rating(one, other) if name is Field.RATING else same_text(one, other)
    if isinstance(one, str) or isinstance(other, str):
        return False
    return folded_names(one) == folded_names(other)


def same_image(key: str, image: str) -> bool:
    """Compares the key of an image with another key, or with the SHA-1 of an upload."""
    return key == image or (bool(image) and key.endswith(f"/{image}"))


def _plain(text: str) -> str:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unified).strip()
