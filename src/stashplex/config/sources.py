"""Where settings are given: a TOML file, and the environment."""

import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stashplex.config.keys import KEYS, PREFIX, TABLES

FILE_NAME: Final = "stashplex.toml"
FILE_VARIABLE: Final = "STASHPLEX_CONFIG"
NO_SETTINGS: Final = (FILE_VARIABLE, "STASHPLEX_FAILPOINT")
"""Variables that are ours and set nothing; tests kill the process at a failpoint."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine tells about itself: `platform` is spelled as in `sys.platform`."""

    environment: Mapping[str, str]
    home: Path
    folder: Path
    """The working folder."""
    platform: str

    def config_folder(self) -> Path:
        """Returns the folder in which this platform keeps the configuration of programs."""
        match self.platform:
            case "win32":
                return self._folder("APPDATA", "AppData/Roaming")
            case "darwin":
                return self.home / "Library/Application Support/stashplex"
            case _:
                return self._folder("XDG_CONFIG_HOME", ".config")

    def data_folder(self) -> Path:
        """Returns the folder in which this platform keeps the data of programs."""
        match self.platform:
            case "win32":
                return self._folder("LOCALAPPDATA", "AppData/Local")
            case "darwin":
                return self.home / "Library/Application Support/stashplex"
            case _:
                return self._folder("XDG_DATA_HOME", ".local/share")

    def config_files(self) -> tuple[Path, ...]:
        """Returns where the configuration is looked for when nobody names it."""
        return (self.folder / FILE_NAME, self.config_folder() / FILE_NAME)

    def path(self, text: str, folder: Path) -> Path:
        """Returns the path that is meant, where a relative one counts from the folder."""
        parts = Path(text).parts
        return self.home.joinpath(*parts[1:]) if parts[:1] == ("~",) else folder / text

    def _folder(self, variable: str, otherwise: str) -> Path:
        named = self.environment.get(variable)
        return (Path(named) if named else self.home / otherwise) / "stashplex"


@dataclass(frozen=True, slots=True)
class Given:
    """A value somebody gave: for which key, where, and from which folder its paths count."""

    name: str
    value: object
    where: str
    folder: Path
    from_environment: bool = False


class Mistake(Exception):
    """One line: where, which key, what is wrong, what is allowed."""


def chosen_file(machine: Machine, named: Path | None) -> Path | None:
    """Returns the file to read: the named one, the variable's, or the first that is there."""
    variable = machine.environment.get(FILE_VARIABLE)
    if named is not None or variable:
        return machine.path(str(named or variable), machine.folder)
    return next((path for path in machine.config_files() if _is_there(path)), None)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a home that we may not look into, as containers have it
        return False


def given_in_file(path: Path) -> Iterator[Given]:
    """Yields what the file gives, in its order; raises Mistake where it cannot be read."""
    for name, value in _document(path).items():
        if name in TABLES and isinstance(value, dict):
            for key, inner in value.items():
                yield Given(f"{name}.{key}", inner, str(path), path.parent)
        else:
            yield Given(name, value, str(path), path.parent)


def given_in_environment(machine: Machine) -> Iterator[Given]:
    """Yields what variables give, in the order of their names; an empty variable gives nothing."""
    for variable, text in sorted(machine.environment.items()):
        if variable.startswith(PREFIX) and variable not in NO_SETTINGS and text:
            name = variable.removeprefix(PREFIX).lower().replace("__", ".")
            value = _from_text(text, is_text=name in KEYS and KEYS[name].is_text)
            yield Given(name, value, variable, machine.folder, from_environment=True)


def _from_text(text: str, *, is_text: bool) -> object:
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str) or not is_text else text


def _document(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise Mistake(
            f"{path}: there is no such file; correct the path, or write it by `stashplex setup`"
        ) from None
    except OSError as error:
        raise Mistake(
            f"{path}: cannot be read: {error.strerror}; it has to be a file that this user may read"
        ) from None
    except UnicodeDecodeError:
        raise Mistake(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Mistake(f"{path}: {_syntax(error)}") from None


def _syntax(error: Exception) -> str:
    """Returns what the parser says, which names a place and never a value."""
    said = str(error)
    if "Unescaped" in said or "hex value" in said:
        return f"{said}; a Windows path stands in single quotes"
    return f'{said}; a line reads key = "text", a table starts with [name]'


def readable_by_others(machine: Machine, path: Path) -> bool:
    """Returns True when every user of this machine may read the file."""
    return machine.platform != "win32" and bool(path.stat().st_mode & stat.S_IROTH)
