"""What each odd scene shows once it is synced, written down by hand from the rules."""

from dataclasses import replace
from typing import Final

from tests.integration.reading_back import Shown, upload_key

from stashplex.demo.odd import cover_of
from stashplex.demo.pictures import WEBP, picture

WRITTEN: Final = (
    "actor",
    "genre",
    "originallyAvailableAt",
    "studio",
    "summary",
    "thumb",
    "title",
    "userRating",
)
"""The locks of an item to which everything was written but a director."""
PLAIN: Final = Shown(
    title="A Quiet Hour",
    summary="Nothing is odd about these words.",
    studio="Grey Heron Pictures",
    date="2020-05-17",
    rating=8.0,
    genres=("long take", "nature walk"),
    roles=("Alva Ambervale", "Joren Tarnwick"),
    collections=("Grey Heron Pictures",),
    locks=WRITTEN,
)


def locks(*added: str, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(sorted({*WRITTEN, *added} - set(without)))


def untouched(title: str) -> Shown:
    return Shown(title=title, summary="Written by hand in Plex.", genres=("by hand",))


BUT_FOR: Final[dict[str, Shown]] = {
    "unicode_title": replace(PLAIN, title="Nächtlicher Bahnhof · 夜の灯台, Ισθμός, маяк, מגדלור"),
    "quotes_title": replace(PLAIN, title="The \"Blue\" Kettle's 'Last' Day “at Sea”"),
    "ampersand_title": replace(PLAIN, title="Bread & Butter &amp; Jam; 100% = 1+1?"),
    "emoji_title": replace(PLAIN, title="Lighthouse 🗼 by Night 🌊 👩‍🌾🏽"),
    "hostile_title": replace(PLAIN, title="<script>alert('tram')</script>"),
    "padded_title": replace(PLAIN, title="Fog over the Pier"),
    "long_title": replace(
        PLAIN, title="Seven hundred steps to the lamp room. " * 18 + "Seven hundred s."
    ),
    "empty_title": replace(PLAIN, title="empty_title", locks=locks(without=("title",))),
    "control_details": replace(
        PLAIN,
        summary="One two three[31m four.\nA second line,\na third\N{LINE SEPARATOR}and\ta tab.",
    ),
    "many_tags": replace(PLAIN, genres=tuple(f"subject {number:03}" for number in range(180))),
    "odd_tags": replace(
        PLAIN,
        genres=tuple(
            sorted(
                (
                    "salt, pepper & thyme",
                    "sea=sky",
                    "100% wool",
                    "one+one",
                    "list[0]",
                    "#1",
                    "why?",
                    "keeper's lamp",
                    "half%2Cway",
                    'the "good" rope',
                    "Überfahrt; zurück/hin",
                )
            )
        ),
    ),
    "odd_names": replace(
        PLAIN,
        roles=(
            "Bero O'Tarnwick",
            "Elka 100%+",
            "Lumi [0] = ? #2",
            "Marrin & Sons",
            "Odda, Keeper of Keys",
        ),
        directors=('Hale "Lamp" Tarnwick & Co', "Runa O'Inkpen"),
        studio="Salt, Pepper & Daughters",
        collections=("50%2C + [1]", "Salt, Pepper & Daughters", "Sea, Sky & Stone"),
        locks=locks("director"),
    ),
    "date_of_a_year": replace(PLAIN, date="2019-01-01"),
    "date_of_a_month": replace(PLAIN, date="2019-07-01"),
    "nothing_to_say": untouched("nothing_to_say"),
    "nothing_but_the_stem": untouched("nothing_but_the_stem"),
    "two_files": PLAIN,
    "shared_item_first": replace(PLAIN, title="shared_item_first"),
    "two_performers_of_one_name": replace(
        PLAIN,
        roles=(
            "Noor Fennimar (the elder)",
            "Noor Fennimar (the younger)",
            "Runa Inkpen",
            "Runa Inkpen (cellist)",
        ),
    ),
    "tag_in_other_case": replace(PLAIN, genres=("HARBOUR Lights", "PIER")),
    "tag_shown_in_other_case": replace(
        PLAIN, genres=("HARBOUR Lights", "PIER"), locks=locks(without=("genre",))
    ),
    "decomposed_in_plex": PLAIN,
    "decomposed_in_stash": PLAIN,
    "same_name_north": replace(PLAIN, title="same_name_north"),
    "same_name_south": replace(PLAIN, title="same_name_south"),
    "same_name_and_size_east": replace(PLAIN, title="same_name_and_size_east"),
    "same_name_and_size_west": replace(PLAIN, title="same_name_and_size_west"),
    "locked_texts": replace(PLAIN, title="My own title", summary="My own words."),
    "locked_genres": replace(PLAIN, genres=("mine, too", "my genre")),
    "locked_while_empty": replace(PLAIN, studio="", date="", locks=locks("director")),
    "locked_poster": PLAIN,
    "persons_collection_unlocked": replace(
        PLAIN, collections=("Grey Heron Pictures", "Holiday Picks", "Rainy, Slow & Short")
    ),
    "persons_collection_locked": replace(
        PLAIN, collections=("Holiday Picks", "Rainy, Slow & Short"), locks=locks("collection")
    ),
    "persons_label_unlocked": replace(PLAIN, labels=("kept", "to lend, soon")),
    "persons_label_locked": replace(PLAIN, labels=("kept", "to lend, soon"), locks=locks("label")),
    "persons_genre_unlocked": PLAIN,
    "persons_genre_locked": replace(PLAIN, genres=("by hand", "old, and wrong")),
    "rated_otherwise": replace(PLAIN, rating=4.0, locks=locks(without=("userRating",))),
    "rated_the_same": replace(PLAIN, locks=locks(without=("userRating",))),
    "placeholder": replace(PLAIN, locks=locks(without=("thumb",))),
    "svg_cover": replace(PLAIN, locks=locks(without=("thumb",))),
    "webp_cover": PLAIN,
    "avif_cover": replace(PLAIN, locks=locks(without=("thumb",))),
    "known_to_an_agent": PLAIN,
}
"""The odd scenes as they show, but for their posters; those that no item shows are absent."""
POSTERS: Final[dict[str, str]] = {
    "nothing_to_say": "",
    "nothing_but_the_stem": "",
    "locked_poster": upload_key(picture(1)),
    "placeholder": "",
    "svg_cover": "",
    "webp_cover": upload_key(WEBP),
    "avif_cover": "",
}
"""The posters that are not just the cover of the scene."""
EXPECTED: Final[dict[str, Shown]] = {
    name: replace(shown, poster=POSTERS.get(name, upload_key(cover_of(name))))
    for name, shown in BUT_FOR.items()
}
NOT_SHOWN: Final = {
    "no_file": "no_file",
    "not_in_plex": "not_in_plex",
    "shared_item_second": "shares_item",
}
"""The odd scenes that no item shows, and how they end."""
LEFT: Final[dict[str, set[str]]] = {
    "locked_texts": {"title", "summary"},
    "locked_genres": {"genres"},
    "locked_while_empty": {"studio", "date"},
    "locked_poster": {"poster"},
    "persons_collection_locked": {"collections"},
    "persons_genre_locked": {"genres"},
    "rated_otherwise": {"rating"},
}
"""The fields that differ and are left alone."""
