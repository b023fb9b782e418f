"""What is recorded before sending, and what reading back proves."""

import pytest
from msgspec.structs import replace
from tests.unit.core.decisions import (
    NEW_COVER,
    item,
    tags,
    write,
)

from stashplex.core.diff import diff
from stashplex.core.edit import Action, FieldEdit
from stashplex.core.holding import NO_HOLDINGS, Write
from stashplex.core.item import SHARED_TAGS, Field, ImageList, Item, Tag, Value
from stashplex.core.mapping import Desired
from stashplex.core.proof import (
    Proof,
    image_fields,
    planned_writes,
    prove,
    renewed,
)
from stashplex.core.rules import Rules


def written(name: Field, have: Value, after: Value, *, lock: bool | None = None) -> FieldEdit:
    return FieldEdit(name, after, have, Action.SET, "", after, lock=lock)


def test_every_written_field_is_recorded_with_what_stood_there_and_its_lock() -> None:
    desired = Desired(1, {Field.TITLE: "New", Field.STUDIO: "Same", Field.POSTER: NEW_COVER})
    there = Item(
        7,
        1,
        texts={Field.TITLE: "Old", Field.STUDIO: "Same"},
        locked=frozenset({Field.TITLE}),
        thumb="/thumb/1",
    )
    lists = {Field.POSTER: ImageList("metadata://posters/agent")}
    edit = diff(desired, there, NO_HOLDINGS, Rules(respect_locks=False), lists)
    assert planned_writes(edit, there, scene=5, run=3) == (
        Write(5, 7, Field.TITLE, "Old", "New", locked_before=True, lock=True, run=3, wanted="New"),
        Write(
            5,
            7,
            Field.POSTER,
            "metadata://posters/agent",
            NEW_COVER,
            locked_before=False,
            lock=True,
            thumb_before="/thumb/1",
            run=3,
            wanted=NEW_COVER,
        ),
    )


def test_the_image_fields_of_writes_are_those_whose_lists_judge_them() -> None:
    writes = [write(Field.POSTER, "", NEW_COVER), write(Field.TITLE, "", "x")]
    assert image_fields([*writes, *writes]) == (Field.POSTER,)


@pytest.mark.parametrize(
    ("shown", "proof"), [("New ", Proof.PROVED), ("Old", Proof.OLD), ("Other", Proof.OTHER)]
)
def test_a_text_is_proved_by_showing_it(shown: str, proof: Proof) -> None:
    one = written(Field.TITLE, "Old", "New", lock=True)
    before = item(Field.TITLE, "Old")
    assert prove(one, before, item(Field.TITLE, shown)) is proof


@pytest.mark.parametrize(
    ("shown", "proof"),
    [
        (tags("b", "A"), Proof.PROVED),
        (tags("Old"), Proof.OLD),
        (tags("A", "B", "Of Ida"), Proof.OTHER),
        (tags("A"), Proof.OTHER),
    ],
)
def test_mirrored_tags_are_proved_as_a_whole(shown: Value, proof: Proof) -> None:
    one = written(Field.GENRES, tags("Old"), tags("A", "B"))
    assert prove(one, item(Field.GENRES, tags("Old")), item(Field.GENRES, shown)) is proof


@pytest.mark.parametrize(
    ("shown", "proof"),
    [
        (tags("Theirs", "New"), Proof.PROVED),
        (tags("New", "Of Ida"), Proof.PROVED),
        (tags("Theirs", "New", "Old"), Proof.OTHER),
        (tags("Theirs"), Proof.OTHER),
        (tags("Theirs", "Old"), Proof.OLD),
    ],
)
def test_of_shared_tags_only_our_part_is_proved(shown: Value, proof: Proof) -> None:
    before = tags("Theirs", "Old")
    one = written(Field.COLLECTIONS, before, tags("Theirs", "New"), lock=False)
    there = item(Field.COLLECTIONS, before)
    assert prove(one, there, item(Field.COLLECTIONS, shown)) is proof


@pytest.mark.parametrize("name", SHARED_TAGS)
def test_a_shared_field_is_not_proved_while_its_lock_is_not_as_it_was(name: Field) -> None:
    one = written(name, (), tags("New"), lock=False)
    locked = item(name, tags("New"), locked=True)
    assert prove(one, item(name, ()), locked) is Proof.OTHER
    assert prove(replace(one, lock=True), item(name, ()), locked) is Proof.PROVED
    assert prove(replace(one, lock=None), item(name, ()), locked) is Proof.PROVED


def test_a_poster_is_proved_by_its_moved_path() -> None:
    one = written(Field.POSTER, "metadata://posters/agent", NEW_COVER)
    before = item(Field.TITLE)
    assert prove(one, before, item(Field.TITLE, thumb="/thumb/3")) is Proof.PROVED
    assert prove(one, before, before) is Proof.OLD


def test_a_list_sent_again_keeps_what_a_person_added_since() -> None:
    mine = FieldEdit(
        Field.COLLECTIONS,
        want=(Tag("Ours"),),
        have=(Tag("Old"), Tag("Theirs")),
        action=Action.SET,
        why="ours are added and removed",
        after=(Tag("Theirs"), Tag("Ours")),
        removals=("Old",),
        lock=False,
    )
    now = Item(1, 1, tags={Field.COLLECTIONS: (Tag("Old"), Tag("Theirs"), Tag("New"))})

    again = renewed(mine, now)

    assert again.after == (Tag("Theirs"), Tag("New"), Tag("Ours"))
    assert again.removals == ("Old",)
