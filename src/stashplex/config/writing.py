"""Writes a configuration: merged into what is there, readable by its owner alone, or not at all."""

import errno
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table

from stashplex.config.settings import PathPair
from stashplex.core.errors import ConfigError
from stashplex.core.secret import Secret

HEAD: Final = "Written by `stashplex setup`. docs/config.md tells every key."
PRIVATE: Final = 0o600
SET_ANEW: Final = "set anew"
MOST_COPIES: Final = 1000

Value = str | tuple[str, ...] | tuple[PathPair, ...] | Path | Secret | None
Values = Mapping[str, Value]
"""By the name of the key, as in `plex.url`; None takes it out."""


@dataclass(frozen=True, slots=True)
class Change:
    """One key that a new text says otherwise; of a secret only that it does."""

    key: str
    before: str
    """As TOML writes it; empty where the key was not there."""
    after: str
    """Empty where the key is not there any more."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a configuration was written, and where what stood there before is kept."""

    file: Path
    copy: Path | None


def merged(existing: str, values: Values) -> str:
    """Returns a text with these values in it; whatever else stands there stays, comments too."""
    document = _parsed(existing)
    if not existing.strip():
        document.add(tomlkit.comment(HEAD))
    for name, value in values.items():
        _put(document, name, value)
    return tomlkit.dumps(document)


def changes(existing: str, values: Values) -> tuple[Change, ...]:
    """Returns what is another in a text once it says these values."""
    document = _parsed(existing)
    return tuple(_changes(document, values))


def read_existing(path: Path) -> str:
    """Returns the text of a configuration; empty where there is none; raises ConfigError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8 text."], "Save it as UTF-8.") from error


def write_private(path: Path, text: str, check: Callable[[Path], object]) -> Written:
    """Puts a text in the place of a file, which keeps a copy beside it, or raises ConfigError.

    Nobody but its owner can read it at any moment. `check` is given the new file before it takes
    its place, and may raise.
    """
    target = path.resolve()  # a link stays a link
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _draft(target, text)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        check(draft)
        copy = _kept(target)
        _give(draft, target)
        draft.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return Written(path, copy)


def _draft(target: Path, text: str) -> Path:
    """Returns a new file of this text, made private before anything is in it."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
        try:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            draft.unlink(missing_ok=True)
            raise
    return draft


def _kept(target: Path) -> Path | None:
    """Copies what stands there beside it; returns where, or None where nothing did."""
    try:
        before = target.read_bytes()
    except FileNotFoundError:
        return None
    for number in range(1, MOST_COPIES):
        copy = target.with_name(f"{target.name}.{number}.bak")
        with suppress(FileExistsError):
            how = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(copy, how, PRIVATE), "wb") as file:
                file.write(before)
            return copy
    raise OSError(errno.EEXIST, "too many old copies lie beside it")


def _give(draft: Path, target: Path) -> None:
    """Gives the new file to the owner of the old one: whoever runs the service may be another."""
    with suppress(OSError, AttributeError):  # not ours to give, nothing there, or no owners here
        before = target.stat()
        os.chown(draft, before.st_uid, before.st_gid)


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        [f"{path}: cannot be written: {error.strerror}."],
        "Let this user write to its folder, or name another file with --config.",
    )


def _parsed(existing: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(existing)
    except TOMLKitError as error:
        raise ConfigError([f"The configuration that is there is no TOML: {error}."]) from error


def _put(document: tomlkit.TOMLDocument, name: str, value: Value) -> None:
    table, _, key = name.rpartition(".")
    if table and table not in document:
        if value is None:
            return
        document.add(table, tomlkit.table())
    inside = cast(Table | tomlkit.TOMLDocument, document[table] if table else document)
    if value is None:
        inside.pop(key, None)
        return
    item = _item(value)
    if key in inside and isinstance(item, AoT) == isinstance(inside[key], AoT):
        inside[key] = item
    else:  # a list of tables and a plain list do not stand in the same place
        inside.pop(key, None)
        inside.append(key, item)


def _item(value: str | tuple[str, ...] | tuple[PathPair, ...] | Path | Secret) -> Item:
    match value:
        case Secret():
            return tomlkit.string(value.reveal())
        case str() | Path():
            return _text(str(value))
        case _:
            return _list(value)


def _list(values: tuple[str, ...] | tuple[PathPair, ...]) -> Item:
    pairs = [one for one in values if isinstance(one, PathPair)]
    if not pairs:
        array = tomlkit.array()
        array.extend(_text(one) for one in values if isinstance(one, str))
        return array
    tables = tomlkit.aot()
    for pair in pairs:
        one = tomlkit.table()
        one.append("stash", _text(pair.stash))
        one.append("plex", _text(pair.plex))
        tables.append(one)
    return tables


def _text(text: str) -> Item:
    """Returns a text as TOML; a Windows path stays as people know it."""
    plain = "\\" in text and "'" not in text and text.isprintable()
    return tomlkit.string(text, literal=plain)


def _changes(document: tomlkit.TOMLDocument, values: Values) -> Iterator[Change]:
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        inside = document.get(table, {}) if table else document
        before = inside.get(key)
        if _unwrapped(before) == (None if value is None else _plain(value)):
            continue
        if isinstance(value, Secret):
            yield Change(name, "set", SET_ANEW) if before else Change(name, "", "set")
        elif name == "stash.api_key":
            yield Change(name, "set" if before else "", "")
        else:
            yield Change(name, _shown(before), "" if value is None else _shown(_item(value)))


def _unwrapped(item: object) -> object:
    return item.unwrap() if isinstance(item, Item) else item


def _plain(value: str | tuple[str, ...] | tuple[PathPair, ...] | Path | Secret) -> object:
    match value:
        case Secret():
            return value.reveal()
        case str() | Path():
            return str(value)
        case _:
            return [
                {"stash": one.stash, "plex": one.plex} if isinstance(one, PathPair) else one
                for one in value
            ]


def _shown(item: object) -> str:
    if item is None:
        return ""
    if isinstance(item, AoT):
        pairs = (f"{one.get('stash')} -> {one.get('plex')}" for one in item.unwrap())
        return ", ".join(pairs)
    return tomlkit.item(item).as_string()
