"""Genres, roles and directors mirror Stash; collections and labels are shared with people."""

import pytest
from tests.unit.core.decisions import (
    KEEP_EDITS,
    decide,
    names_of,
    our_tags,
    tags,
)

from stashplex.core.edit import Action
from stashplex.core.equality import tags_text
from stashplex.core.holding import Holding
from stashplex.core.item import SHARED_TAGS, Field, Tag

MIRRORED = (Field.GENRES, Field.ROLES, Field.DIRECTOR)


@pytest.mark.parametrize("name", MIRRORED)
def test_mirrored_tags_become_those_of_stash(name: Field) -> None:
    one = decide(name, tags("Sea", "Outdoor"), tags("Theirs", "outdoor"))
    assert one.action is Action.SET
    assert names_of(one.after) == ["Sea", "outdoor"]
    assert (one.removals, one.lock) == (("Theirs",), True)


def test_order_and_case_of_tags_cause_no_write() -> None:
    one = decide(Field.GENRES, tags("Sea", "Outdoor"), tags("OUTDOOR", "sea"))
    assert one.action is Action.KEEP


def test_a_name_that_folds_to_a_wanted_one_is_never_removed() -> None:
    one = decide(Field.GENRES, tags("Sea", "Outdoor"), tags("SEA", "sea"))
    assert one.removals == ()


def test_a_role_keeps_the_text_and_picture_it_had() -> None:
    captain = Tag("Mara Lind", role="the captain", thumb="https://example.org/mara.jpg")
    one = decide(Field.ROLES, tags("Mara Lind", "Jon Ash"), (captain,))
    assert one.after == (captain, Tag("Jon Ash"))


def test_where_stash_has_no_tags_only_ours_are_removed() -> None:
    held = our_tags(Field.GENRES, "Sea")
    one = decide(Field.GENRES, (), tags("SEA", "Theirs"), held)
    assert (one.action, one.removals, one.after) == (Action.CLEAR, ("SEA",), tags("Theirs"))


def test_where_stash_has_no_tags_what_was_found_there_stays() -> None:
    held = [Holding(Field.GENRES, value='["sea"]'), Holding(Field.GENRES, "sea", "Sea", found=True)]
    assert decide(Field.GENRES, (), tags("Sea"), held).action is Action.KEEP
    assert decide(Field.GENRES, (), tags("Theirs")).action is Action.KEEP


def test_mirrored_tags_locked_before_we_came_are_left() -> None:
    assert decide(Field.GENRES, tags("Sea"), tags("X"), locked=True).action is Action.LEAVE


def test_tags_a_person_changed_give_way_to_stash_or_are_kept() -> None:
    held = our_tags(Field.GENRES, "Sea")
    one = decide(Field.GENRES, tags("Sea"), tags("Sea", "Of Ida"), held)
    assert (one.action, one.displaced) == (Action.SET, True)
    kept = decide(Field.GENRES, tags("Sea"), tags("Sea", "Of Ida"), held, rules=KEEP_EDITS)
    assert kept.action is Action.LEAVE


def test_a_list_a_person_emptied_is_an_edit_and_not_plexs_own_form() -> None:
    one = decide(Field.GENRES, tags("Sea"), (), our_tags(Field.GENRES, "Sea"))
    assert (one.action, one.displaced) == (Action.SET, True)


def test_plexs_own_form_of_tags_is_not_rewritten_until_stash_changes() -> None:
    held = our_tags(Field.GENRES, "a b", value=tags_text(["a  b"]), shown=tags_text(["a b"]))
    assert decide(Field.GENRES, tags("a  b"), tags("a b"), held).action is Action.KEEP
    changed = decide(Field.GENRES, tags("c"), tags("a b"), held)
    assert (changed.action, changed.displaced) == (Action.SET, False)


@pytest.mark.parametrize("name", SHARED_TAGS)
def test_ours_are_added_and_removed_and_theirs_stay(name: Field) -> None:
    held = our_tags(name, "Old", "Both")
    one = decide(name, tags("New", "both"), tags("Of Ida", "Old", "Both"), held)
    assert (one.action, one.why) == (Action.SET, "ours are added and removed")
    assert (one.after, one.removals) == (tags("Of Ida", "Both", "New"), ("Old",))


def test_a_collection_that_is_theirs_is_not_made_ours() -> None:
    assert decide(Field.COLLECTIONS, tags("Coasts"), tags("coasts")).action is Action.KEEP
    assert decide(Field.COLLECTIONS, (), tags("Coasts")).action is Action.KEEP


def test_collections_that_are_no_longer_wanted_are_removed_alone() -> None:
    held = our_tags(Field.COLLECTIONS, "Coasts")
    one = decide(Field.COLLECTIONS, (), tags("Coasts", "Of Ida"), held)
    assert (one.action, one.why) == (Action.CLEAR, "ours are removed")
    assert (one.after, one.removals) == (tags("Of Ida"), ("Coasts",))


@pytest.mark.parametrize("locked", [True, False])
def test_the_lock_of_a_shared_field_is_sent_as_it_was(*, locked: bool) -> None:
    held = our_tags(Field.COLLECTIONS, "Old")
    one = decide(Field.COLLECTIONS, tags("New"), tags("Old"), held, locked=locked)
    assert one.lock is locked


def test_collections_locked_before_we_came_are_left() -> None:
    one = decide(Field.COLLECTIONS, tags("Coasts"), tags("Of Ida"), locked=True)
    assert one.action is Action.LEAVE


def test_a_collection_of_ours_that_a_person_took_out_comes_back() -> None:
    held = our_tags(Field.COLLECTIONS, "Coasts")
    one = decide(Field.COLLECTIONS, tags("Coasts"), (), held)
    assert (one.action, one.displaced) == (Action.SET, True)
    assert one.why == "ours was taken out in Plex; Stash wins"


def test_a_collection_a_person_took_out_stays_out_where_plex_edits_are_kept() -> None:
    held = our_tags(Field.COLLECTIONS, "Coasts")
    left = decide(Field.COLLECTIONS, tags("Coasts"), (), held, rules=KEEP_EDITS)
    assert left.action is Action.LEAVE
    more = decide(Field.COLLECTIONS, tags("Coasts", "New"), (), held, rules=KEEP_EDITS)
    assert (more.after, more.displaced, more.why) == (tags("New"), False, "ours are added")


def test_plexs_own_form_of_a_collection_is_not_rewritten_beside_theirs() -> None:
    held = our_tags(Field.COLLECTIONS, "a b", value=tags_text(["a  b"]), shown=tags_text(["a b"]))
    there = tags("a b", "Of Ida")
    assert decide(Field.COLLECTIONS, tags("a  b"), there, held).action is Action.KEEP
    assert decide(Field.COLLECTIONS, tags("a  b", "of ida"), there, held).action is Action.KEEP
    changed = decide(Field.COLLECTIONS, tags("c"), there, held)
    assert (changed.after, changed.removals) == (tags("Of Ida", "c"), ("a b",))
