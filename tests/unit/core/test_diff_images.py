"""Posters and backgrounds are written only where they differ, and their lists read only once."""

from collections.abc import Iterable

import pytest
from tests.unit.core.decisions import (
    KEEP_EDITS,
    NEW_COVER,
    OLD_COVER,
    RULES,
    decide,
)

from stashplex.core.diff import images_needed
from stashplex.core.edit import Action
from stashplex.core.holding import Holding, Holdings
from stashplex.core.item import Field, Item
from stashplex.core.mapping import Desired
from stashplex.core.rules import Rules


def needed(held: Iterable[Holding], *, want: str = NEW_COVER, locked: bool = False) -> bool:
    item = Item(7, 1, thumb="/thumb/2", locked=frozenset({Field.POSTER}) if locked else frozenset())
    desired = Desired(1, {Field.TITLE: "Harbour", Field.POSTER: want})
    return images_needed(desired, item, Holdings.of_rows(held), RULES) == (Field.POSTER,)


def poster(sha1: str, shown: str = "/thumb/2", *, found: bool = False) -> list[Holding]:
    return [Holding(Field.POSTER, value=sha1, shown=shown, found=found)]


def test_the_list_of_posters_is_read_at_first_contact_only() -> None:
    assert needed([])
    assert not needed(poster(NEW_COVER))
    assert not needed(poster(OLD_COVER))


def test_the_list_of_posters_is_read_again_where_the_poster_moved() -> None:
    assert needed(poster(NEW_COVER, "/thumb/1"))
    assert needed(poster(OLD_COVER, "/thumb/1"))


def test_the_list_of_posters_is_not_read_where_nothing_would_be_written() -> None:
    assert not needed([], want="")
    assert not needed([], locked=True)


def test_without_a_cover_the_poster_stays() -> None:
    one = decide(Field.POSTER, "", held=poster(OLD_COVER))
    assert (one.action, one.why) == (Action.KEEP, "no cover in Stash")


def test_a_cover_replaces_the_poster_of_the_agent_and_keeps_its_key() -> None:
    one = decide(Field.POSTER, NEW_COVER, selected="metadata://posters/agent")
    assert (one.action, one.have, one.after) == (Action.SET, "metadata://posters/agent", NEW_COVER)
    assert (one.lock, one.displaced) == (True, False)


def test_a_cover_that_is_selected_already_is_not_uploaded() -> None:
    one = decide(Field.POSTER, NEW_COVER, selected=f"upload://posters/{NEW_COVER}")
    assert one.action is Action.KEEP


def test_only_an_upload_can_be_our_cover() -> None:
    assert decide(Field.POSTER, NEW_COVER, selected=f"media://{NEW_COVER}").writes


def test_a_cover_we_hold_that_has_not_moved_is_right() -> None:
    assert decide(Field.POSTER, NEW_COVER, held=poster(NEW_COVER)).action is Action.KEEP


@pytest.mark.parametrize(
    ("name", "folder", "path"),
    [(Field.POSTER, "posters", "/thumb/2"), (Field.ART, "art", "/art/2")],
)
def test_a_new_cover_follows_stash_without_reading_the_list(
    name: Field, folder: str, path: str
) -> None:
    held = [Holding(name, value=OLD_COVER, shown=path)]
    one = decide(name, NEW_COVER, held=held, locked=True)
    assert (one.action, one.why, one.displaced) == (Action.SET, "changed in Stash", False)
    assert one.have == f"upload://{folder}/{OLD_COVER}"
    assert one.lock is None


def test_a_poster_locked_before_we_came_is_left() -> None:
    assert decide(Field.POSTER, NEW_COVER, locked=True).action is Action.LEAVE
    found = poster(OLD_COVER, found=True)
    assert decide(Field.POSTER, NEW_COVER, held=found, locked=True).action is Action.LEAVE


def test_a_poster_a_person_chose_gives_way_to_stash_or_is_kept() -> None:
    held = poster(NEW_COVER, "/thumb/1")
    chosen = "metadata://posters/agent"
    one = decide(Field.POSTER, NEW_COVER, held=held, selected=chosen)
    assert (one.action, one.displaced) == (Action.SET, True)
    kept = decide(Field.POSTER, NEW_COVER, held=held, selected=chosen, rules=KEEP_EDITS)
    assert kept.action is Action.LEAVE


def test_a_poster_that_only_moved_its_path_is_ours_still() -> None:
    held = poster(NEW_COVER, "/thumb/1")
    one = decide(Field.POSTER, NEW_COVER, held=held, selected=f"upload://posters/{NEW_COVER}")
    assert one.action is Action.KEEP


def test_taking_over_a_locked_poster_that_is_right_adopts_it() -> None:
    rules = Rules(take_over=frozenset({Field.POSTER}))
    found = poster(NEW_COVER, found=True)
    assert decide(Field.POSTER, NEW_COVER, held=found, locked=True, rules=rules).adopted
    key = f"upload://posters/{NEW_COVER}"
    assert decide(Field.POSTER, NEW_COVER, selected=key, locked=True, rules=rules).adopted
