"""How long a look at the pages takes where there are many scenes: the search above all.

python -m bench.search SCENES [DATABASE]
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from stashplex.app.census import Census
from stashplex.clock import SystemClock
from stashplex.core.ports import SceneRecord
from stashplex.core.secret import Secret
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.scene_list import SceneList
from stashplex.sync_queue.scenes import SceneRecords
from stashplex.sync_queue.targets import Targets

WORDS: Final = (
    *("strings", "at", "mossbridge", "harbour", "lights", "quiet", "evening", "blue", "kettle"),
    *("films", "lantern", "parade", "winter", "garden", "über", "straße"),
)
SEARCHES: Final = {
    "a text that matches nothing": "zzzznothing",
    "a common word and one that matches nothing": "blue zzz",
    "four words, each common but one": "kettle blue kxq films",
    "the last one's name": "{last}.1080p",
    "letters of any language": "STRASSE zzz",
    "a text that matches all": "blue",
    "nothing: all scenes": "",
}
TIMES: Final = 25
PAGE: Final = 50
MS: Final = 1000.0
Figures = dict[str, float]


def measure(scenes: int, url: Secret) -> dict[str, Figures]:
    """Returns the milliseconds of each question, at first and then, among so many scenes."""
    with tempfile.TemporaryDirectory() as folder:
        with open_database(Path(folder), now=0.0, url=url) as database:
            target = Targets(database).bind("plex", "stash", "Bench", 0.0)
            SceneRecords(database, target).remember(map(record, range(1, scenes + 1)))
        if url:
            with psycopg.connect(url.reveal(), autocommit=True) as server:
                server.execute("VACUUM ANALYZE")  # what it does by itself within a minute
        return {
            name: _asked(Path(folder), target, url, question.format(last=scenes))
            for name, question in SEARCHES.items()
        }


def record(scene: int) -> SceneRecord:
    """Returns a scene with a title and a path as they are in a library."""
    words = " ".join(random.Random(scene).choices(WORDS, k=6))
    path = f"/data/Blue Kettle Films/20{scene % 30:02d}/{words.replace(' ', '.')}.{scene}.1080p.mp4"
    ending = ("changed", "unchanged", "waiting")[scene % 3]
    return SceneRecord(scene, words.title(), path, ending=ending)


def _asked(folder: Path, target: int, url: Secret, text: str) -> Figures:
    """Asks as a page does, each text over a connection that has read nothing yet."""
    with open_database(folder, now=0.0, owner=False, url=url) as database:
        scenes, records = SceneList(database, target), SceneRecords(database, target)
        census = Census(scenes, SystemClock())

        def ask() -> None:
            page = scenes.find(text, "", 0, PAGE + 1)
            records.scenes(page)
            scenes.job_states(page)
            census.by_ending()

        before = time.process_time()
        spent = [_seconds(ask) for _ in range(TIMES)]
        processor = (time.process_time() - before) / TIMES
    first, usual = spent[0], sorted(spent)
    return {
        "first, ms": first * MS,
        "median, ms": usual[TIMES // 2] * MS,
        "longest, ms": usual[-1] * MS,
        "processor, ms": processor * MS,
    }


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Prints the figures as one line of JSON."""
    scenes, *address = sys.argv[1:]
    print(msgspec.json.encode(measure(int(scenes), Secret("".join(address)))).decode())


if __name__ == "__main__":
    main()
