"""What is in force, where it came from, and which folders are which."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import msgspec

from stashplex.app import telling
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.config.keys import KEYS
from stashplex.core.answers import KeyTold, SettingsAnswer
from stashplex.core.learning import MappedRoot
from stashplex.core.secret import Secret


def settings_told(settings: Settings, store: Store) -> SettingsAnswer:
    """Returns every key with its value and origin; of a secret only whether it is set."""
    given = tuple(MappedRoot(pair.stash, pair.plex) for pair in settings.paths)
    learned = store.mappings.learned()
    roots = given or (learned.roots if learned else ())
    return SettingsAnswer(
        keys=tuple(_keys(settings)),
        mapping=telling.mapping(roots, given=bool(given)),
        mapping_is_given=bool(given),
        warnings=settings.warnings,
    )


def shown(value: object) -> object:
    """Returns a value as it may be seen."""
    match value:
        case Secret():
            return "set" if value else "not set"
        case Path():
            return str(value)
        case _:
            return msgspec.to_builtins(value)


def _keys(settings: Settings) -> Iterator[KeyTold]:
    for name, key in KEYS.items():
        table, _, short = name.rpartition(".")
        value = shown(attrgetter(name)(settings))
        yield KeyTold(
            table=table,
            key=short,
            value=str(value) if key.is_secret else _as_toml(value),
            secret=key.is_secret,
            origin=settings.origins.get(name, "default"),
        )


def _as_toml(value: object) -> str:
    """Returns a value as the file would hold it: of what keys can be, TOML writes all like JSON."""
    if isinstance(value, list | tuple) and any(isinstance(one, dict) for one in value):
        return "[" + ", ".join(_table(one) for one in value) + "]"
    return msgspec.json.encode(value).decode().replace('","', '", "')


def _table(pairs: dict[str, object]) -> str:
    inside = ", ".join(f"{name} = {_as_toml(value)}" for name, value in pairs.items())
    return f"{{{inside}}}"
