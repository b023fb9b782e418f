"""What the tests of diffs and proofs build their cases from."""

from collections.abc import Iterable

from stashplex.core.diff import diff
from stashplex.core.edit import FieldEdit
from stashplex.core.equality import tags_text
from stashplex.core.holding import NO_HOLDINGS, Holding, Holdings, Write
from stashplex.core.item import Field, ImageList, Item, Tag, Value
from stashplex.core.mapping import Desired
from stashplex.core.proof import hold
from stashplex.core.rules import Rules

RULES = Rules()
KEEP_EDITS = Rules(keep_plex_edits=True)
OLD_COVER, NEW_COVER = "a" * 40, "b" * 40


def tags(*names: str) -> tuple[Tag, ...]:
    """Returns bare tags of these names."""
    return tuple(Tag(name) for name in names)


def names_of(value: Value) -> list[str]:
    """Returns the names of a value that is a list of tags."""
    return [tag.name for tag in value if isinstance(tag, Tag)]


def item(name: Field, value: Value = "", *, locked: bool = False, thumb: str = "/thumb/2") -> Item:
    """Returns an item that shows one value in one field."""
    return Item(
        7,
        1,
        texts={name: value} if isinstance(value, str) else {},
        tags={name: value} if not isinstance(value, str) else {},
        locked=frozenset({name} if locked else ()),
        thumb=thumb,
        art="/art/2",
    )


def decide(  # noqa: PLR0913  one argument for each thing a decision depends on
    name: Field,
    want: Value,
    have: Value = "",
    held: Iterable[Holding] = (),
    *,
    rules: Rules = RULES,
    locked: bool = False,
    selected: str = "",
) -> FieldEdit:
    """Returns what the diff decides about one field."""
    lists = {name: ImageList(selected)} if selected else {}
    there = item(name, have, locked=locked)
    decided = diff(Desired(1, {name: want}), there, Holdings.of_rows(held), rules, lists).of(name)
    assert decided is not None
    return decided


def our_tags(name: Field, *names: str, value: str | None = None, shown: str = "") -> list[Holding]:
    """Returns the holdings of tags that are ours, with what we wrote and what Plex makes of it."""
    text = tags_text(names) if value is None else value
    rows = [Holding(name, tag.casefold(), tag) for tag in names]
    return [Holding(name, value=text, shown=shown), *rows]


def write(name: Field, before: Value, after: Value) -> Write:
    """Returns an intended write of one field, with its lock."""
    return Write(1, 7, name, before, after, locked_before=False, lock=True, id=11)


def after_hold(
    one: Write, now: Item, old: Holdings = NO_HOLDINGS, *, own_form: bool = False
) -> Holdings:
    """Returns the holdings once a write is proved."""
    return hold(one, now, old, own_form=own_form).applied(old)


def held(*rows: Holding) -> Holdings:
    """Returns holdings of these rows."""
    return Holdings.of_rows(rows)


def row(name: Field, holdings: Holdings) -> Holding:
    """Returns the row of a field, which must be there."""
    holding = holdings.of(name)
    assert holding is not None
    return holding


def held_names(name: Field, holdings: Holdings, *, found_there: bool = False) -> set[str]:
    """Returns the names of the tags that are ours, or that were found there."""
    return {one.value for one in holdings.tags(name) if one.found is found_there}
