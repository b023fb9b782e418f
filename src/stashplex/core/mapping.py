"""A scene and the field rules give what its items should show."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Final
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.equality import NAMES_KEPT, fold
from stashplex.core.item import IMAGE_FIELDS, TAG_FIELDS, Field, Tag, Value
from stashplex.core.paths import base_name, stem
from stashplex.core.rules import Rules
from stashplex.core.scene import Performer, Scene

CONTENT_RATING: Final = "XXX"
REQUEST_OVERHEAD: Final = 512
"""Bytes of a request that are not the field itself: path, ids, names, lock."""
RULES_VERSION: Final = 1
"""Part of every fingerprint: raise it when this module maps the same scene differently."""
_CUT: Final = "…"
_FIRST_DAY: Final = {len("YYYY"): "-01-01", len("YYYY-MM"): "-01"}
# Lone surrogates cannot be sent, and the last two code points of a plane cannot stand in XML.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_SINGLE_LINE: Final = str.maketrans({"\n": " ", "\t": " "})


class Desired(Struct, frozen=True):
    """What the items of a scene should show; fields that are switched off are absent."""

    scene: int
    values: Mapping[Field, Value]
    warnings: tuple[str, ...] = ()

    def with_image(self, name: Field, sha1: str) -> "Desired":
        """Returns the same with the SHA-1 of the image wanted in a field."""
        return replace(self, values={**self.values, name: sha1})

    def with_warning(self, text: str) -> "Desired":
        """Returns the same with one more warning."""
        return replace(self, warnings=(*self.warnings, text))


def desire(scene: Scene, rules: Rules) -> Desired:
    """Returns what the items of a scene should show, as the rules have it.

    Images are absent: their bytes are not known here (`Desired.with_image` adds them).
    """
    warnings: list[str] = []
    room = rules.max_request - REQUEST_OVERHEAD
    wanted = {
        name: _fit(name, says(scene, warnings), room, warnings)
        for name, says in _SAYS.items()
        if name in rules.fields
    }
    return Desired(scene.id, wanted, tuple(dict.fromkeys(warnings)))


def withdraw(scene: int, rules: Rules) -> Desired:
    """Returns what the items of a scene should show that is gone or silent: nothing of ours.

    A title stays, since an item cannot be without one, and so do images.
    """
    kept = (Field.TITLE, *IMAGE_FIELDS)
    names = [name for name in _SAYS if name in rules.fields and name not in kept]
    return Desired(scene, {name: () if name in TAG_FIELDS else "" for name in names})


def nothing_to_say(scene: Scene) -> bool:
    """Tells whether a scene is still unidentified, so that syncing it could only wipe things."""
    if _line(scene.title) not in ("", _file_stem(scene), _file_name(scene)):
        return False
    return not any(says(scene, []) for name, says in _SAYS.items() if name not in _SAYS_NOTHING)


def fingerprint(desired: Desired, *, mapping: str, etag: str, items: Iterable[int]) -> str:
    """Returns a hash of everything that decides what a scene's items should show."""
    parts = (RULES_VERSION, mapping, etag, sorted(items), sorted(desired.values.items()))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def clean(text: str) -> str:
    """Returns a text as it is written: NFC, trimmed, no control characters but newline and tab."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text).strip()
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", unified)).strip()


def _line(text: str) -> str:
    cleaned = clean(text)
    if "\n" not in cleaned and "\t" not in cleaned:
        return cleaned
    return clean(cleaned.translate(_SINGLE_LINE))


def _file_name(scene: Scene) -> str:
    return _line(base_name(scene.files[0].path)) if scene.files else ""


def _file_stem(scene: Scene) -> str:
    return _line(stem(scene.files[0].path)) if scene.files else ""


def _rating(rating100: int | None) -> str:
    # Stash rates from 1 to 100; nought is no rating, and Plex cannot show one.
    return f"{rating100 / 10:g}" if rating100 else ""


def _first_day(text: str, warnings: list[str]) -> str:
    """Returns the first day of a full or partial date; a date that is none is left out."""
    if not text:
        return ""
    full = text + _FIRST_DAY.get(len(text), "")
    try:
        return date.fromisoformat(full).isoformat()
    except ValueError:
        warnings.append(f"date {clean(text)[:40]!r} is not a date and was left out")
        return ""


def _billing(performers: Iterable[Performer]) -> list[str]:
    """Returns the names to show; people who share a name are told apart by disambiguation."""
    people = tuple(performers)
    folded = [fold(_line(person.name)) for person in people]
    return [
        f"{person.name} ({person.disambiguation})"
        if _line(person.disambiguation) and folded.count(name) > 1
        else person.name
        for person, name in zip(people, folded, strict=True)
    ]


def _tags(names: Iterable[str], warnings: list[str]) -> tuple[Tag, ...]:
    """Returns one tag per folded name, in order; a name lost to another is warned about."""
    unique: dict[str, Tag] = {}
    for name in names:
        folded, tag = _tag(name)
        if not tag.name:
            continue
        kept = unique.setdefault(folded, tag)
        if kept.name != tag.name:
            warnings.append(f"{tag.name!r} and {kept.name!r} are one name to Plex")
    return tuple(unique.values())


@lru_cache(maxsize=NAMES_KEPT)
def _tag(name: str) -> tuple[str, Tag]:
    """Returns the folded name of a tag, and the tag as it is shown."""
    shown = _line(name)
    return fold(shown), Tag(shown)


def _fit(name: Field, value: Value, room: int, warnings: list[str]) -> Value:
    """Cuts a text that no request can carry; tags are never cut."""
    if not isinstance(value, str) or len(value) * 12 <= room:
        return value
    if len(quote(value, safe="")) <= room:
        return value
    ends = accumulate(len(quote(char, safe="")) for char in value)
    kept = sum(end <= room - len(quote(_CUT, safe="")) for end in ends)
    warnings.append(f"{name} is too long for one request and was cut to {kept} characters")
    return value[:kept].rstrip() + _CUT


_SAYS: Final[Mapping[Field, Callable[[Scene, list[str]], Value]]] = {
    Field.TITLE: lambda scene, _: _line(scene.title) or _file_stem(scene),
    Field.SUMMARY: lambda scene, _: clean(scene.details),
    Field.STUDIO: lambda scene, _: _line(scene.studio),
    Field.DATE: lambda scene, warnings: _first_day(scene.date, warnings),
    Field.RATING: lambda scene, _: _rating(scene.rating100),
    Field.CONTENT_RATING: lambda _scene, _: CONTENT_RATING,
    Field.ROLES: lambda scene, warnings: _tags(_billing(scene.performers), warnings),
    Field.GENRES: lambda scene, warnings: _tags(scene.tags, warnings),
    Field.DIRECTOR: lambda scene, warnings: _tags(scene.director.split(","), warnings),
    Field.COLLECTIONS: lambda scene, warnings: _tags((scene.studio, *scene.groups), warnings),
    Field.LABELS: lambda scene, warnings: _tags(scene.tags, warnings),
}
"""What a scene says of each field, and the warnings that saying it causes."""
_SAYS_NOTHING: Final = (Field.TITLE, Field.CONTENT_RATING)
"""Fields that are never empty, so that showing them tells nothing of the scene."""
