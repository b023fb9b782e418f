"""A library that was looked after for a day: runs, changes, an outage, and some that need a look.

What happened is written by the real house, by a clock that is ahead of nothing: it begins a day ago
and ends now, so that pages that are opened now show a day of work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from tests.worlds import FakeClock, Spectator, make_world, open_test_house, settings_for

from stashplex.app.house import House
from stashplex.app.syncing import ForegroundRun, told_sync
from stashplex.clock import SystemClock
from stashplex.config import Settings
from stashplex.core.scene import SceneFile
from stashplex.demo.builder import Builder, Placed
from stashplex.demo.http_faults import answer, call, every_request, is_method
from stashplex.demo.odd import PLAIN, Named
from stashplex.demo.pictures import picture
from stashplex.demo.plex.serialise import maintenance
from stashplex.demo.world import Layout, World
from stashplex.worker.sync_run import Request

TWO_VIEWS: Final = Layout(stash_roots=("/data",), plex_roots=("/media/films",))
"""The same folder has another name in Plex: which is learned."""
SAID: Final = ("data_dir", "stash.url", "stash.api_key", "plex.url", "plex.token")
HOUR: Final = 3600.0
SCENES: Final = 160
FIRST: Final = 70
"""How many scenes the day begins with."""
EDITED: Final = (0, 3, 9, 14, 22, 30, 26, 12, 5, 1, 0, 0, 2, 8, 17, 25, 33, 19, 7, 4, 11, 6)
"""How many scenes were edited in each hour after that."""
AWAY_IN_HOUR: Final = 8
AWAY_SECONDS: Final = 940.0
NEW_TAGS: Final = ("festival cut", "remastered", "in two parts", "with captions")


def two_copies(build: Builder) -> Named:
    """Adds scenes of which Plex has two copies, both elsewhere: nobody can tell which is meant."""
    for number, title in enumerate(("The Ferry from Larkhaven", "Bees of Quarry Lane")):
        size = build.file("").size
        stem = title.lower().replace(" ", ".")
        file = SceneFile(f"inbox/{stem}.mkv", size, 1312.0 + number)
        scene = build.add_scene({**PLAIN, "title": title}, [file], picture(400 + number))
        items = [
            build.add_item(SceneFile(f"{folder}/{stem}.mkv", size, 1312.0 + number))
            for folder in ("archive/2021", "to sort")
        ]
        yield title, Placed(scene, tuple(items))


def not_scanned(build: Builder) -> Named:
    """Adds scenes whose files Plex has not found yet."""
    for title in ("Low Tide at Northwater", "Strings at Umberfield", "Snow Walk to Isenfjord"):
        file = build.file(f"new/{title}.mp4")
        yield title, Placed(build.add_scene({**PLAIN, "title": title}, [file], picture(77)))


@contextmanager
def lived_in(folder: Path) -> Iterator[tuple[World, Settings]]:
    """Runs both servers of a library that a day has passed over, and its settings."""
    clock = FakeClock()
    begin = SystemClock().now() - (len(EDITED) + 1) * HOUR
    clock.jump(begin - clock.now())
    odd_ones = (two_copies, not_scanned)
    with make_world(clock, SCENES, layout=TWO_VIEWS, odd_ones=odd_ones) as world:
        settings = replace(
            settings_for(world, folder), origins=dict.fromkeys(SAID, "stashplex.toml")
        )
        with open_test_house(settings, clock) as house:
            live_a_day(house, world, clock)
        clock.jump(SystemClock().now() - clock.now())
        yield world, settings


def live_a_day(house: House, world: World, clock: FakeClock) -> None:
    """Syncs, edits and syncs again, hour by hour."""
    scenes = tuple(placed.scene for placed in world.plain)
    run(house, Request(ids=scenes[:FIRST]))
    for hour, count in enumerate(EDITED):
        clock.advance(HOUR)
        edited = [scenes[(hour * 7 + place * 3) % len(scenes)] for place in range(count)]
        for place, scene in enumerate(edited):
            edit(world, scene, hour + place)
        if hour == AWAY_IN_HOUR:
            fall_silent(world, clock)
        if edited:
            run(house, Request(ids=tuple(dict.fromkeys(edited))))
    refuse(world, scenes[5], scenes[11], scenes[40])
    run(house, Request(everything=True))


def run(house: House, request: Request) -> None:
    """Carries out a run as the command does, so that its counts are kept."""
    ForegroundRun(house, request, Spectator(), partial(told_sync, house.store)).execute()


def edit(world: World, scene: int, variant: int) -> None:
    """Does what a person does to a scene in Stash."""
    row = world.stash.scenes[scene]
    names = [tag.name for tag in row.tags]
    added = NEW_TAGS[variant % len(NEW_TAGS)]
    kept = [name for name in names if name != added][variant % 2 :]
    world.stash.edit_scene(scene, tags=[*kept, added], rating100=20 + variant * 7 % 80)


def fall_silent(world: World, clock: FakeClock) -> None:
    """Lets Plex go away at the next write, and come back by itself."""
    outage = answer(maintenance(), every_request, times=None)

    def end() -> None:
        outage.times = 0

    def fall(_: object) -> None:
        world.plex.inject(outage)
        clock.after(AWAY_SECONDS, end)

    world.plex.inject(call(fall, is_method("PUT")))


def refuse(world: World, *scenes: int) -> None:
    """Lets Plex refuse every edit of some scenes, which are edited once more."""
    items = {placed.scene: placed.item for placed in world.plain}
    for scene in scenes:
        world.plex.behaviour.refused_items[items[scene]] = 400
        world.stash.edit_scene(scene, details="Said anew, and refused.")
