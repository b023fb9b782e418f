"""Every key there is: its name, its variable, its type in words; and the nearest one to a typo."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeGuard

import msgspec
from msgspec import Struct, inspect

from stashplex.config.settings import Settings
from stashplex.core.secret import Secret

PREFIX: Final = "STASHPLEX_"
NO_SETTINGS: Final = ("origins", "warnings")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the configuration."""

    name: str
    """As in `plex.url`."""
    type: object
    required: bool
    default: object

    @property
    def variable(self) -> str:
        """The environment variable of the same meaning."""
        return PREFIX + self.name.upper().replace(".", "__")

    @property
    def allowed(self) -> str:
        """What may stand there, in words."""
        return _in_words(inspect.type_info(self.type))

    @property
    def is_number(self) -> bool:
        """True when only a number may stand there."""
        return isinstance(inspect.type_info(self.type), inspect.IntType | inspect.FloatType)

    @property
    def is_list(self) -> bool:
        """True when only a list may stand there."""
        return isinstance(inspect.type_info(self.type), inspect.VarTupleType)

    @property
    def is_text(self) -> bool:
        """True when any text may be meant, even one that looks like a number."""
        return not (self.is_number or self.is_list or self.type is bool)

    @property
    def is_secret(self) -> bool:
        """True when its value is never shown."""
        kind = inspect.type_info(self.type)
        plain = kind.type if isinstance(kind, inspect.Metadata) else kind
        return isinstance(plain, inspect.CustomType) and plain.cls is Secret


def _in_words(kind: inspect.Type) -> str:  # noqa: C901, PLR0911  one row for each kind of type
    match kind:
        case inspect.Metadata(extra_json_schema={"description": str(words)}):
            return words
        case inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case inspect.FloatType(ge=low, le=high):
            return f"a number from {low} to {high}"
        case inspect.BoolType():
            return "true or false"
        case inspect.LiteralType(values=values):
            return " or ".join(f'"{value}"' for value in values)
        case inspect.VarTupleType(item_type=inspect.StructType()):
            return 'a list of tables, like [{stash = "/data", plex = "/media"}]'
        case inspect.VarTupleType(
            item_type=inspect.Metadata(extra_json_schema={"description": str(words)})
        ):
            return f"a list, in it {words}"
        case inspect.VarTupleType():
            return 'a list of texts, like ["Films"]'
        case inspect.CustomType(cls=cls) if cls is Secret:
            return "text of visible ASCII characters, in quotes"
        case _:
            return "text, in quotes"


def _is_table(kind: object) -> TypeGuard[type[Struct]]:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _keys_of(table: type[Struct], prefix: str = "") -> Iterator[Key]:
    for one in msgspec.structs.fields(table):
        if _is_table(one.type):
            yield from _keys_of(one.type, f"{one.name}.")
        elif one.name not in NO_SETTINGS:
            required = one.required and one.name != "data_dir"
            yield Key(prefix + one.name, one.type, required, one.default)


KEYS: Final = {key.name: key for key in _keys_of(Settings)}
TABLES: Final = tuple(one.name for one in msgspec.structs.fields(Settings) if _is_table(one.type))


def nearest(name: str) -> str:
    """Returns the key or table that a mistyped name most likely means, or an empty text."""
    table, _, short = name.rpartition(".")
    same_ending = [known for known in KEYS if known.rpartition(".")[2] == short]
    if table in TABLES:
        beside = (known for known in KEYS if known.startswith(f"{table}."))
        by_short = {known.rpartition(".")[2]: known for known in beside}
        near = [by_short[one] for one in get_close_matches(short, by_short, n=1)]
    else:
        near = get_close_matches(name, [*KEYS, *TABLES], n=1)
    return next(iter([*same_ending, *near]), "")
