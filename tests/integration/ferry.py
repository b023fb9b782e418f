"""One scene and what its item shows once it is synced; a collection and a label are a person's."""

from tests.integration.reading_back import Shown, upload_key
from tests.worlds import builder_of

from stashplex.demo.builder import Placed
from stashplex.demo.pictures import picture
from stashplex.demo.stash import SceneWords
from stashplex.demo.world import World

WORDS = SceneWords(
    title="The Last Ferry",
    details="It leaves at dusk.\nNobody is late.",
    director="Runa Inkpen",
    date="2021-08-09",
    rating100=70,
    studio="Grey Heron Pictures",
    performers=["Alva Ambervale", "Joren Tarnwick"],
    tags=["ferry", "sea & sky", "slow, and long"],
    groups=["Harbours"],
)
SHOWN = Shown(
    title="The Last Ferry",
    summary="It leaves at dusk.\nNobody is late.",
    studio="Grey Heron Pictures",
    date="2021-08-09",
    rating=7.0,
    genres=("ferry", "sea & sky", "slow, and long"),
    roles=("Alva Ambervale", "Joren Tarnwick"),
    directors=("Runa Inkpen",),
    collections=("Grey Heron Pictures", "Harbours", "Mine, Only Mine"),
    labels=("to lend, soon",),
    poster=upload_key(picture(1)),
    locks=(
        "actor",
        "director",
        "genre",
        "originallyAvailableAt",
        "studio",
        "summary",
        "thumb",
        "title",
        "userRating",
    ),
)


def place_ferry(world: World) -> Placed:
    """Adds the scene and its item, with what a person has put on the item."""
    build = builder_of(world)
    placed = build.place(WORDS, [build.file("ferries/ferry.mp4")], picture(1))
    world.plex.person.add_tags(placed.item, "collection", "Mine, Only Mine", lock=False)
    world.plex.person.add_tags(placed.item, "label", "to lend, soon", lock=False)
    return placed
