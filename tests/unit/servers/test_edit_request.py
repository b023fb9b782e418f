"""An edit as the requests that carry it."""

from urllib.parse import parse_qsl, unquote

import pytest

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.errors import TooLong
from stashplex.core.item import Field, Tag, Value
from stashplex.servers.plex.edit_request import EditRequest, Piece, edit_requests


def change(
    name: Field,
    after: Value = "",
    *,
    removals: tuple[str, ...] = (),
    lock: bool | None = None,
    action: Action = Action.SET,
) -> FieldEdit:
    return FieldEdit(name, after, "", action, "", after, removals, lock)


def targets(*fields: FieldEdit, max_request: int = 16384, prefix_bytes: int = 0) -> list[str]:
    edit = Edit(7, 3, fields)
    requests = edit_requests(edit, max_request=max_request, prefix_bytes=prefix_bytes)
    return [request.target for request in requests]


def pairs(target: str) -> list[tuple[str, str]]:
    """Returns the query as Plex reads it."""
    return [
        (unquote(name), unquote(value))
        for name, _, value in (pair.partition("=") for pair in target.split("?", 1)[1].split("&"))
    ]


def tags(*names: str) -> tuple[Tag, ...]:
    return tuple(Tag(name) for name in names)


def test_one_put_carries_every_field_that_differs() -> None:
    (target,) = targets(
        change(Field.TITLE, "A & B", lock=True),
        change(Field.DATE, "2020-01-01", lock=True),
        change(Field.RATING, "7.5", lock=None),
        change(Field.CONTENT_RATING, "R", lock=False),
    )

    assert target == (
        "/library/sections/3/all?type=1&id=7&title.value=A%20%26%20B&title.locked=1"
        "&originallyAvailableAt.value=2020-01-01&originallyAvailableAt.locked=1"
        "&userRating.value=7.5&contentRating.value=R&contentRating.locked=0"
    )


def test_what_is_kept_or_left_is_not_sent() -> None:
    kept = change(Field.TITLE, "Kept", action=Action.KEEP)
    left = change(Field.SUMMARY, "Left", action=Action.LEAVE)

    assert targets(kept, left) == []
    assert targets(kept, change(Field.STUDIO, "Sent"), left) == [
        "/library/sections/3/all?type=1&id=7&studio.value=Sent"
    ]


def test_an_empty_text_clears() -> None:
    (target,) = targets(change(Field.SUMMARY, "", action=Action.CLEAR, lock=False))

    assert target.endswith("&summary.value=&summary.locked=0")


def test_tags_are_sent_as_the_complete_list_with_explicit_removals() -> None:
    (target,) = targets(change(Field.GENRES, tags("B", "A"), removals=("C, D", "E&F"), lock=True))

    assert pairs(target)[2:] == [
        ("genre[0].tag.tag", "B"),
        ("genre[1].tag.tag", "A"),
        ("genre.locked", "1"),
        ("genre[].tag.tag-", "C%2C%20D,E%26F"),
    ]


def test_a_role_list_repeats_the_role_texts() -> None:
    roles = (Tag("Ann", role="Herself & more", thumb="http://x/1.jpg"), Tag("Bo"))

    (target,) = targets(change(Field.ROLES, roles))

    assert pairs(target)[2:] == [
        ("actor[0].tag.tag", "Ann"),
        ("actor[0].tagging.text", "Herself & more"),
        ("actor[1].tag.tag", "Bo"),
    ]


@pytest.mark.parametrize(
    ("field", "name"),
    [(Field.DIRECTOR, "director"), (Field.COLLECTIONS, "collection"), (Field.LABELS, "label")],
)
def test_every_kind_of_tag_has_its_name(field: Field, name: str) -> None:
    (target,) = targets(change(field, tags("x"), lock=False))

    assert target.endswith(f"&{name}%5B0%5D.tag.tag=x&{name}.locked=0")


def test_a_cleared_tag_field_sends_its_removals_and_lock_only() -> None:
    (target,) = targets(
        change(Field.LABELS, (), removals=("mine",), lock=False, action=Action.CLEAR)
    )

    assert target.endswith("&id=7&label.locked=0&label%5B%5D.tag.tag-=mine")


def test_an_image_contributes_its_lock_and_nothing_else() -> None:
    assert targets(change(Field.POSTER, "sha1", lock=None)) == []
    assert targets(change(Field.POSTER, "sha1", lock=True), change(Field.ART, "", lock=False)) == [
        "/library/sections/3/all?type=1&id=7&thumb.locked=1&art.locked=0"
    ]


@pytest.mark.parametrize(("section", "item"), [(3, 0), (3, -1), (0, 7)])
def test_a_request_without_its_item_cannot_be_built(section: int, item: int) -> None:
    with pytest.raises(ValueError, match="names its item"):
        EditRequest(section, item, (Piece("title", ("title.value=x",)),))


def test_a_request_without_a_field_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="and a field"):
        EditRequest(3, 7, ())


def test_a_longer_edit_is_split_by_field() -> None:
    sent = targets(
        change(Field.TITLE, "t" * 3000, lock=True),
        change(Field.SUMMARY, "s" * 5000, lock=True),
        change(Field.STUDIO, "x" * 3000),
        change(Field.DATE, "2020-01-01"),
    )

    assert [len(target) <= 8192 for target in sent] == [True, True]
    assert [name for target in sent for name, _ in pairs(target) if name.endswith("value")] == [
        "title.value",
        "summary.value",
        "studio.value",
        "originallyAvailableAt.value",
    ]


def test_the_path_before_plex_counts() -> None:
    longest = 8192 - len(targets(change(Field.TITLE), change(Field.STUDIO))[0])
    fields = (change(Field.TITLE, "t" * longest), change(Field.STUDIO))

    assert len(targets(*fields)) == 1
    assert len(targets(*fields, prefix_bytes=1)) == 2


def test_one_field_alone_may_need_more() -> None:
    sent = targets(change(Field.TITLE, "t"), change(Field.GENRES, tags("g" * 10_000)))

    assert [len(target) > 8192 for target in sent] == [False, True]


def test_removals_are_split_by_name_where_they_must_be() -> None:
    names = tuple(f"{number:04}" + "n" * 96 for number in range(500))

    sent = targets(change(Field.GENRES, tags("kept"), removals=names, lock=True))

    assert max(map(len, sent)) <= 16384
    assert [pair for pair in pairs(sent[0])[2:] if "-" not in pair[0]] == [
        ("genre[0].tag.tag", "kept"),
        ("genre.locked", "1"),
    ]
    removed = [value.split(",") for target in sent for name, value in pairs(target) if "-" in name]
    assert tuple(unquote(name) for part in removed for name in part) == names


def test_every_part_of_a_divided_field_says_its_lock() -> None:
    names = tuple(f"{number:04}" + "n" * 96 for number in range(500))

    sent = targets(change(Field.COLLECTIONS, tags("kept"), removals=names, lock=False))

    assert len(sent) > 2
    assert all(("collection.locked", "0") in pairs(target) for target in sent)


@pytest.mark.parametrize(
    "edit",
    [
        change(Field.GENRES, tags("g" * 9000, "h" * 9000)),
        change(Field.SUMMARY, "s" * 17_000),
        change(Field.GENRES, (), removals=("g" * 17_000,)),
    ],
)
def test_what_no_request_can_hold_is_too_long(edit: FieldEdit) -> None:
    with pytest.raises(TooLong, match=r"of item 7 needs a request of \d+ bytes") as refused:
        targets(edit)

    assert "plex.max_request" in refused.value.remedy


def test_a_request_is_halved_by_field_then_by_removal_and_never_within_a_list() -> None:
    genres = Piece("genre", ("genre[0].tag.tag=a", "genre[1].tag.tag=b"), ("c", "d"))
    request = EditRequest(3, 7, (Piece("title", ("title.value=x",)), genres))

    title, tagged = request.halves()
    listed, removed = tagged.halves()

    assert [one.pieces[0].name for one in (title, tagged)] == ["title", "genre"]
    assert listed.pieces[0].parameters == ("genre[0].tag.tag=a", "genre[1].tag.tag=b")
    assert [half.pieces[0].removals for half in removed.halves()] == [("c",), ("d",)]
    assert title.halves() == listed.halves() == removed.halves()[0].halves() == ()


def test_a_lone_surrogate_does_not_stop_an_edit() -> None:
    (target,) = targets(change(Field.TITLE, "a\udc80b"))

    assert dict(parse_qsl(target.split("?")[1]))["title.value"] == "a?b"
