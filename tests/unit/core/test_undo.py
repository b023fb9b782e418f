"""What becomes of one write that is taken back, and why it is left."""

import pytest
from msgspec.structs import replace
from tests.unit.core.decisions import item, tags

from stashplex.core.edit import Action
from stashplex.core.holding import NO_HOLDINGS, Holding, Holdings, Write, WriteState
from stashplex.core.item import Field, ImageList, Item, Tag, Value
from stashplex.core.undo import Left, PutBack, View, take_back

SHA1 = "a" * 40
UPLOAD = f"upload://posters/{SHA1}"
AGENT = "metadata://posters/agent"


def wrote(  # noqa: PLR0913  one argument for each thing that tells writes apart
    name: Field,
    before: Value,
    after: Value,
    *,
    run: int = 1,
    number: int = 1,
    undoes: int | None = None,
    lock: bool | None = True,
    locked_before: bool = False,
    state: WriteState = WriteState.PROVED,
) -> Write:
    """Returns a proved write of a run."""
    write = Write(5, 7, name, before, after, locked_before, lock, run=run, wanted=after)
    return replace(write, id=number, undoes=undoes, state=state)


def of(
    there: Item,
    *history: Write,
    run: int = 1,
    again: bool = False,
    holdings: Holdings = NO_HOLDINGS,
) -> PutBack:
    """Returns what becomes of the one field that the run wrote."""
    (put_back,) = take_back(run, history, View(there, holdings), again=again)
    return put_back


def image(images: ImageList, *history: Write, can_reset: bool = True) -> PutBack:
    """Returns what becomes of a poster."""
    view = View(item(Field.POSTER, locked=True), NO_HOLDINGS, {Field.POSTER: images}, can_reset)
    (put_back,) = take_back(1, history, view, again=False)
    return put_back


@pytest.mark.parametrize("before", ["harbour", ""])
def test_a_text_goes_back_with_its_lock(before: str) -> None:
    put_back = of(item(Field.TITLE, "Harbour", locked=True), wrote(Field.TITLE, before, "Harbour"))
    assert put_back.edit is not None
    assert (put_back.edit.after, put_back.edit.lock, put_back.theirs) == (before, False, True)
    assert put_back.edit.action is (Action.SET if before else Action.CLEAR)


def test_a_form_of_plexs_own_is_still_what_we_wrote() -> None:
    held = Holdings.of_rows([Holding(Field.TITLE, value="Harbour", shown="HARBOUR", before="old")])
    there = item(Field.TITLE, "HARBOUR", locked=True)
    put_back = of(there, wrote(Field.TITLE, "old", "Harbour"), holdings=held)
    assert put_back.edit is not None
    assert put_back.edit.after == "old"


def test_what_a_person_unlocked_goes_back_and_stays_unlocked() -> None:
    locked_before = wrote(Field.TITLE, "old", "Harbour", locked_before=True)
    put_back = of(item(Field.TITLE, "Harbour"), locked_before)
    assert put_back.edit is not None
    assert put_back.edit.lock is None


def test_what_a_person_locked_since_is_left() -> None:
    unlocked = wrote(Field.TITLE, "old", "Harbour", lock=None)
    assert of(item(Field.TITLE, "Harbour", locked=True), unlocked).left is Left.LOCKED


@pytest.mark.parametrize(("shows", "left"), [("other", Left.EDITED), ("old", Left.ALREADY)])
def test_what_shows_something_else_is_left(shows: str, left: Left) -> None:
    assert of(item(Field.TITLE, shows), wrote(Field.TITLE, "old", "Harbour")).left is left


def test_what_a_later_run_wrote_is_left_though_it_is_the_same() -> None:
    history = (
        wrote(Field.TITLE, "old", "Harbour"),
        wrote(Field.TITLE, "of a person", "Harbour", run=2, number=2),
    )
    put_back = of(item(Field.TITLE, "Harbour", locked=True), *history)
    assert (put_back.left, put_back.why) == (Left.LATER_RUN, "run 2 wrote it since")


def test_a_later_run_that_was_undone_is_not_in_the_way() -> None:
    history = (
        wrote(Field.TITLE, "old", "Harbour"),
        wrote(Field.TITLE, "Harbour", "Port", run=2, number=2, locked_before=True),
        wrote(Field.TITLE, "Port", "Harbour", run=3, number=3, undoes=2),
    )
    put_back = of(item(Field.TITLE, "Harbour", locked=True), *history)
    assert put_back.edit is not None
    assert put_back.theirs


def test_what_an_earlier_run_wrote_is_ours_again() -> None:
    history = (
        wrote(Field.TITLE, "old", "Harbour"),
        wrote(Field.TITLE, "Harbour", "Port", run=2, number=2, locked_before=True),
    )
    put_back = of(item(Field.TITLE, "Port", locked=True), *history, run=2)
    assert put_back.edit is not None
    assert (put_back.edit.after, put_back.edit.lock, put_back.theirs) == ("Harbour", True, False)


def test_what_was_put_back_is_not_put_back_twice() -> None:
    history = (
        wrote(Field.TITLE, "old", "Harbour"),
        wrote(Field.TITLE, "Harbour", "old", run=2, number=2, undoes=1, lock=False),
    )
    assert of(item(Field.TITLE, "old"), *history).left is Left.ALREADY
    again = of(item(Field.TITLE, "old"), *history, run=2, again=True)
    assert again.edit is not None
    assert (again.edit.after, again.theirs) == ("Harbour", False)


@pytest.mark.parametrize("state", [WriteState.LOST, WriteState.INTENDED])
def test_what_never_arrived_is_not_taken_back(state: WriteState) -> None:
    history = [wrote(Field.TITLE, "old", "Harbour", state=state)]
    assert take_back(1, history, View(item(Field.TITLE, "old"), NO_HOLDINGS), again=False) == []


def test_two_tries_of_one_run_are_taken_back_as_one() -> None:
    history = (
        wrote(Field.TITLE, "old", "Harbor"),
        wrote(Field.TITLE, "Harbor", "Harbour", number=2, locked_before=True),
    )
    put_back = of(item(Field.TITLE, "Harbour", locked=True), *history)
    assert put_back.edit is not None
    assert (put_back.edit.after, put_back.edit.lock) == ("old", False)


def test_mirrored_tags_come_back_whole_with_the_role_a_person_gave_since() -> None:
    before = (Tag("Ada", role="Captain"), Tag("Bo", role="Cook"))
    there = item(Field.ROLES, (Tag("Bo", role="Mate"), Tag("Cy")), locked=True)
    put_back = of(there, wrote(Field.ROLES, before, tags("Bo", "Cy")))
    assert put_back.edit is not None
    assert put_back.edit.after == (Tag("Ada", role="Captain"), Tag("Bo", role="Mate"))
    assert put_back.edit.removals == ("Cy",)


def test_of_shared_tags_only_ours_go_and_only_ours_come() -> None:
    there = item(Field.COLLECTIONS, tags("Theirs", "New", "Since"))
    write = wrote(Field.COLLECTIONS, tags("Theirs", "Old"), tags("Theirs", "New"), lock=False)
    put_back = of(there, write)
    assert put_back.edit is not None
    assert put_back.edit.after == tags("Theirs", "Since", "Old")
    assert put_back.edit.removals == ("New",)
    assert put_back.edit.lock is False
    assert not put_back.theirs


def test_a_collection_that_a_later_run_wrote_is_left() -> None:
    history = (
        wrote(Field.COLLECTIONS, (), tags("A", "B"), lock=False),
        wrote(Field.COLLECTIONS, tags("A"), tags("A", "B"), run=2, number=2, lock=False),
    )
    put_back = of(item(Field.COLLECTIONS, tags("A", "B")), *history)
    assert put_back.edit is not None
    assert put_back.edit.removals == ("A",)
    assert of(item(Field.COLLECTIONS, tags("B")), *history).left is Left.LATER_RUN


def test_a_collection_that_is_gone_already_needs_nothing() -> None:
    write = wrote(Field.COLLECTIONS, (), tags("A"), lock=False)
    assert of(item(Field.COLLECTIONS, tags("Theirs")), write).left is Left.ALREADY


def test_an_earlier_image_is_selected_by_its_key() -> None:
    put_back = image(ImageList(UPLOAD, (AGENT, UPLOAD)), wrote(Field.POSTER, AGENT, SHA1))
    assert put_back.edit is not None
    assert (put_back.edit.after, put_back.edit.lock, put_back.theirs) == (AGENT, False, True)


def test_an_image_that_cannot_come_back_is_left() -> None:
    gone = image(ImageList(UPLOAD, (UPLOAD,)), wrote(Field.POSTER, AGENT, SHA1))
    assert gone.left is Left.IMAGE_GONE
    never = image(ImageList(UPLOAD, (UPLOAD,)), wrote(Field.POSTER, "", SHA1), can_reset=False)
    assert never.left is Left.NO_IMAGE_BEFORE


def test_a_lock_that_a_broken_off_try_left_is_taken_off() -> None:
    history = (
        wrote(Field.POSTER, AGENT, SHA1),
        wrote(
            Field.POSTER,
            UPLOAD,
            AGENT,
            run=2,
            number=2,
            undoes=1,
            lock=False,
            state=WriteState.LOST,
        ),
    )
    put_back = image(ImageList(AGENT, (AGENT, UPLOAD)), *history)
    assert put_back.edit is not None
    assert (put_back.edit.after, put_back.edit.lock) == (AGENT, False)
    assert put_back.edit.have == UPLOAD
    chosen_by_a_person = image(ImageList(AGENT, (AGENT, UPLOAD)), history[0])
    assert chosen_by_a_person.left is Left.ALREADY
