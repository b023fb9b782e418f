"""After a crash, what we intended and Plex shows is ours."""

import pytest
from msgspec.structs import replace
from tests.unit.core.decisions import (
    NEW_COVER,
    held,
    held_names,
    item,
    names_of,
    our_tags,
    row,
    tags,
    write,
)

from stashplex.core.diff import diff
from stashplex.core.holding import NO_HOLDINGS, Holding, Holdings, Write
from stashplex.core.item import Field, ImageList, Item, Tag
from stashplex.core.mapping import Desired
from stashplex.core.proof import (
    HoldingChange,
    recover,
)
from stashplex.core.rules import Rules


def recovered(
    one: Write, now: Item, old: Holdings = NO_HOLDINGS, selected: str = ""
) -> tuple[bool, Holdings]:
    lists = {one.field: ImageList(selected)} if selected else {}
    answer = recover([one], now, old, lists)
    assert answer.change.applied(old) == answer.holdings
    assert (answer.proved, answer.lost) in {((11,), ()), ((), (11,))}
    return bool(answer.proved), answer.holdings


def test_what_we_intended_and_plex_shows_is_ours() -> None:
    arrived, holdings = recovered(write(Field.TITLE, "Old", "New"), item(Field.TITLE, "New"))
    assert arrived
    assert row(Field.TITLE, holdings) == Holding(
        Field.TITLE, value="New", lock_ours=True, before="Old"
    )


@pytest.mark.parametrize("shown", ["Old", "Of Ida"])
def test_what_we_intended_and_plex_does_not_show_is_not_ours(shown: str) -> None:
    one = write(Field.TITLE, "Old", "New")
    assert recovered(one, item(Field.TITLE, shown)) == (False, NO_HOLDINGS)


def test_a_cleared_text_is_recovered_too() -> None:
    old = held(Holding(Field.SUMMARY, value="Ours", before="Theirs"))
    arrived, holdings = recovered(write(Field.SUMMARY, "Ours", ""), item(Field.SUMMARY, ""), old)
    assert arrived
    assert (row(Field.SUMMARY, holdings).value, row(Field.SUMMARY, holdings).before) == (
        "",
        "Theirs",
    )


@pytest.mark.parametrize("name", [Field.GENRES, Field.COLLECTIONS])
@pytest.mark.parametrize(
    "shown", [tags("Sea", "Outdoor"), tags("Sea", "Outdoor", "Of Ida"), tags("Outdoor")]
)
def test_tags_that_arrived_are_ours_whatever_a_person_did_since(
    name: Field, shown: tuple[Tag, ...]
) -> None:
    one = write(name, (), tags("Sea", "Outdoor"))
    arrived, holdings = recovered(one, item(name, shown))
    assert arrived
    withdrawn = diff(Desired(1, {name: ()}), item(name, shown), holdings, Rules()).of(name)
    assert withdrawn is not None
    assert names_of(withdrawn.after) in ([], ["Of Ida"])


@pytest.mark.parametrize("name", [Field.GENRES, Field.COLLECTIONS])
def test_tags_of_which_none_is_there_never_arrived(name: Field) -> None:
    one = write(name, tags("Theirs"), tags("Theirs", "Sea"))
    assert recovered(one, item(name, tags("Theirs"))) == (False, NO_HOLDINGS)


def test_a_removal_that_arrived_is_recovered_and_one_that_did_not_leaves_the_tag_ours() -> None:
    old = held(*our_tags(Field.GENRES, "Sea"))
    one = write(Field.GENRES, tags("Sea", "Theirs"), tags("Theirs"))
    arrived, holdings = recovered(one, item(Field.GENRES, tags("Theirs")), old)
    assert arrived
    assert held_names(Field.GENRES, holdings) == set()
    arrived, holdings = recovered(one, item(Field.GENRES, tags("Sea", "Theirs")), old)
    assert not arrived
    assert held_names(Field.GENRES, holdings) == {"Sea"}


def test_a_tag_whose_removal_did_not_get_through_stays_ours() -> None:
    old = held(*our_tags(Field.COLLECTIONS, "Old"))
    one = write(Field.COLLECTIONS, tags("Old"), tags("New"))
    arrived, holdings = recovered(one, item(Field.COLLECTIONS, tags("Old", "New")), old)
    assert arrived
    assert held_names(Field.COLLECTIONS, holdings) == {"Old", "New"}


def test_an_upload_arrived_where_it_is_selected() -> None:
    one = write(Field.POSTER, "metadata://posters/agent", NEW_COVER)
    now = item(Field.TITLE, thumb="/thumb/2")
    arrived, holdings = recovered(one, now, selected=f"upload://posters/{NEW_COVER}")
    assert arrived
    assert row(Field.POSTER, holdings).shown == "/thumb/2"
    assert recovered(one, now, selected="metadata://posters/agent") == (False, NO_HOLDINGS)
    assert recovered(one, now) == (False, NO_HOLDINGS)


def test_several_writes_of_an_item_are_judged_in_their_order() -> None:
    first = replace(write(Field.TITLE, "Old", "New"), id=1)
    second = replace(write(Field.STUDIO, "", "Northlight"), id=2)
    now = Item(7, 1, texts={Field.TITLE: "New"})
    answer = recover([first, second], now, NO_HOLDINGS, {})
    assert (answer.proved, answer.lost) == ((1,), (2,))
    assert list(answer.holdings.rows) == [(Field.TITLE, "")]


def test_a_change_of_holdings_stores_and_drops() -> None:
    one, other = Holding(Field.TITLE, value="A"), Holding(Field.GENRES, "sea", "Sea")
    change = HoldingChange((replace(one, value="B"),), (other,))
    assert change.applied(held(one, other)) == held(Holding(Field.TITLE, value="B"))
    assert HoldingChange().applied(held(one)) == held(one)
