"""One simulated server in a process of its own; lines of JSON tell it what to do."""

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import quote

import msgspec
from bench.kinds import kind_of
from bench.orders import WRITES, Answer, Hello, Order, Sent, Side
from bench.prepared import PreparedPlex, PreparedStash

from stashplex.demo.http_faults import call
from stashplex.demo.http_messages import Request
from stashplex.demo.pictures import chunk, picture
from stashplex.demo.plex import SimulatedPlex
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock
from stashplex.demo.world import STASH_KEY, Layout, World

PNG_END: Final = chunk(b"IEND", b"")
DRAWN: Final = 16
"""So many pictures are drawn; every other cover is one of them with a number of its own."""


@dataclass(slots=True)
class Served:
    """A world of which one side is served, and what is recorded there."""

    world: World
    stash: PreparedStash
    plex: PreparedPlex
    clock: StillClock
    side: Side
    recording: list[Sent] = field(default_factory=list)
    busy_before: float = 0.0

    @property
    def server(self) -> SimulatedStash | SimulatedPlex:
        """The server of the side that is served."""
        return self.world.plex if self.side == "plex" else self.stash

    def obey(self, order: Order) -> Answer:
        """Does what is asked for, and answers."""
        orders: dict[str, Callable[[Order], Answer | None]] = {
            "latency": self._latency,
            "forget": self._forget,
            "asked": self._asked,
            "record": self._record,
            "save": self._save,
            "edit": self._edit,
            "edit_all": self._edit_all,
            "shown": self._shown,
            "digest": self._digest,
        }
        return orders[order.do](order) or Answer()

    def _latency(self, order: Order) -> None:
        latency = self.server.http.latency
        latency.read, latency.write = order.read, order.write

    def _forget(self, _: Order) -> None:
        self.server.requests.reset()
        self.recording.clear()
        self.busy_before = time.process_time()

    def _asked(self, _: Order) -> Answer:
        log = self.server.requests
        kinds = Counter(kind_of(one.method, one.path) for one in log)
        writes = log.count(method=WRITES) if self.side == "plex" else 0
        return Answer(dict(kinds), writes, time.process_time() - self.busy_before)

    def _record(self, _: Order) -> None:
        self.server.inject(call(self._note, times=None))

    def _note(self, request: Request) -> None:
        query = f"?{request.raw_query}" if request.raw_query else ""
        self.recording.append(Sent(request.method, quote(request.path) + query, request.body))

    def _save(self, order: Order) -> None:
        with open(order.path, "wb") as file:  # noqa: PTH123  a path as it was given
            file.write(msgspec.msgpack.encode(self.recording))

    def _edit(self, order: Order) -> None:
        self.clock.advance(60.0)
        self.stash.edit_scene(order.scene, title=order.title)
        self.stash.prepared.forget()

    def _edit_all(self, order: Order) -> None:
        self.clock.advance(60.0)
        for scene in self.stash.scenes:
            self.stash.edit_scene(scene, title=f"{order.title} {scene}")
        self.stash.prepared.forget()

    def _shown(self, order: Order) -> Answer:
        return Answer(moment=self.plex.shown.get(order.title))

    def _digest(self, _: Order) -> Answer:
        shown = [
            (one.id, sorted(one.texts.items()), sorted(one.tags.items()), one.rating, one.poster)
            for one in self.world.plex.snapshot().values()
        ]
        return Answer(digest=hashlib.sha256(repr(shown).encode()).hexdigest())


def cover(number: int) -> bytes:
    """Returns a picture that no other scene has, without drawing each."""
    drawn = picture(number % DRAWN).removesuffix(PNG_END)
    return drawn + chunk(b"tEXt", b"Comment\x00%d" % number) + PNG_END


def build(scenes: int, covers: float, side: Side) -> Served:
    """Returns a world without odd ones; the same arguments give the same world."""
    clock = StillClock()
    stash = PreparedStash(clock, api_key=STASH_KEY)
    layout = Layout(cover_share=covers)
    plex = PreparedPlex()
    world = World.build(scenes, stash=stash, plex=plex, layout=layout, odd_ones=())
    for scene in stash.scenes.values():
        scene.cover = None if scene.cover is None else partial(cover, scene.id)
    return Served(world, stash, plex, clock, side)


def main() -> None:
    """Serves one side until the standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=("stash", "plex"))
    parser.add_argument("--scenes", type=int, required=True)
    parser.add_argument("--covers", type=float, required=True)
    given = parser.parse_args()
    start = time.perf_counter()
    served = build(given.scenes, given.covers, given.side)
    seconds = time.perf_counter() - start
    secret = STASH_KEY if given.side == "stash" else served.world.plex.token
    with served.server:
        say(Hello(served.server.url, secret, seconds))
        for line in sys.stdin:
            say(served.obey(msgspec.json.decode(line, type=Order)))


def say(what: msgspec.Struct) -> None:
    """Writes one line of JSON to whoever started this process."""
    print(msgspec.json.encode(what).decode(), flush=True)


if __name__ == "__main__":
    main()
