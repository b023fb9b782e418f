"""Invented scenes that look like those of a real library."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stashplex.core.scene import SceneFile
from stashplex.demo.stash.library import SceneWords
from stashplex.demo.words import (
    EXTENSIONS,
    FIRST_NAMES,
    GROUPS,
    LAST_NAMES,
    PLACES,
    QUALITIES,
    STUDIOS,
    THEMES,
    Theme,
)

FIRST_DAY: Final = date(2012, 3, 1)
DAYS: Final = 4800
WITH_DETAILS, WITH_STUDIO, WITH_DATE, WITH_RATING, WITH_DIRECTOR, WITH_GROUP = (
    0.9, 0.92, 0.95, 0.6, 0.3, 0.15,
)  # fmt: skip
"""Which share of the scenes has what."""
RATINGS: Final = (20, 40, 45, 60, 65, 70, 80, 85, 90, 95, 100)


@dataclass(frozen=True, slots=True)
class Sketch:
    """One invented scene: what a person says of it, and its file below the root."""

    words: SceneWords
    file: SceneFile
    """Its path is relative to a root."""
    cover_seed: int | None
    """None for a scene without a cover."""


def sketches(chance: random.Random, cover_share: float) -> Iterator[Sketch]:
    """Yields scenes without end; the same chance gives the same scenes."""
    taken: set[str] = set()
    while True:
        words = said(chance)
        path = free_path(chance, words, taken)
        size = chance.randrange(180_000_000, 7_000_000_000)
        file = SceneFile(path, size, round(chance.uniform(90, 5400), 2))
        seed = chance.getrandbits(32)
        yield Sketch(words, file, seed if chance.random() < cover_share else None)


def said(chance: random.Random) -> SceneWords:
    """Returns what a person says of a scene; now and then they leave something out."""
    theme = chance.choice(THEMES)
    words = SceneWords(
        title=chance.choice(theme.titles).format(chance.choice(PLACES)),
        tags=tags(chance, theme),
        performers=list(dict.fromkeys(name(chance) for _ in range(chance.randrange(4)))),
    )
    if chance.random() < WITH_DETAILS:
        words["details"] = details(chance, theme)
    if chance.random() < WITH_STUDIO:
        words["studio"] = chance.choice(STUDIOS)
    if chance.random() < WITH_DATE:
        words["date"] = (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).isoformat()
    if chance.random() < WITH_RATING:
        words["rating100"] = chance.choice(RATINGS)
    if chance.random() < WITH_DIRECTOR:
        words["director"] = ", ".join(name(chance) for _ in range(chance.randint(1, 2)))
    if chance.random() < WITH_GROUP:
        words["groups"] = [chance.choice(GROUPS)]
    return words


def tags(chance: random.Random, theme: Theme) -> list[str]:
    """Returns some tags of the theme, and some that fit anything."""
    own = chance.sample(theme.tags, chance.randint(2, len(theme.tags)))
    return own + chance.sample(QUALITIES, chance.randrange(4))


def details(chance: random.Random, theme: Theme) -> str:
    """Returns a few sentences, in one paragraph or two."""
    some = chance.sample(theme.sentences, chance.randint(1, len(theme.sentences)))
    return chance.choice((" ", "\n\n")).join(some)


def name(chance: random.Random) -> str:
    """Returns the name of a person who does not exist."""
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def free_path(chance: random.Random, words: SceneWords, taken: set[str]) -> str:
    """Returns a path that no other scene has, in one of the ways people keep their files."""
    title = words["title"].replace(":", " -")
    studio, day = words.get("studio"), words.get("date")
    number = chance.randrange(10_000)
    ways = [f"inbox/VID_{number:04}", f"by name/{title[0]}/{title}"]
    if studio:
        ways.append(f"{studio}/{title}")
    if studio and day:
        ways += [f"{studio}/{day[:4]}/{day} - {title}", f"{studio}/{day[:4]}/{slug(title)}.{day}"]
    stem = chance.choice(ways)
    ending = chance.choice(EXTENSIONS)
    path, copy = stem + ending, 1
    while path in taken:
        copy += 1
        path = f"{stem} ({copy}){ending}"
    taken.add(path)
    return path


def slug(title: str) -> str:
    """Returns a title as a downloader would name the file."""
    return re.sub(r"[^a-z0-9]+", ".", title.casefold()).strip(".")
