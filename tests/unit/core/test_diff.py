"""Desired, item and holdings give the smallest edit, explained field by field."""

import pytest
from tests.unit.core.decisions import (
    KEEP_EDITS,
    RULES,
    decide,
    tags,
)

from stashplex.core.diff import diff
from stashplex.core.edit import Action, Edit
from stashplex.core.holding import NO_HOLDINGS, Holding
from stashplex.core.item import Field, Item, Value
from stashplex.core.mapping import Desired
from stashplex.core.rules import Rules


def test_an_edit_explains_every_field_and_writes_only_what_differs() -> None:
    desired = Desired(1, {Field.TITLE: "Harbour", Field.STUDIO: "Northlight", Field.SUMMARY: "X"})
    item = Item(
        7,
        3,
        texts={Field.TITLE: "harbour.mp4", Field.STUDIO: "Northlight", Field.SUMMARY: "Of Ida"},
        locked=frozenset({Field.SUMMARY}),
    )
    edit = diff(desired, item, NO_HOLDINGS, RULES)
    assert (edit.item, edit.section) == (7, 3)
    assert [(one.field, one.want, one.have, one.action, one.why) for one in edit.fields] == [
        (Field.TITLE, "Harbour", "harbour.mp4", Action.SET, "differs from Stash"),
        (Field.STUDIO, "Northlight", "Northlight", Action.KEEP, "already right"),
        (Field.SUMMARY, "X", "Of Ida", Action.LEAVE, "locked in Plex before we came"),
    ]
    assert [one.field for one in edit.writes] == [Field.TITLE]
    assert [one.field for one in edit.left] == [Field.SUMMARY]


def test_a_field_that_is_switched_off_is_not_in_the_edit() -> None:
    edit = diff(Desired(1, {}), Item(7, 1, texts={Field.TITLE: "x"}), NO_HOLDINGS, RULES)
    assert edit == Edit(7, 1, ())
    assert edit.of(Field.TITLE) is None


def test_a_text_that_differs_is_set_and_locked() -> None:
    one = decide(Field.TITLE, "Harbour", "harbour.mp4")
    assert (one.action, one.after, one.lock, one.displaced) == (Action.SET, "Harbour", True, False)


def test_locking_is_a_setting_of_each_field() -> None:
    rules = Rules(locks=frozenset({Field.STUDIO}))
    assert decide(Field.TITLE, "Harbour", rules=rules).lock is None
    assert decide(Field.STUDIO, "Northlight", rules=rules).lock is True


def test_a_text_equal_under_newlines_and_normal_form_is_not_written() -> None:
    one = decide(Field.SUMMARY, "Caf\u00e9\nopen", "Cafe\u0301\r\nopen ")
    assert one.action is Action.KEEP


def test_a_text_we_wrote_follows_stash() -> None:
    one = decide(Field.TITLE, "New", "Old", [Holding(Field.TITLE, value="Old")], locked=True)
    assert (one.action, one.why, one.displaced) == (Action.SET, "changed in Stash", False)


def test_a_text_that_is_ours_is_cleared_where_stash_has_none() -> None:
    one = decide(Field.SUMMARY, "", "Ours", [Holding(Field.SUMMARY, value="Ours")])
    assert (one.action, one.after) == (Action.CLEAR, "")


@pytest.mark.parametrize(
    "held",
    [
        [],
        [Holding(Field.SUMMARY, value="Theirs", found=True)],
        [Holding(Field.SUMMARY, value="What we wrote before they did")],
    ],
    ids=["never touched", "only found", "edited since"],
)
def test_a_text_that_is_not_ours_is_never_cleared(held: list[Holding]) -> None:
    assert decide(Field.SUMMARY, "", "Theirs", held).action is Action.KEEP


def test_what_plex_shows_instead_of_a_cleared_text_is_not_cleared_again() -> None:
    held = [Holding(Field.TITLE, value="", shown="harbour.mp4")]
    assert decide(Field.TITLE, "", "harbour.mp4", held).action is Action.KEEP


def test_nothing_on_both_sides_needs_no_write() -> None:
    assert decide(Field.SUMMARY, "").why == "empty on both sides"


def test_a_field_locked_before_we_came_is_left() -> None:
    one = decide(Field.TITLE, "Harbour", "Of Ida", locked=True)
    assert (one.action, one.after) == (Action.LEAVE, "Of Ida")


def test_a_locked_field_we_only_found_right_is_left() -> None:
    held = [Holding(Field.TITLE, value="Of Ida", found=True)]
    assert decide(Field.TITLE, "Harbour", "Of Ida", held, locked=True).action is Action.LEAVE


def test_locks_are_not_respected_where_the_rules_say_so() -> None:
    rules = Rules(respect_locks=False)
    assert decide(Field.TITLE, "Harbour", "Of Ida", rules=rules, locked=True).writes


def test_taking_over_a_field_writes_it_though_it_is_locked() -> None:
    rules = Rules(take_over=frozenset({Field.TITLE}))
    one = decide(Field.TITLE, "Harbour", "Of Ida", rules=rules, locked=True)
    assert (one.action, one.locked_before) == (Action.SET, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (Field.TITLE, "Harbour"),
        (Field.GENRES, tags("Sea")),
        (Field.COLLECTIONS, tags("Coasts")),
    ],
)
def test_taking_over_a_locked_field_that_is_right_adopts_it(name: Field, value: Value) -> None:
    rules = Rules(take_over=frozenset({name}))
    one = decide(name, value, value, rules=rules, locked=True)
    assert (one.action, one.adopted) == (Action.KEEP, True)
    assert not decide(name, value, value, rules=rules).adopted
    assert not decide(name, value, value, locked=True).adopted
    held = [Holding(name)]
    assert not decide(name, value, value, held, rules=rules, locked=True).adopted


def test_stash_wins_over_an_edit_in_plex_and_says_so() -> None:
    one = decide(Field.TITLE, "New", "Of Ida", [Holding(Field.TITLE, value="Old")])
    assert (one.action, one.displaced) == (Action.SET, True)
    assert one.why == "edited in Plex since; Stash wins"


def test_an_edit_in_plex_stays_where_plex_edits_are_kept() -> None:
    held = [Holding(Field.TITLE, value="Old")]
    assert decide(Field.TITLE, "New", "Of Ida", held, rules=KEEP_EDITS).action is Action.LEAVE
    assert decide(Field.TITLE, "New", "", held, rules=KEEP_EDITS).action is Action.LEAVE
    assert decide(Field.TITLE, "New", "Old", held, rules=KEEP_EDITS).action is Action.SET
    assert decide(Field.TITLE, "New", "Theirs", rules=KEEP_EDITS).action is Action.SET


def test_plexs_own_form_of_a_text_is_not_rewritten_until_stash_changes() -> None:
    held = [Holding(Field.TITLE, value="A  b", shown="A b")]
    one = decide(Field.TITLE, "A  b", "A b", held)
    assert (one.action, one.why) == (Action.KEEP, "Plex keeps its own form of what we wrote")
    changed = decide(Field.TITLE, "C", "A b", held)
    assert (changed.action, changed.displaced) == (Action.SET, False)
    assert decide(Field.TITLE, "A  b", "Of Ida", held).displaced


def test_a_rating_is_written_where_plex_has_none() -> None:
    assert decide(Field.RATING, "8.7").action is Action.SET


def test_a_rating_we_wrote_follows_stash() -> None:
    assert decide(Field.RATING, "9", "8.699", [Holding(Field.RATING, value="8.7")]).writes


def test_a_rating_of_your_own_stays() -> None:
    left = decide(Field.RATING, "9", "4")
    assert (left.action, left.why) == (Action.LEAVE, "a rating of your own in Plex")
    held = [Holding(Field.RATING, value="8.7")]
    assert decide(Field.RATING, "9", "4", held).action is Action.LEAVE


def test_a_rating_of_your_own_that_was_right_by_chance_stays() -> None:
    held = [Holding(Field.RATING, value="8", found=True)]
    assert decide(Field.RATING, "9", "8", held).action is Action.LEAVE


def test_a_rating_of_ours_is_cleared_with_the_one_in_stash() -> None:
    held = [Holding(Field.RATING, value="8.7")]
    assert decide(Field.RATING, "", "8.7", held).action is Action.CLEAR
    assert decide(Field.RATING, "", "4", held).action is Action.KEEP
