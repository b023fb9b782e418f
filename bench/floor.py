"""Sends requests again that were recorded before, one after the other over one connection.

This is the least that the same writes cost with the same HTTP client: the floor of a sync.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import httpx2
import msgspec
from bench.kinds import kind_of
from bench.orders import Replayed, Sent


def replay(recording: Sequence[Sent], url: str, headers: dict[str, str]) -> Replayed:
    """Sends every request and raises where one is refused."""
    replayed = Replayed({}, {})
    with httpx2.Client(headers=headers, trust_env=False) as client:
        for one in recording:
            start = time.perf_counter()
            client.request(
                one.method, url + one.target, content=one.body or None
            ).raise_for_status()
            seconds = time.perf_counter() - start
            kind = kind_of(one.method, unquote(one.target.partition("?")[0]))
            replayed.seconds[kind] = replayed.seconds.get(kind, 0.0) + seconds
            replayed.requests[kind] = replayed.requests.get(kind, 0) + 1
    return replayed


def main() -> None:
    """Replays a recording and prints what it took as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=Path)
    parser.add_argument("url")
    parser.add_argument("--header", nargs=2, action="append", default=[])
    parser.add_argument("--only", choices=("all", "reads", "writes"), default="all")
    given = parser.parse_args()
    recording = msgspec.msgpack.decode(given.recording.read_bytes(), type=list[Sent])
    kept = {"all": (True, False), "writes": (True,), "reads": (False,)}[given.only]
    chosen = [one for one in recording if one.writes in kept]
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    replayed = replay(chosen, given.url, headers | dict(given.header))
    print(msgspec.json.encode(replayed).decode())


if __name__ == "__main__":
    main()
