"""Checks what was given, key by key, and makes the settings of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from stashplex.config.keys import KEYS, TABLES, Key, nearest
from stashplex.config.settings import FieldsTable, PathPair, Settings
from stashplex.config.sources import (
    FILE_NAME,
    Given,
    Machine,
    Mistake,
    chosen_file,
    given_in_environment,
    given_in_file,
    readable_by_others,
)
from stashplex.core.errors import ConfigError
from stashplex.core.paths import mapping_problems
from stashplex.core.secret import Secret

DEFAULT: Final = "default"
DATABASE: Final = "storage.database"
STAND_IN: Final[Mapping[str, object]] = {
    "stash.url": "http://localhost:9999",
    "plex.url": "http://localhost:32400",
    "plex.token": Secret(""),
}
OPTION: Final = "--data-dir"
GUIDED: Final = "`stashplex setup` asks for what is needed, tests it and writes the file."
EXAMPLE: Final = """\
The least it needs:
[stash]
url = "http://localhost:9999"
[plex]
url = "http://localhost:32400"
token = "..."\
"""


@dataclass(frozen=True, slots=True)
class Outset:
    """What is given, all of it good, though something may be missing still."""

    file: Path
    """The file that was read, or the one that will be: then it is not there yet."""
    values: Mapping[str, object]
    """By the name of the key, as in `plex.url`."""
    origins: Mapping[str, str]
    missing: tuple[str, ...]
    """Keys without which nothing can be done."""

    @property
    def data_dir(self) -> Path:
        """The data folder."""
        value = self.values["data_dir"]
        if not isinstance(value, Path):
            raise TypeError("the data folder is a path")
        return value

    def provisional(self) -> Settings:
        """Returns settings for what needs none of what is missing: the log, say, and the doors."""
        return self.completed({name: STAND_IN[name] for name in self.missing})

    def completed(self, values: Mapping[str, object]) -> Settings:
        """Returns the settings that these values make with what is given, which they replace."""
        return _settings({**self.values, **values}, self.origins, ())


def load_settings(
    machine: Machine,
    *,
    config_file: Path | None = None,
    data_dir: Path | None = None,
) -> Settings:
    """Returns the settings of this machine; raises ConfigError with every mistake there is."""
    path = chosen_file(machine, config_file)
    problems: list[str] = []
    in_file = _read(path, problems)
    given = _given(machine, in_file or (), data_dir)
    values = _checked(given, machine, problems)
    missing = [] if in_file is None else list(_missing(given))
    if problems or missing:
        lines = [*problems, *map(_told_missing, missing)]
        raise ConfigError(list(map(_on_one_line, lines)), _remedy(machine, path) if missing else "")
    values.setdefault("data_dir", machine.data_folder())
    return _settings(values, _origins(given), tuple(_warnings(machine, path, given)))


def load_outset(
    machine: Machine,
    *,
    config_file: Path | None = None,
    data_dir: Path | None = None,
) -> Outset:
    """Returns what is given so far, which may be nothing; raises ConfigError for every mistake."""
    path = chosen_file(machine, config_file)
    problems: list[str] = []
    in_file = _read(path, problems) if path is not None and path.exists() else ()
    given = _given(machine, in_file or (), data_dir)
    values = _checked(given, machine, problems)
    if problems:
        raise ConfigError(list(map(_on_one_line, problems)))
    values.setdefault("data_dir", machine.data_folder())
    missing = tuple(_missing(given))
    return Outset(path or machine.config_files()[-1], values, _origins(given), missing)


def _given(machine: Machine, in_file: Iterable[Given], data_dir: Path | None) -> list[Given]:
    given = [*filter(_says_something, in_file), *given_in_environment(machine)]
    if data_dir is not None:
        given.append(Given("data_dir", str(data_dir), OPTION, machine.folder))
    return given


def _origins(given: Iterable[Given]) -> dict[str, str]:
    return dict.fromkeys(KEYS, DEFAULT) | {one.name: one.where for one in given}


def _read(path: Path | None, problems: list[str]) -> list[Given] | None:
    """Returns what the file gives, or None where it cannot be read."""
    try:
        return [] if path is None else list(given_in_file(path))
    except Mistake as mistake:
        problems.append(str(mistake))
        return None


def _says_something(one: Given) -> bool:
    return one.value != "" or one.name not in KEYS


def _checked(given: Iterable[Given], machine: Machine, problems: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for one in given:
        try:
            values[one.name] = _value(one, machine)
        except Mistake as mistake:
            problems.append(str(mistake))
        else:
            problems += _contradictions(one, values[one.name])
    return values


def _contradictions(one: Given, value: object) -> Iterator[str]:
    """Yields what keeps path pairs, each of them good, from being a mapping together."""
    if isinstance(value, tuple):
        pairs = [(pair.stash, pair.plex) for pair in value if isinstance(pair, PathPair)]
        yield from (f"{one.where}: {problem}" for problem in mapping_problems(pairs))


def _value(one: Given, machine: Machine) -> object:
    key = KEYS.get(one.name)
    if key is None:
        raise Mistake(f"{one.where}: {_unknown(one)}")
    try:
        value = msgspec.convert(one.value, key.type, dec_hook=_decoded)
    except msgspec.ValidationError:
        raise Mistake(f"{_place(key, one)} {_wrong(key, one.value)}") from None
    if key.name == DATABASE and not _is_postgres(value):
        raise Mistake(f"{_place(key, one)} {_wrong(key, one.value)}")
    if isinstance(value, Path):
        return machine.path(str(value), one.folder)
    if key.name.endswith(".url") and isinstance(value, str):
        return value.strip().rstrip("/")
    return value


def _decoded(kind: type, value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    if kind is Path:
        return Path(value)
    if not re.fullmatch("[!-~]+", value.strip()):
        raise ValueError
    return Secret(value.strip())


def _is_postgres(value: object) -> bool:
    address = value.reveal() if isinstance(value, Secret) else ""
    return re.match("postgres(ql)?://", address) is not None


def _place(key: Key, one: Given) -> str:
    return f"{one.where}:" if one.where == key.variable else f"{one.where}: {key.name}"


def _wrong(key: Key, value: object) -> str:
    """Returns what is wrong and what is allowed; of the value only its kind, or a number."""
    match value:
        case bool():
            found = f"is {str(value).lower()}"
        case int() | float():
            found = f"is {value}" if key.is_number else "is a number"
        case str():
            found = "is not usable" if key.is_text else "is text"
        case list():
            found = "is not usable" if key.is_list else "is a list"
        case dict():
            found = "is a table"
        case _:
            found = "is a date or time"
    return f"{found}; it must be {key.allowed}"


def _unknown(one: Given) -> str:
    table, _, key = one.name.partition(".")
    if one.name in TABLES and one.from_environment:
        return f"{table} is a table; each of its keys has its own variable"
    if one.name in TABLES:
        return f"{table} is a table; write [{table}], and its keys below"
    if table == "plex" and isinstance(one.value, dict):
        return f"[{one.name}] is kept for several servers, which a later release will serve"
    if table == "locks" and key in FieldsTable.__struct_fields__:
        return f"{one.name} cannot be set: {key} keep the lock they have; remove it"
    return _mistyped(one)


def _mistyped(one: Given) -> str:
    meant = nearest(one.name)
    if one.from_environment:
        known = KEYS[meant].variable if meant in KEYS else ""
        return "no such setting" + (f"; did you mean {known}?" if known else "; remove it")
    return f"unknown key {one.name}" + (f"; did you mean {meant}?" if meant else "; remove it")


def _on_one_line(text: str) -> str:
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def _missing(given: Iterable[Given]) -> Iterator[str]:
    names = {one.name for one in given}
    return (key.name for key in KEYS.values() if key.required and key.name not in names)


def _told_missing(name: str) -> str:
    return f"{name} is missing; set it in {FILE_NAME} or as {KEYS[name].variable}"


def _remedy(machine: Machine, path: Path | None) -> str:
    if path is not None:
        return EXAMPLE
    places = " and ".join(str(place) for place in machine.config_files())
    return f"No {FILE_NAME} was found; looked for {places}.\n{GUIDED}\n{EXAMPLE}"


def _settings(
    values: Mapping[str, object], origins: Mapping[str, str], warnings: tuple[str, ...]
) -> Settings:
    nested: dict[str, dict[str, object]] = {name: {} for name in TABLES}
    top: dict[str, object] = {"origins": origins, "warnings": warnings}
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        (nested[table] if table else top)[key] = value
    return msgspec.convert(top | nested, Settings)


def _warnings(machine: Machine, path: Path | None, given: Iterable[Given]) -> Iterator[str]:
    secret_in_file = any(KEYS[one.name].is_secret and one.where == str(path) for one in given)
    if path is not None and secret_in_file and readable_by_others(machine, path):
        yield f"{path} holds a secret and every user can read it; run: chmod 600 {path}"
