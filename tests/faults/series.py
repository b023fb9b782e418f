"""A library that is edited and synced by a process that is killed, again and again."""

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from tests.doors import clean_environment, config_of, finish, start
from tests.faults.killing import KILLED, nth
from tests.integration.plain_expectations import told
from tests.integration.reading_back import Shown, read_back

from stashplex.app.house import FAILPOINT_VARIABLE
from stashplex.demo.http_faults import Disturbance, Fault
from stashplex.demo.http_messages import LoggedRequest, Request
from stashplex.demo.pictures import picture
from stashplex.demo.plex.records import ItemSnapshot
from stashplex.demo.stash import SceneWords
from stashplex.demo.still_clock import StillClock
from stashplex.demo.world import World

EDITS: Final[dict[str, SceneWords]] = {
    "text": SceneWords(title="The Last Mail Boat", details="No goat."),
    "clearing": SceneWords(details="", date=None, rating100=None),
    "tags": SceneWords(tags=["letters", "goat"], performers=["Joren Tarnwick"]),
    "no tags": SceneWords(tags=[], performers=[]),
    "studio": SceneWords(studio="Salt, Pepper & Daughters"),
    "no studio": SceneWords(studio=None),
    "all": SceneWords(
        title="Fog", details="", date=None, studio=None, tags=["fog"], performers=[], rating100=None
    ),
}
FAILPOINTS: Final = ("intended", "uploaded", "put")
STARTING_SECONDS: Final = 0.7
"""About what a process takes to its first request."""
LATER_SECONDS: Final = 0.05
"""At most so long after a request began, a process is killed because of it."""
COVER_SHARE: Final = 0.1


@dataclass(slots=True)
class Series:
    """Starts syncs of everything, kills them, and compares what they left behind."""

    world: World
    clock: StillClock
    folder: Path
    chance: random.Random
    kills: int = 0
    starts: int = 0
    _right: dict[int, Shown] = field(default_factory=dict)

    def __post_init__(self) -> None:
        path = self.folder / "stashplex.toml"
        path.write_text(config_of(self.world), encoding="utf-8")
        path.chmod(0o600)

    def kill_one(self) -> None:
        """Starts a sync and kills it at a random moment; it writes to no item that is right."""
        done = self.done()
        self.world.plex.requests.reset()
        kill = self.chance.choice(
            [self._at_failpoint, self._while_starting, self._in_request, self._after_request]
        )
        status = kill()
        # Stopping waits for the request that the dead process has left behind.
        self.world.plex.restart()
        self.world.plex.heal()
        assert status in (0, KILLED), self._last_words.read_text(encoding="utf-8")
        self.kills += status == KILLED
        assert needless(self.world.plex.requests.entries, done) == []

    def whole_run(self) -> Any:  # noqa: ANN401  what JSON holds
        """Syncs everything to the end, writing to no item that is right; returns the answer."""
        done = self.done()
        self.world.plex.requests.reset()
        said = finish(start(self.folder, "sync", "--all", "--yes", "--json"))
        self.starts += 1
        assert said.code == 0, said.err
        assert needless(self.world.plex.requests.entries, done) == []
        return said.answer

    def edit(self, number: int) -> None:
        """Edits scenes in Stash so that fields and tags of every kind come, change and go."""
        self.clock.advance(1.0)
        for placed in self.chance.sample(self.world.plain, number):
            self._right.pop(placed.item, None)
            if self.chance.random() < COVER_SHARE:
                self.world.stash.set_cover(placed.scene, picture(self.chance.randrange(1000)))
            else:
                # A scene with nothing to say would be skipped, and could never be right.
                self.world.stash.edit_scene(placed.scene, title=f"Edited {self.starts}")
                self.world.stash.edit_scene(placed.scene, **self.chance.choice([*EDITS.values()]))

    def edit_all(self) -> None:
        """Gives every scene a title it never had."""
        self.clock.advance(1.0)
        self._right.clear()
        for placed in self.world.plain:
            self.world.stash.edit_scene(placed.scene, title=f"Number {placed.scene}, at last")

    def done(self) -> set[int]:
        """Returns the items that show what Stash says, whatever is locked."""
        items = self.world.plex.snapshot()
        return {
            one.item
            for one in self.world.plain
            if shown_by(items[one.item]) == self._right_of(one.item, one.scene)
        }

    def _right_of(self, item: int, scene: int) -> Shown:
        if item not in self._right:
            self._right[item] = replace(told(self.world.stash.scenes[scene]), locks=())
        return self._right[item]

    def _at_failpoint(self) -> int:
        point = f"{self.chance.choice(FAILPOINTS)}:{self.chance.randint(1, self._to_write())}"
        with self._start({FAILPOINT_VARIABLE: point}) as child:
            return child.wait(timeout=60)

    def _while_starting(self) -> int:
        with self._start({}) as child:
            threading.Event().wait(self.chance.uniform(0, STARTING_SECONDS))
            child.kill()
            return child.wait(timeout=60)

    def _in_request(self) -> int:
        """Kills in a request to Plex, which is still served, or never arrives."""
        what = self.chance.choice([Disturbance.CALL, Disturbance.CUT_BEFORE])
        return self._because_of_request(what, subprocess.Popen.kill)

    def _after_request(self) -> int:
        """Kills some moments after a request to Plex began."""
        seconds = self.chance.uniform(0, LATER_SECONDS)

        def kill_later(child: subprocess.Popen[bytes]) -> None:
            threading.Timer(seconds, child.kill).start()

        return self._because_of_request(Disturbance.CALL, kill_later)

    def _because_of_request(
        self, what: Disturbance, kill: Callable[[subprocess.Popen[bytes]], object]
    ) -> int:
        number = self.chance.randint(1, self._to_write())
        started = threading.Event()
        children: list[subprocess.Popen[bytes]] = []

        def happen(_: Request) -> None:
            started.wait()
            kill(children[0])

        self.world.plex.inject(Fault(what, nth(number), call=happen))
        with self._start({}) as child:
            children.append(child)
            started.set()
            return child.wait(timeout=60)

    def _to_write(self) -> int:
        return max(len(self.world.plain) - len(self.done()), 1)

    def _start(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        self.starts += 1
        with self._last_words.open("wb") as err:
            return subprocess.Popen(
                [sys.executable, "-m", "stashplex", "sync", "--all", "--yes"],
                cwd=self.folder,
                env={**clean_environment(), **environment},
                stdout=subprocess.DEVNULL,
                stderr=err,
            )

    @property
    def _last_words(self) -> Path:
        return self.folder / "stderr"


def shown_by(item: ItemSnapshot) -> Shown:
    """Returns what an item shows, without its locks."""
    tags = {kind: tuple(sorted(names)) for kind, names in item.tags.items()}
    return Shown(
        title=item.texts["title"],
        summary=item.texts.get("summary", ""),
        studio=item.texts.get("studio", ""),
        date=item.texts.get("originallyAvailableAt", ""),
        rating=item.rating,
        genres=tags.get("genre", ()),
        roles=tags.get("actor", ()),
        directors=tags.get("director", ()),
        collections=tags.get("collection", ()),
        labels=tags.get("label", ()),
        poster=item.poster,
    )


def all_right(world: World) -> set[int]:
    """Returns the items that another client finds to show what Stash says, whatever is locked."""
    shown = read_back(world.plex, [one.item for one in world.plain])
    return {
        one.item
        for one in world.plain
        if replace(shown[one.item], locks=())
        == replace(told(world.stash.scenes[one.scene]), locks=())
    }


def needless(requests: Iterable[LoggedRequest], done: set[int]) -> list[LoggedRequest]:
    """Returns the writes to items that were right already."""
    edits = {f"id={item}" for item in done}
    uploads = {f"/library/metadata/{item}/posters" for item in done}
    return [
        one
        for one in requests
        if (one.method == "PUT" and edits & set(one.raw_query.split("&")))
        or (one.method == "POST" and one.path in uploads)
    ]
