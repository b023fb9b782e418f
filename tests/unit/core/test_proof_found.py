"""What an item tells of ownership without a write of ours."""

import pytest
from msgspec.structs import replace
from tests.unit.core.decisions import (
    NEW_COVER,
    OLD_COVER,
    held,
    held_names,
    item,
    our_tags,
    row,
    tags,
)

from stashplex.core.diff import diff
from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.equality import tags_text
from stashplex.core.holding import NO_HOLDINGS, Holding
from stashplex.core.item import Field, Value
from stashplex.core.mapping import Desired
from stashplex.core.proof import (
    HoldingChange,
    found,
)
from stashplex.core.rules import Rules


def kept(name: Field, want: Value, have: Value = "", *, adopted: bool = False) -> Edit:
    one = FieldEdit(name, want, have, Action.KEEP, "", have, adopted=adopted)
    return Edit(7, 1, (one,))


def test_a_field_that_is_right_without_us_is_found_and_never_cleared() -> None:
    there = item(Field.TITLE, "Harbour")
    holdings = found(kept(Field.TITLE, "Harbour", "Harbour"), there, NO_HOLDINGS).applied(
        NO_HOLDINGS
    )
    assert row(Field.TITLE, holdings) == Holding(
        Field.TITLE, value="Harbour", found=True, before="Harbour"
    )
    assert diff(Desired(1, {Field.TITLE: ""}), there, holdings, Rules()).writes == ()


def test_a_list_that_is_right_without_us_is_found() -> None:
    there = item(Field.GENRES, tags("sea"))
    change = found(kept(Field.GENRES, tags("Sea"), tags("sea")), there, NO_HOLDINGS)
    assert change.rows == (
        Holding(Field.GENRES, value=tags_text(["Sea"]), found=True, before=tags("sea")),
    )


@pytest.mark.parametrize(
    "edit",
    [
        kept(Field.TITLE, "", "Theirs"),
        kept(Field.TITLE, "A  b", "A b"),
        kept(Field.COLLECTIONS, tags("Sea"), tags("Sea")),
        Edit(7, 1, (FieldEdit(Field.TITLE, "New", "Old", Action.LEAVE, ""),)),
        Edit(7, 1, (FieldEdit(Field.TITLE, "New", "Old", Action.SET, "", "New"),)),
    ],
    ids=["nothing wanted", "another form", "shared", "left", "written"],
)
def test_nothing_else_is_found(edit: Edit) -> None:
    assert found(edit, item(Field.TITLE), NO_HOLDINGS) == HoldingChange()


def test_what_was_found_is_found_again_only_where_it_changed() -> None:
    edit = kept(Field.TITLE, "Harbour", "Harbour")
    there = item(Field.TITLE, "Harbour")
    first = found(edit, there, NO_HOLDINGS).applied(NO_HOLDINGS)
    assert found(edit, there, first) == HoldingChange()
    changed = held(Holding(Field.TITLE, value="Another", found=True))
    assert found(edit, there, changed).rows[0].value == "Harbour"


def test_what_we_hold_is_not_found() -> None:
    ours = held(Holding(Field.TITLE, value="Old"))
    there = item(Field.TITLE, "Harbour")
    assert found(kept(Field.TITLE, "Harbour", "Harbour"), there, ours) == HoldingChange()


def test_a_poster_we_hold_follows_its_moved_path() -> None:
    ours = Holding(Field.POSTER, value=NEW_COVER, shown="/thumb/1", lock_ours=True, before="x")
    there = item(Field.TITLE, thumb="/thumb/2")
    edit = kept(Field.POSTER, NEW_COVER, f"upload://posters/{NEW_COVER}")
    change = found(edit, there, held(ours))
    assert change.rows == (replace(ours, shown="/thumb/2"),)
    assert found(edit, there, change.applied(NO_HOLDINGS)) == HoldingChange()


def test_a_poster_a_person_chose_that_stash_wants_too_needs_no_list_next_time() -> None:
    ours = Holding(Field.POSTER, value=OLD_COVER, shown="/thumb/1")
    there = item(Field.TITLE, thumb="/thumb/2")
    edit = kept(Field.POSTER, NEW_COVER, f"upload://posters/{NEW_COVER}")
    holdings = found(edit, there, held(ours)).applied(NO_HOLDINGS)
    assert diff(Desired(1, {Field.POSTER: NEW_COVER}), there, holdings, Rules()).writes == ()


@pytest.mark.parametrize(
    ("name", "value"), [(Field.TITLE, "Harbour"), (Field.COLLECTIONS, tags("Sea"))]
)
def test_a_field_that_is_taken_over_is_held_from_now_on(name: Field, value: Value) -> None:
    there = item(name, value, locked=True)
    only_found = held(Holding(name, value="Harbour", found=True))
    edit = kept(name, value, value, adopted=True)
    for old in (NO_HOLDINGS, only_found):
        holdings = found(edit, there, old).applied(old)
        assert not row(name, holdings).found
        assert row(name, holdings).before == value
        assert not held_names(name, holdings)
        other = tags("Other") if name is Field.COLLECTIONS else "Other"
        assert diff(Desired(1, {name: other}), there, holdings, Rules()).writes


@pytest.mark.parametrize("name", [Field.GENRES, Field.COLLECTIONS])
def test_a_tag_of_ours_that_is_taken_out_and_not_wanted_is_given_up(name: Field) -> None:
    old = held(*our_tags(name, "Sea", "Outdoor"))
    holdings = found(kept(name, (), tags("Outdoor")), item(name, tags("Outdoor")), old).applied(old)
    assert held_names(name, holdings) == {"Outdoor"}
    brought_back = item(name, tags("Sea"))
    assert diff(Desired(1, {name: ()}), brought_back, holdings, Rules()).writes == ()


def test_a_tag_of_ours_that_is_taken_out_and_still_wanted_is_not_given_up() -> None:
    old = held(*our_tags(Field.COLLECTIONS, "Sea"))
    edit = kept(Field.COLLECTIONS, tags("Sea"))
    assert found(edit, item(Field.COLLECTIONS, ()), old) == HoldingChange()
