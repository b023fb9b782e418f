"""What was undone is held back by the diff, until Stash wants something else."""

import pytest
from tests.unit.core.decisions import RULES, item, our_tags, tags

from stashplex.core.diff import diff, images_needed
from stashplex.core.edit import Action, Edit
from stashplex.core.holding import Holding, Holdings
from stashplex.core.item import Field, ImageList, Value
from stashplex.core.mapping import Desired
from stashplex.core.proof import found

SHA1, OTHER = "a" * 40, "b" * 40


def planned(
    name: Field, want: Value, have: Value, *undone: Value, held: tuple[Holding, ...] = ()
) -> tuple[Action, bool]:
    """Returns what is done about a field, and whether it is released."""
    holdings = Holdings.of_rows(held, {name: undone})
    there = item(name, have)
    lists = {Field.POSTER: ImageList("metadata://posters/agent")}
    edit: Edit = diff(Desired(1, {name: want}), there, holdings, RULES, lists)
    (one,) = edit.fields
    return one.action, name in found(edit, there, holdings).released


@pytest.mark.parametrize(
    ("name", "want", "have"),
    [
        (Field.TITLE, "Harbour", "harbour.mp4"),
        (Field.RATING, "8.7", ""),
        (Field.GENRES, tags("sea", "Calm"), tags("Travel")),
        (Field.COLLECTIONS, tags("Boats"), tags("Theirs")),
        (Field.POSTER, SHA1, ""),
    ],
)
def test_what_was_undone_is_not_written_again(name: Field, want: Value, have: Value) -> None:
    assert planned(name, want, have, want) == (Action.HOLD, False)
    assert planned(name, want, have, "another" if isinstance(want, str) else (), want) == (
        Action.HOLD,
        False,
    )


@pytest.mark.parametrize(
    ("name", "want", "undone"),
    [
        (Field.TITLE, "Harbour", "Port"),
        (Field.GENRES, tags("Sea"), tags("Sea", "Calm")),
        (Field.COLLECTIONS, tags("Boats", "Sails"), tags("Boats")),
        (Field.POSTER, SHA1, OTHER),
    ],
)
def test_something_else_is_written_and_released(name: Field, want: Value, undone: Value) -> None:
    assert planned(name, want, () if isinstance(want, tuple) else "old", undone) == (
        Action.SET,
        True,
    )


def test_a_text_that_is_right_by_now_is_no_longer_held() -> None:
    assert planned(Field.TITLE, "old", "old", "Harbour") == (Action.KEEP, True)
    assert planned(Field.TITLE, "Harbour", "Harbour", "Harbour") == (Action.KEEP, False)


def test_an_image_that_is_held_needs_no_list() -> None:
    holdings = Holdings(undone={Field.POSTER: (SHA1,)})
    desired = Desired(1, {Field.POSTER: SHA1})
    assert images_needed(desired, item(Field.POSTER), holdings, RULES) == ()


def test_a_cover_that_could_not_be_read_releases_nothing() -> None:
    assert planned(Field.POSTER, "", "", SHA1) == (Action.KEEP, False)


def test_a_collection_that_undo_brought_back_is_not_taken_out_again() -> None:
    ours = tuple(our_tags(Field.COLLECTIONS, "Old"))
    there = tags("Old", "Theirs")
    assert planned(Field.COLLECTIONS, (), there, (), held=ours) == (Action.HOLD, False)
    assert planned(Field.COLLECTIONS, (), there, tags("Old"), held=ours) == (Action.CLEAR, True)


def test_a_collection_that_undo_brought_back_goes_once_stash_wants_neither() -> None:
    ours = tuple(our_tags(Field.COLLECTIONS, "Old"))
    there = tags("Old", "Theirs")
    assert planned(Field.COLLECTIONS, (), there, tags("New"), held=ours) == (Action.CLEAR, True)


def test_a_collection_that_nobody_had_to_write_releases_nothing() -> None:
    want = tags("Boats", "Theirs")
    assert planned(Field.COLLECTIONS, want, tags("Theirs"), tags("Boats")) == (Action.HOLD, False)
