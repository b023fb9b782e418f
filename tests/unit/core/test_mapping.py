"""A scene and the field rules give what its items should show."""

from urllib.parse import quote

import pytest
from msgspec.structs import replace

from stashplex.core.item import TAG_FIELDS, Field, Tag, Value
from stashplex.core.mapping import (
    REQUEST_OVERHEAD,
    Desired,
    clean,
    desire,
    fingerprint,
    nothing_to_say,
    withdraw,
)
from stashplex.core.rules import Rules
from stashplex.core.scene import Performer, Scene, SceneFile

EVERY_FIELD = Rules(fields=frozenset(Field))
FILE = SceneFile("/videos/harbour at dusk.mp4", 1000)
BARE = Scene(1, files=(FILE,))
FULL = replace(
    BARE,
    title="Harbour",
    details="Boats come in.",
    director="Ines Vale, Tom Reed",
    date="2021-05-06",
    rating100=87,
    studio="Northlight",
    performers=(Performer("Mara Lind"), Performer("Jon Ash")),
    tags=("Outdoor", "Sea"),
    groups=("Coasts",),
)


def names(value: Value) -> list[str]:
    return [tag.name for tag in value if isinstance(tag, Tag)]


def shown(scene: Scene, name: Field) -> Value:
    return desire(scene, EVERY_FIELD).values[name]


def test_every_field_comes_from_its_place_in_the_scene() -> None:
    assert desire(FULL, EVERY_FIELD).values == {
        Field.TITLE: "Harbour",
        Field.SUMMARY: "Boats come in.",
        Field.STUDIO: "Northlight",
        Field.DATE: "2021-05-06",
        Field.RATING: "8.7",
        Field.CONTENT_RATING: "XXX",
        Field.ROLES: (Tag("Mara Lind"), Tag("Jon Ash")),
        Field.GENRES: (Tag("Outdoor"), Tag("Sea")),
        Field.DIRECTOR: (Tag("Ines Vale"), Tag("Tom Reed")),
        Field.COLLECTIONS: (Tag("Northlight"), Tag("Coasts")),
        Field.LABELS: (Tag("Outdoor"), Tag("Sea")),
    }


def test_background_content_rating_and_labels_are_off_unless_asked_for() -> None:
    assert set(desire(FULL, Rules()).values) == {
        Field.TITLE,
        Field.SUMMARY,
        Field.STUDIO,
        Field.DATE,
        Field.RATING,
        Field.ROLES,
        Field.GENRES,
        Field.DIRECTOR,
        Field.COLLECTIONS,
    }


def test_a_field_that_is_switched_off_is_absent_and_warns_of_nothing() -> None:
    odd = replace(FULL, date="soon", tags=("Sea", "SEA"))
    desired = desire(odd, Rules(fields=frozenset({Field.TITLE})))
    assert desired == Desired(1, {Field.TITLE: "Harbour"})


def test_the_title_is_the_file_stem_where_stash_has_none() -> None:
    assert shown(BARE, Field.TITLE) == "harbour at dusk"
    assert shown(replace(BARE, title=" \n"), Field.TITLE) == "harbour at dusk"


def test_a_scene_without_title_and_file_has_no_title() -> None:
    assert shown(Scene(1), Field.TITLE) == ""


def test_titles_names_and_studios_are_one_line() -> None:
    scene = replace(FULL, title="Two\nlines\tof it", studio="North\r\nlight", tags=("a\nb",))
    assert shown(scene, Field.TITLE) == "Two lines of it"
    assert shown(scene, Field.STUDIO) == "North light"
    assert names(shown(scene, Field.GENRES)) == ["a b"]


def test_the_summary_keeps_its_lines() -> None:
    assert shown(replace(FULL, details=" One\r\n\tTwo \n"), Field.SUMMARY) == "One\n\tTwo"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31mc\x7f\x85d", "ab[31mcd"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("  trimmed \n", "trimmed"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("half \ud83d of it", "half  of it"),
        ("no\uffffn\ufffech\U0001fffear", "nonchar"),
        ("\u0645\u0631\u062d\u0628\u0627 \U0001f30a", "\u0645\u0631\u062d\u0628\u0627 \U0001f30a"),
    ],
)
def test_text_is_nfc_trimmed_and_free_of_what_cannot_be_shown(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("stash", "plex"),
    [("2021-05-06", "2021-05-06"), ("2021-05", "2021-05-01"), ("2021", "2021-01-01"), ("", "")],
)
def test_a_partial_date_becomes_its_first_day(stash: str, plex: str) -> None:
    assert shown(replace(FULL, date=stash), Field.DATE) == plex


@pytest.mark.parametrize("text", ["2021-13", "0000", "soon", "2021-02-30", "\ud800", "20\x0021"])
def test_a_date_that_is_none_is_left_out_with_a_warning(text: str) -> None:
    desired = desire(replace(FULL, date=text), Rules())
    assert desired.values[Field.DATE] == ""
    assert desired.warnings == (f"date {clean(text)!r} is not a date and was left out",)


@pytest.mark.parametrize(
    ("rating100", "rating"), [(None, ""), (0, ""), (1, "0.1"), (80, "8"), (87, "8.7"), (100, "10")]
)
def test_the_rating_is_a_tenth_in_its_shortest_form(rating100: int | None, rating: str) -> None:
    assert shown(replace(FULL, rating100=rating100), Field.RATING) == rating


def test_two_performers_of_one_name_show_their_disambiguation() -> None:
    performers = (
        Performer("Mara Lind", "the elder"),
        Performer("Jon Ash", "of Kent"),
        Performer("MARA LIND"),
    )
    shown_roles = names(shown(replace(FULL, performers=performers), Field.ROLES))
    assert shown_roles == ["Mara Lind (the elder)", "Jon Ash", "MARA LIND"]


def test_performers_whose_names_differ_only_in_what_is_not_shown_have_one_name() -> None:
    performers = (Performer("Mara\x00 Lind", "the elder"), Performer("Mara Lind", "the younger"))
    shown_roles = names(shown(replace(FULL, performers=performers), Field.ROLES))
    assert shown_roles == ["Mara Lind (the elder)", "Mara Lind (the younger)"]


def test_a_disambiguation_that_shows_nothing_adds_no_brackets() -> None:
    performers = (Performer("Mara Lind", "\x00"), Performer("Mara Lind", "the younger"))
    shown_roles = names(shown(replace(FULL, performers=performers), Field.ROLES))
    assert shown_roles == ["Mara Lind", "Mara Lind (the younger)"]


def test_directors_are_separated_by_commas() -> None:
    scene = replace(FULL, director=" Ines Vale ,, Tom Reed,")
    assert names(shown(scene, Field.DIRECTOR)) == ["Ines Vale", "Tom Reed"]


def test_collections_are_the_studio_and_the_groups_each_once() -> None:
    scene = replace(FULL, studio="Northlight", groups=("Northlight", "Coasts"))
    assert names(shown(scene, Field.COLLECTIONS)) == ["Northlight", "Coasts"]
    assert shown(BARE, Field.COLLECTIONS) == ()


def test_names_that_are_one_to_plex_are_shown_once_with_one_warning() -> None:
    desired = desire(replace(FULL, tags=("Sea", "SEA", "Sea")), EVERY_FIELD)
    assert names(desired.values[Field.GENRES]) == ["Sea"]
    assert desired.warnings == ("'SEA' and 'Sea' are one name to Plex",)


def test_names_that_show_nothing_are_left_out() -> None:
    assert names(shown(replace(FULL, tags=("\x00", " ", "Sea")), Field.GENRES)) == ["Sea"]


def test_a_text_too_long_for_one_request_is_cut_with_a_warning() -> None:
    rules = Rules(max_request=2048)
    desired = desire(replace(FULL, details="\u00e9" * 1000), rules)
    summary = desired.values[Field.SUMMARY]
    assert isinstance(summary, str)
    assert summary.endswith("\u00e9\u2026")
    room = 2048 - REQUEST_OVERHEAD
    assert room - 6 < len(quote(summary, safe="")) <= room
    kept = len(summary) - 1
    assert desired.warnings == (
        f"summary is too long for one request and was cut to {kept} characters",
    )


def test_a_text_that_just_fits_is_whole() -> None:
    text = "a" * (2048 - REQUEST_OVERHEAD)
    desired = desire(replace(FULL, details=text), Rules(max_request=2048))
    assert desired.values[Field.SUMMARY] == text
    assert desired.warnings == ()


def test_a_list_of_tags_is_never_cut() -> None:
    tags = tuple(f"tag number {number}" for number in range(2000))
    assert len(shown(replace(FULL, tags=tags), Field.GENRES)) == 2000


def test_of_a_scene_that_is_gone_everything_is_empty_but_title_and_images() -> None:
    wanted = withdraw(42, Rules(fields=frozenset(Field))).values

    assert set(Field) - wanted.keys() == {Field.TITLE, Field.POSTER, Field.ART}
    assert {name for name, value in wanted.items() if value == ()} == set(TAG_FIELDS)
    assert set(wanted.values()) == {"", ()}


def test_of_a_scene_that_is_gone_a_field_that_is_switched_off_is_left() -> None:
    assert set(withdraw(42, Rules(fields=frozenset({Field.STUDIO}))).values) == {Field.STUDIO}


def test_an_image_and_a_warning_are_added_without_changing_the_rest() -> None:
    desired = desire(FULL, Rules())
    more = desired.with_image(Field.POSTER, "a" * 40).with_warning("cover left out: too large")
    assert more.values == {**desired.values, Field.POSTER: "a" * 40}
    assert more.warnings == ("cover left out: too large",)
    assert Field.POSTER not in desired.values


@pytest.mark.parametrize("title", ["", "harbour at dusk", "harbour at dusk.mp4", " \x00"])
def test_a_scene_with_only_its_file_name_has_nothing_to_say(title: str) -> None:
    assert nothing_to_say(replace(BARE, title=title, cover_path="/scene/1/screenshot"))


def test_a_scene_without_a_file_and_a_title_has_nothing_to_say() -> None:
    assert nothing_to_say(Scene(1))


@pytest.mark.parametrize(
    "scene",
    [
        replace(BARE, title="Harbour"),
        replace(BARE, studio="Northlight"),
        replace(BARE, performers=(Performer("Mara Lind"),)),
        replace(BARE, tags=("Sea",)),
        replace(BARE, groups=("Coasts",)),
        replace(BARE, details="Boats come in."),
        replace(BARE, director="Ines Vale"),
        replace(BARE, date="2021"),
        replace(BARE, rating100=20),
    ],
)
def test_a_scene_with_any_one_thing_known_has_something_to_say(scene: Scene) -> None:
    assert not nothing_to_say(scene)


def test_what_cannot_be_shown_says_nothing() -> None:
    scene = replace(BARE, studio="\x00", tags=(" ",), details="\n", rating100=0, date="soon")
    assert nothing_to_say(scene)


def test_a_file_stem_in_another_normal_form_is_still_the_stem() -> None:
    scene = Scene(1, title="Caf\u00e9", files=(SceneFile("/videos/Cafe\u0301.mp4", 1),))
    assert nothing_to_say(scene)


def test_the_fingerprint_is_the_same_for_the_same_and_ignores_the_order_of_items() -> None:
    desired = desire(FULL, Rules())
    one = fingerprint(desired, mapping="1", etag="e", items=[3, 1])
    assert one == fingerprint(desired, mapping="1", etag="e", items=[1, 3])
    assert len(one) == 32


@pytest.mark.parametrize(
    ("desired", "mapping", "etag", "items"),
    [
        (desire(replace(FULL, title="Another"), Rules()), "1", "e", (1,)),
        (desire(replace(FULL, performers=FULL.performers[::-1]), Rules()), "1", "e", (1,)),
        (desire(FULL, EVERY_FIELD), "1", "e", (1,)),
        (desire(FULL, Rules()).with_image(Field.POSTER, "a"), "1", "e", (1,)),
        (desire(FULL, Rules()), "2", "e", (1,)),
        (desire(FULL, Rules()), "1", "f", (1,)),
        (desire(FULL, Rules()), "1", "e", (1, 2)),
    ],
)
def test_the_fingerprint_moves_with_everything_that_decides_what_is_shown(
    desired: Desired, mapping: str, etag: str, items: tuple[int, ...]
) -> None:
    plain = fingerprint(desire(FULL, Rules()), mapping="1", etag="e", items=(1,))
    assert fingerprint(desired, mapping=mapping, etag=etag, items=items) != plain
