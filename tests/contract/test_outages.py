"""What remembering outages promises, whatever database it stands on."""

import pytest
from msgspec.structs import replace

from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.outages import Outages
from stashplex.sync_queue.runs import Runs

CAUSE = Cause("Unavailable", "Plex is not ready (503: Maintenance ö).")
AWAY = Outage("Plex", "outage", CAUSE, 100.5, step=1, next_probe_at=105.5)
STASH_AWAY = replace(AWAY, server="Stash")


@pytest.fixture
def outages(database: Database, target: int) -> Outages:
    return Outages(database, target)


def test_at_first_there_is_nothing(outages: Outages) -> None:
    assert outages.going_on() == ()
    assert outages.all() == ()
    assert outages.since() is None


def test_an_outage_comes_back_as_it_was_kept(outages: Outages) -> None:
    outages.keep(AWAY)

    assert outages.going_on() == (AWAY,)
    assert outages.all() == (AWAY,)


def test_of_one_server_only_one_goes_on(outages: Outages) -> None:
    later = replace(AWAY, probes=3, latest="Still not ready.", step=4, next_probe_at=160.0)
    outages.keep(AWAY)
    outages.keep(later)
    outages.keep(STASH_AWAY)

    assert outages.going_on() == (later, STASH_AWAY)


def test_what_it_was_may_change_but_not_when_it_began(outages: Outages) -> None:
    refused = Cause("CredentialsRefused", "Plex refuses our token.")
    outages.keep(AWAY)
    outages.keep(replace(AWAY, trouble="credentials", cause=refused, started_at=200.0))

    (outage,) = outages.going_on()
    assert (outage.trouble, outage.cause, outage.started_at) == ("credentials", refused, 100.5)


def test_the_end_of_one_leaves_the_other(outages: Outages) -> None:
    outages.keep(AWAY)
    outages.keep(STASH_AWAY)
    outages.end("Plex", 160.0)

    assert outages.going_on() == (STASH_AWAY,)
    assert replace(AWAY, ended_at=160.0) in outages.all()


def test_what_is_over_stays_over_and_the_next_one_is_another(outages: Outages) -> None:
    outages.keep(AWAY)
    outages.end("Plex", 160.0)
    outages.end("Plex", 170.0)
    again = replace(AWAY, started_at=300.0)
    outages.keep(again)

    assert outages.all() == (again, replace(AWAY, ended_at=160.0))


def test_a_clock_that_was_set_back_makes_none_of_less_than_nothing(outages: Outages) -> None:
    outages.keep(AWAY)
    outages.end("Plex", 50.0)

    assert outages.all() == (replace(AWAY, ended_at=100.5),)


def test_old_ones_are_forgotten_but_never_one_that_goes_on(outages: Outages) -> None:
    outages.keep(AWAY)
    outages.end("Plex", 160.0)
    outages.keep(STASH_AWAY)

    assert outages.prune(before=160.0) == 0
    assert outages.prune(before=160.1) == 1
    assert outages.all() == (STASH_AWAY,)


def test_recording_began_with_the_first_run_or_the_first_outage(
    outages: Outages, runs: Runs
) -> None:
    runs.start("sync", 120.0)
    assert outages.since() == 120.0

    outages.keep(AWAY)
    assert outages.since() == 100.5


def test_each_target_has_its_own(outages: Outages, database: Database, other_target: int) -> None:
    outages.keep(AWAY)
    others = Outages(database, other_target)
    others.end("Plex", 160.0)

    assert others.all() == ()
    assert others.since() is None
    assert outages.going_on() == (AWAY,)
