"""`outages`, and what `status` says of one that goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.doors import Door

from stashplex.clock import SystemClock
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause
from stashplex.sync_queue.database import open_database
from stashplex.sync_queue.outages import Outages
from stashplex.sync_queue.targets import Targets

MIGRATING = Cause("Unavailable", "Plex is not ready (503: running \x1b[31mdatabase migrations).")
REFUSED = Cause("CredentialsRefused", "Stash refuses our API key.")
NOON = SystemClock().now() - 200_000.0
FAR = 4_000_000_000.0


def record(folder: Path, write: Callable[[Outages], object]) -> None:
    """Writes into the book of outages, as a run does."""
    with open_database(folder / "data", now=NOON) as database:
        target = Targets(database).of()
        assert target is not None
        write(Outages(database, target.id))


def an_outage_that_is_over(book: Outages) -> None:
    book.keep(
        Outage("Plex", "outage", MIGRATING, NOON, probes=12, latest="Plex hangs up.", step=12)
    )
    book.end("Plex", NOON + 604.0)


def one_that_goes_on(book: Outages, next_probe_at: float = FAR) -> None:
    book.keep(
        Outage("Stash", "credentials", REFUSED, NOON + 700, step=3, next_probe_at=next_probe_at)
    )


def test_before_the_first_run_it_says_that_nothing_is_recorded(bare_door: Door) -> None:
    bare_door.configure('[stash]\nurl = "http://a:1"\n[plex]\nurl = "http://b:1"\ntoken = "x"\n')

    said = bare_door("outages")

    assert said.code == 0
    assert "Nothing is recorded yet" in said.out
    assert bare_door("outages", "--json").answer == {"servers": [], "outages": []}


@pytest.mark.usefixtures("in_step")
def test_without_an_outage_both_servers_were_always_there(door: Door) -> None:
    said = door("outages")

    assert "No outage so far." in said.out
    assert said.out.count("100.00% available, no outage") == 2
    assert [one["availability"] for one in door("outages", "--json").answer["servers"]] == [
        100,
        100,
    ]


@pytest.mark.usefixtures("in_step")
def test_it_shows_each_outage_with_its_cause_and_the_figures(door: Door) -> None:
    record(door.folder, an_outage_that_is_over)

    said = door("outages")
    told = door("outages", "--json").answer

    assert "10 min 4 s" in said.out
    assert "12 probes, at last: Plex hangs up." in " ".join(said.out.split())
    assert "\x1b" not in said.out
    (outage,) = told["outages"]
    assert (outage["seconds"], outage["probes"], outage["next_probe_at"]) == (604.0, 12, None)
    plex, stash = told["servers"]
    assert (plex["server"], plex["outages"], plex["mttr"]) == ("Plex", 1, 604.0)
    assert plex["mtbf"] is not None
    assert 0 < plex["availability"] < 100
    assert (stash["server"], stash["outages"], stash["mtbf"]) == ("Stash", 0, None)


@pytest.mark.usefixtures("in_step")
def test_one_that_goes_on_says_so(door: Door) -> None:
    record(door.folder, one_that_goes_on)

    assert "goes on" in door("outages").out
    (outage,) = door("outages", "--json").answer["outages"]
    assert outage["ended_at"] is None
    assert outage["next_probe_at"] is not None


@pytest.mark.usefixtures("in_step")
def test_the_status_shows_who_is_away_and_what_comes_next(door: Door) -> None:
    assert door("status", "--json").answer["away"] == []
    record(door.folder, one_that_goes_on)

    said = door("status")

    assert "Stash is away since" in said.out
    assert "Stash refuses our API key." in said.out
    assert "Next try 2096-" in said.out
    (away,) = door("status", "--json").answer["away"]
    assert (away["server"], away["trouble"]) == ("Stash", "credentials")


@pytest.mark.usefixtures("in_step")
def test_where_nobody_waits_any_more_the_next_run_asks(door: Door) -> None:
    record(door.folder, lambda book: one_that_goes_on(book, NOON + 760.0))

    assert "The next `stashplex sync` asks it." in door("status").out


def test_it_keeps_to_the_last_thirty(door: Door) -> None:
    def many(book: Outages) -> None:
        for hour in range(40):
            at = NOON + 3600.0 * hour
            book.keep(Outage("Plex", "outage", MIGRATING, at))
            book.end("Plex", at + 60.0)

    door("sync", "--all")
    record(door.folder, many)

    told = door("outages", "--json").answer

    assert len(told["outages"]) == 30
    assert told["outages"][0]["started_at"] > told["outages"][-1]["started_at"]
    assert told["servers"][0]["outages"] == 40
