"""The odd ones: scenes and items that break careless tools, each under a name of its own."""

import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, Unpack

from stashplex.core.scene import Performer, SceneFile
from stashplex.demo.builder import Builder, Placed
from stashplex.demo.pictures import AVIF, WEBP, picture
from stashplex.demo.plex import AgentValues
from stashplex.demo.stash import SceneWords

Named = Iterator[tuple[str, Placed]]
OddOne = Callable[[Builder], Named]
"""Adds one odd case to both servers, and names the scenes it is made of."""

PLAIN: Final = SceneWords(
    title="A Quiet Hour",
    details="Nothing is odd about these words.",
    studio="Grey Heron Pictures",
    performers=["Alva Ambervale", "Joren Tarnwick"],
    tags=["nature walk", "long take"],
    date="2020-05-17",
    rating100=80,
)
TITLES: Final[Mapping[str, str]] = {
    "unicode_title": "Nächtlicher Bahnhof · 夜の灯台, Ισθμός, маяк, מגדלור",
    "quotes_title": "The \"Blue\" Kettle's 'Last' Day “at Sea”",
    "ampersand_title": "Bread & Butter &amp; Jam; 100% = 1+1?",
    "emoji_title": "Lighthouse 🗼 by Night 🌊 👩‍🌾🏽",
    "hostile_title": "<script>alert('tram')</script>",
    "padded_title": "  Fog over the Pier \n",
    "long_title": ("Seven hundred steps to the lamp room. " * 19)[:699] + ".",
    "empty_title": "",
}
ODD_WORDS: Final = (
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
ODD_NAMES: Final = (
    "Odda, Keeper of Keys",
    "Marrin & Sons",
    "Bero O'Tarnwick",
    "Lumi [0] = ? #2",
    "Elka 100%+",
)
CONTROL_DETAILS: Final = (
    "One\x00 two\x07 three\x1b[31m four\x7f.\r\nA second line,\ra third\u2028and\ta tab.\n\n\n"
)


def tell(build: Builder, name: str, **words: Unpack[SceneWords]) -> Placed:
    """Adds a plain scene but for these words; its file is called after its name."""
    return build.place({**PLAIN, **words}, [build.file(f"odd/{name}.mp4")], cover_of(name))


def cover_of(name: str) -> bytes:
    """Returns the cover that belongs to a name."""
    return picture(zlib.crc32(name.encode()))


def titled(name: str, build: Builder) -> Named:
    """Adds a scene with an odd title."""
    yield name, tell(build, name, title=TITLES[name])


def control_details(build: Builder) -> Named:
    """Adds a scene with control characters and all kinds of line ends in its details."""
    yield "control_details", tell(build, "control_details", details=CONTROL_DETAILS)


def many_tags(build: Builder) -> Named:
    """Adds a scene with 180 tags."""
    tags = [f"subject {number:03}" for number in range(180)]
    yield "many_tags", tell(build, "many_tags", tags=tags)


def odd_names(build: Builder) -> Named:
    """Adds scenes whose names and tags hold every character that parameters are made of."""
    yield "odd_tags", tell(build, "odd_tags", tags=ODD_WORDS)
    people = tell(
        build,
        "odd_names",
        performers=ODD_NAMES,
        director='Runa O\'Inkpen, Hale "Lamp" Tarnwick & Co',
        studio="Salt, Pepper & Daughters",
        groups=["Sea, Sky & Stone", "50%2C + [1]"],
    )
    yield "odd_names", people


def partial_dates(build: Builder) -> Named:
    """Adds scenes of which only the year, or the month, is known."""
    yield "date_of_a_year", tell(build, "date_of_a_year", date="2019")
    yield "date_of_a_month", tell(build, "date_of_a_month", date="2019-07")


def nothing_to_say(build: Builder) -> Named:
    """Adds scenes that nobody has identified, over items that a person has cared for."""
    for name, title in (("nothing_to_say", ""), ("nothing_but_the_stem", "nothing_but_the_stem")):
        placed = build.place({"title": title}, [build.file(f"odd/{name}.mp4")])
        build.plex.person.edit(placed.item, lock=False, summary="Written by hand in Plex.")
        build.plex.person.add_tags(placed.item, "genre", "by hand", lock=False)
        yield name, placed


def no_file(build: Builder) -> Named:
    """Adds a scene without a file."""
    yield "no_file", Placed(build.add_scene(PLAIN))


def not_in_plex(build: Builder) -> Named:
    """Adds a scene whose file Plex has not scanned."""
    yield "not_in_plex", Placed(build.add_scene(PLAIN, [build.file("odd/not_in_plex.mp4")]))


def two_files(build: Builder) -> Named:
    """Adds a scene with two files, which are two items in Plex."""
    files = [build.file("odd/two_files.mp4"), build.file("odd/two_files.restored.mkv")]
    yield "two_files", build.place(PLAIN, files, cover_of("two_files"))


def shared_item(build: Builder) -> Named:
    """Adds two scenes whose files Plex shows as versions of one item."""
    files = build.file("odd/shared item/day.mp4"), build.file("odd/shared item/night.mp4")
    item = build.add_item(*files)
    for name, file in zip(("shared_item_first", "shared_item_second"), files, strict=True):
        scene = build.add_scene({**PLAIN, "title": name}, [file], cover_of(name))
        yield name, Placed(scene, (item,))


def one_name(build: Builder) -> Named:
    """Adds a scene with performers who differ only by what stands behind their name."""
    people = [
        Performer("Noor Fennimar", "the elder"),
        Performer("Noor Fennimar", "the younger"),
        Performer("Runa Inkpen"),
        Performer("Runa Inkpen", "cellist"),
    ]
    yield "two_performers_of_one_name", tell(build, "two_performers_of_one_name", performers=people)


def other_case(build: Builder) -> Named:
    """Adds scenes with a tag that Plex knows in another case: elsewhere, or on the item itself."""
    elsewhere = build.add_item(build.file("odd/not in stash.mp4"))
    build.plex.person.add_tags(elsewhere, "genre", "HARBOUR Lights", lock=False)
    yield "tag_in_other_case", tell(build, "tag_in_other_case", tags=["harbour lights", "pier"])
    shown = tell(build, "tag_shown_in_other_case", tags=["harbour lights", "pier"])
    build.plex.person.add_tags(shown.item, "genre", "Harbour LIGHTS", "PIER", lock=False)
    yield "tag_shown_in_other_case", shown


def decomposed(build: Builder) -> Named:
    """Adds scenes whose file names are composed on one side and decomposed on the other."""
    for name, in_stash, in_plex in (
        ("decomposed_in_plex", "NFC", "NFD"),
        ("decomposed_in_stash", "NFD", "NFC"),
    ):
        file = build.file(f"odd/Café am Übergang ({name}).mp4")
        scene = build.add_scene(PLAIN, [in_form(in_stash, file)], cover_of(name))
        yield name, Placed(scene, (build.add_item(in_form(in_plex, file)),))


def in_form(form: str, file: SceneFile) -> SceneFile:
    """Returns a file with its path in one of the normal forms of Unicode."""
    composed = form == "NFC"
    path = unicodedata.normalize("NFC" if composed else "NFD", file.path)
    return SceneFile(path, file.size, file.duration)


def one_file_name(build: Builder) -> Named:
    """Adds pairs of files of one name in different folders, one pair of equal size too."""
    for folder in ("north", "south"):
        name = f"same_name_{folder}"
        file = build.file(f"odd/{folder}/Evening.mp4")
        yield name, build.place({**PLAIN, "title": name}, [file], cover_of(name))
    size = build.file("").size
    for folder in ("east", "west"):
        name = f"same_name_and_size_{folder}"
        file = SceneFile(f"odd/{folder}/Morning.mp4", size, 300.0)
        yield name, build.place({**PLAIN, "title": name}, [file], cover_of(name))


def locked(build: Builder) -> Named:
    """Adds items in which a person has locked fields before we came."""
    words = tell(build, "locked_texts")
    build.plex.person.edit(words.item, title="My own title", summary="My own words.")
    yield "locked_texts", words
    genres = tell(build, "locked_genres")
    build.plex.person.add_tags(genres.item, "genre", "my genre", "mine, too")
    yield "locked_genres", genres
    empty = tell(build, "locked_while_empty")
    build.plex.person.lock(empty.item, "studio", "director", "originallyAvailableAt")
    yield "locked_while_empty", empty
    poster = tell(build, "locked_poster")
    build.plex.person.choose_image(poster.item, picture(1))
    yield "locked_poster", poster


def given_by_a_person(build: Builder) -> Named:
    """Adds items with collections, labels and genres given by a person, locked and not."""
    for kind, names in (
        ("collection", ("Holiday Picks", "Rainy, Slow & Short")),
        ("label", ("kept", "to lend, soon")),
        ("genre", ("by hand", "old, and wrong")),
    ):
        for state in ("unlocked", "locked"):
            name = f"persons_{kind}_{state}"
            placed = tell(build, name)
            build.plex.person.add_tags(placed.item, kind, *names, lock=state == "locked")
            yield name, placed


def rated(build: Builder) -> Named:
    """Adds items that the token's user has given stars: other stars, and the same."""
    for name, stars in (("rated_otherwise", 4.0), ("rated_the_same", 8.0)):
        placed = tell(build, name)
        build.plex.person.rate(placed.item, stars)
        yield name, placed


def odd_covers(build: Builder) -> Named:
    """Adds scenes without a cover, and with covers that are no picture Plex can show."""
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'
    covers = {"placeholder": None, "svg_cover": drawn, "webp_cover": WEBP, "avif_cover": AVIF}
    for name, cover in covers.items():
        yield name, build.place(PLAIN, [build.file(f"odd/{name}.mp4")], cover)


def known_to_an_agent(build: Builder) -> Named:
    """Adds an item that an agent has filled in and would fill in again."""
    file = build.file("odd/known_to_an_agent.mp4")
    scene = build.add_scene(PLAIN, [file], cover_of("known_to_an_agent"))
    agent = AgentValues(
        texts={
            "title": "The Agent's Title",
            "summary": "The agent's words.",
            "studio": "The Agent's Studio",
            "originallyAvailableAt": "1999-12-31",
        },
        tags={"genre": ("Documentary", "Travel"), "actor": ("Perrin Larkspurr",)},
    )
    section, part = build.roots[0].section, build.part(file)
    item = build.plex.add_item(section, [part], agent=agent, posters=[picture(2), picture(3)])
    yield "known_to_an_agent", Placed(scene, (item,))


ODD_TITLES: Final[tuple[OddOne, ...]] = tuple(partial(titled, name) for name in TITLES)
ODD_ONES: Final[tuple[OddOne, ...]] = (
    *ODD_TITLES,
    control_details,
    many_tags,
    odd_names,
    partial_dates,
    nothing_to_say,
    no_file,
    not_in_plex,
    two_files,
    shared_item,
    one_name,
    other_case,
    decomposed,
    one_file_name,
    locked,
    given_by_a_person,
    rated,
    odd_covers,
    known_to_an_agent,
)
"""The whole odd library."""
HANDFUL: Final[tuple[OddOne, ...]] = (
    *ODD_TITLES,
    control_details,
    odd_names,
    partial_dates,
    nothing_to_say,
    no_file,
    not_in_plex,
    two_files,
    shared_item,
    one_name,
    one_file_name,
    locked,
    given_by_a_person,
)
"""The odd ones among the scenes of a demo."""
