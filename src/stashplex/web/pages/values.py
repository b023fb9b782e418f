"""What changes in a field, as a page shows it: of tags those that come, go and stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from stashplex.core.answers import ItemTold, WriteTold
from stashplex.core.equality import fold
from stashplex.core.item import IMAGE_FIELDS, TAG_FIELDS
from stashplex.core.visible import visible
from stashplex.core.wording import shown_value

LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; of tags the names by what becomes of them."""

    before: str
    after: str
    is_tags: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def change_of(field: str, before: str | tuple[str, ...], after: str | tuple[str, ...]) -> Change:
    """Returns what becomes of a field."""
    texts = Change(shown_in(field, before), shown_in(field, after))
    if field not in TAG_FIELDS:
        return texts
    old, new = _names(before), _names(after)
    had, wanted = {fold(name) for name in old}, {fold(name) for name in new}
    return Change(
        texts.before,
        texts.after,
        is_tags=True,
        added=tuple(name for name in new if fold(name) not in had),
        removed=tuple(name for name in old if fold(name) not in wanted),
        kept=tuple(name for name in new if fold(name) in had),
    )


def shown_in(field: str, value: str | tuple[str, ...]) -> str:
    """Returns a value as a page shows it: a text of several lines is of several lines there."""
    if isinstance(value, tuple) or field in IMAGE_FIELDS or "\n" not in value:
        return shown_value(field, value, LONGEST)
    whole = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    return Markup("<br>").join(visible(line) for line in whole.splitlines() if line.strip())


def _names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Returns the names of a list of tags; an empty text is an empty list."""
    return value if isinstance(value, tuple) else tuple(filter(None, (value,)))


@dataclass(frozen=True, slots=True)
class Does:
    """The fields of a scene by what happens to them."""

    changed: tuple[str, ...]
    left: tuple[str, ...]
    held: tuple[str, ...]


def fields_that(items: Iterable[ItemTold]) -> Does:
    """Returns which fields would change, are left alone, and are held, each named once."""
    does: dict[str, dict[str, None]] = {}
    for item in items:
        for one in item.fields:
            does.setdefault(one.action, {})[one.field] = None
    changed = does.get("set", {}) | does.get("clear", {})
    return Does(tuple(changed), tuple(does.get("leave", {})), tuple(does.get("hold", {})))


def runs_of(writes: Iterable[WriteTold]) -> tuple[int, ...]:
    """Returns the runs that wrote, the newest first."""
    return tuple(dict.fromkeys(one.run for one in writes if one.run is not None))
