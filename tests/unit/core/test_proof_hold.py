"""What is ours once a write is proved, and what stood there before."""

import pytest
from msgspec.structs import replace
from tests.unit.core.decisions import (
    NEW_COVER,
    OLD_COVER,
    after_hold,
    held,
    held_names,
    item,
    our_tags,
    row,
    tags,
    write,
)

from stashplex.core.diff import diff
from stashplex.core.equality import tags_text
from stashplex.core.holding import NO_HOLDINGS, Holding
from stashplex.core.item import SHARED_TAGS, Field
from stashplex.core.mapping import Desired
from stashplex.core.proof import (
    HoldingChange,
    hold,
)
from stashplex.core.rules import Rules


def test_a_proved_text_is_ours_with_what_stood_there_and_the_lock() -> None:
    change = hold(write(Field.TITLE, "Old", "New"), item(Field.TITLE, "New"), NO_HOLDINGS)
    assert change == HoldingChange(
        (Holding(Field.TITLE, value="New", lock_ours=True, before="Old"),)
    )


def test_before_stays_what_it_was_when_we_write_over_ourselves() -> None:
    old = held(Holding(Field.TITLE, value="First", before="Theirs"))
    holdings = after_hold(write(Field.TITLE, "First", "Second"), item(Field.TITLE, "Second"), old)
    assert row(Field.TITLE, holdings).before == "Theirs"


def test_a_value_of_a_person_that_we_displace_becomes_the_before() -> None:
    old = held(Holding(Field.TITLE, value="First", before="Theirs"))
    holdings = after_hold(write(Field.TITLE, "Of Ida", "First"), item(Field.TITLE, "First"), old)
    assert row(Field.TITLE, holdings).before == "Of Ida"


def test_a_value_that_was_only_found_is_the_before_of_our_first_write() -> None:
    old = held(Holding(Field.TITLE, value="Found", found=True, before="Found"))
    holdings = after_hold(write(Field.TITLE, "Found", "New"), item(Field.TITLE, "New"), old)
    assert row(Field.TITLE, holdings) == Holding(
        Field.TITLE, value="New", lock_ours=True, before="Found"
    )


def test_plexs_own_form_is_remembered_beside_what_we_wrote() -> None:
    shown = item(Field.TITLE, "A b")
    holdings = after_hold(write(Field.TITLE, "Old", "A  b"), shown, own_form=True)
    assert (row(Field.TITLE, holdings).value, row(Field.TITLE, holdings).shown) == ("A  b", "A b")
    again = after_hold(write(Field.TITLE, "A b", "C"), item(Field.TITLE, "C"), holdings)
    assert row(Field.TITLE, again).before == "Old"


@pytest.mark.parametrize(
    ("locked_before", "lock", "ours"),
    [(False, True, True), (True, True, False), (False, None, False)],
)
def test_a_lock_is_ours_where_we_set_it_and_it_was_not_there(
    *, locked_before: bool, lock: bool | None, ours: bool
) -> None:
    one = replace(write(Field.TITLE, "", "New"), locked_before=locked_before, lock=lock)
    assert row(Field.TITLE, after_hold(one, item(Field.TITLE, "New"))).lock_ours is ours


def test_a_lock_that_is_ours_stays_ours() -> None:
    old = held(Holding(Field.TITLE, value="Old", lock_ours=True))
    one = replace(write(Field.TITLE, "Old", "New"), locked_before=True)
    assert row(Field.TITLE, after_hold(one, item(Field.TITLE, "New"), old)).lock_ours


@pytest.mark.parametrize("name", SHARED_TAGS)
def test_the_lock_of_a_shared_field_is_never_ours(name: Field) -> None:
    one = write(name, (), tags("New"))
    assert not row(name, after_hold(one, item(name, tags("New")))).lock_ours


def test_a_lock_the_server_sets_on_our_upload_is_ours() -> None:
    one = replace(write(Field.POSTER, "metadata://posters/agent", NEW_COVER), lock=None)
    holdings = after_hold(one, item(Field.TITLE, thumb="/thumb/2"))
    assert row(Field.POSTER, holdings) == Holding(
        Field.POSTER,
        value=NEW_COVER,
        shown="/thumb/2",
        lock_ours=True,
        before="metadata://posters/agent",
    )


def test_the_poster_before_ours_is_kept_until_a_person_chooses_another() -> None:
    old = held(Holding(Field.POSTER, value=OLD_COVER, before="metadata://posters/agent"))
    ours = write(Field.POSTER, f"upload://posters/{OLD_COVER}", NEW_COVER)
    theirs = write(Field.POSTER, "media://of-ida", NEW_COVER)
    now = item(Field.TITLE)
    assert row(Field.POSTER, after_hold(ours, now, old)).before == "metadata://posters/agent"
    assert row(Field.POSTER, after_hold(theirs, now, old)).before == "media://of-ida"


def test_tags_we_brought_are_ours_and_those_that_stood_there_are_found() -> None:
    one = write(Field.GENRES, tags("Sea", "Theirs"), tags("Sea", "Outdoor"))
    holdings = after_hold(one, item(Field.GENRES, tags("Sea", "Outdoor")))
    assert held_names(Field.GENRES, holdings) == {"Outdoor"}
    assert held_names(Field.GENRES, holdings, found_there=True) == {"Sea"}
    assert row(Field.GENRES, holdings).before == tags("Sea", "Theirs")
    assert row(Field.GENRES, holdings).value == tags_text(["Sea", "Outdoor"])


def test_a_found_tag_that_somebody_took_out_is_ours_once_we_bring_it_back() -> None:
    old = held(
        Holding(Field.GENRES, value=tags_text(["Sea"])),
        Holding(Field.GENRES, "sea", "Sea", found=True),
    )
    one = write(Field.GENRES, (), tags("Sea"))
    assert held_names(Field.GENRES, after_hold(one, item(Field.GENRES, tags("Sea")), old)) == {
        "Sea"
    }


def test_a_tag_we_removed_is_ours_no_more() -> None:
    old = held(*our_tags(Field.GENRES, "Sea", "Outdoor"))
    one = write(Field.GENRES, tags("Sea", "Outdoor"), tags("Sea"))
    holdings = after_hold(one, item(Field.GENRES, tags("Sea")), old)
    assert held_names(Field.GENRES, holdings) == {"Sea"}


def test_collections_that_were_there_are_never_ours() -> None:
    old = held(*our_tags(Field.COLLECTIONS, "Old"))
    one = write(Field.COLLECTIONS, tags("Theirs", "Old"), tags("Theirs", "Old", "New"))
    holdings = after_hold(one, item(Field.COLLECTIONS, tags("Theirs", "Old", "New")), old)
    assert held_names(Field.COLLECTIONS, holdings) == {"Old", "New"}
    assert held_names(Field.COLLECTIONS, holdings, found_there=True) == set()
    assert row(Field.COLLECTIONS, holdings).value == tags_text(["Old", "New"])


def test_a_collection_a_person_took_out_is_remembered_while_another_is_written() -> None:
    old = held(*our_tags(Field.COLLECTIONS, "Coasts"))
    one = write(Field.COLLECTIONS, (), tags("New"))
    holdings = after_hold(one, item(Field.COLLECTIONS, tags("New")), old)
    assert held_names(Field.COLLECTIONS, holdings) == {"Coasts", "New"}


def test_the_before_of_a_displaced_list_holds_nothing_of_ours() -> None:
    old = held(*our_tags(Field.GENRES, "Sea"))
    one = write(Field.GENRES, tags("Sea", "Of Ida"), tags("Sea"))
    holdings = after_hold(one, item(Field.GENRES, tags("Sea")), old)
    assert row(Field.GENRES, holdings).before == tags("Of Ida")


def test_the_before_of_a_list_stays_when_we_write_over_ourselves() -> None:
    first = write(Field.GENRES, tags("Theirs"), tags("Sea"))
    holdings = after_hold(first, item(Field.GENRES, tags("Sea")))
    second = write(Field.GENRES, tags("Sea"), tags("Outdoor"))
    holdings = after_hold(second, item(Field.GENRES, tags("Outdoor")), holdings)
    assert row(Field.GENRES, holdings).before == tags("Theirs")


def test_the_before_of_collections_is_that_of_the_first_write() -> None:
    first = write(Field.COLLECTIONS, tags("Theirs"), tags("Theirs", "A"))
    holdings = after_hold(first, item(Field.COLLECTIONS, tags("Theirs", "A")))
    second = write(Field.COLLECTIONS, tags("Of Ida", "A"), tags("Of Ida", "A", "B"))
    holdings = after_hold(second, item(Field.COLLECTIONS, tags("Of Ida", "A", "B")), holdings)
    assert row(Field.COLLECTIONS, holdings).before == tags("Theirs")


@pytest.mark.parametrize("name", [Field.GENRES, Field.COLLECTIONS])
def test_tags_in_plexs_own_form_are_ours_and_need_no_second_write(name: Field) -> None:
    there = tags("Theirs") if name in SHARED_TAGS else ()
    want = tags("a  b", "Sea")
    shown = item(name, (*there, *tags("a b", "Sea")))
    holdings = after_hold(write(name, there, (*there, *want)), shown, own_form=True)
    assert held_names(name, holdings) == {"a b", "Sea"}
    assert diff(Desired(1, {name: want}), shown, holdings, Rules()).writes == ()
    withdrawn = diff(Desired(1, {name: ()}), shown, holdings, Rules()).of(name)
    assert withdrawn is not None
    assert (withdrawn.after, withdrawn.removals) == (there, ("a b", "Sea"))


@pytest.mark.parametrize("name", [Field.GENRES, Field.COLLECTIONS])
def test_a_tag_a_person_added_meanwhile_is_not_taken_for_plexs_own_form(name: Field) -> None:
    shown = item(name, tags("Sea", "Of Ida"))
    holdings = after_hold(write(name, (), tags("Sea")), shown, own_form=True)
    assert held_names(name, holdings) == {"Sea"}
