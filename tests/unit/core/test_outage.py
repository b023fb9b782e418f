"""What the rows of outages say of a server."""

import pytest
from msgspec.structs import replace

from stashplex.core.outage import Outage, Unkept, reliability
from stashplex.core.outcome import Cause

AWAY = Outage("Plex", "outage", Cause("Unreachable", "Plex cannot be reached."), 100.0)


def over(start: float, end: float) -> Outage:
    return replace(AWAY, started_at=start, ended_at=end)


def test_the_figures_are_those_of_the_textbook() -> None:
    figures = reliability("Plex", [over(100, 110), over(500, 530)], 0.0, 1000.0)

    assert figures.outages == 2
    assert figures.away == 40.0
    assert figures.time_to_repair == 20.0
    assert figures.time_between_failures == 480.0
    assert figures.availability == 0.96


def test_without_an_outage_a_server_was_always_there() -> None:
    figures = reliability("Plex", [], 0.0, 1000.0)

    assert (figures.outages, figures.away, figures.availability) == (0, 0.0, 1.0)
    assert figures.time_to_repair is None
    assert figures.time_between_failures is None


def test_an_outage_that_goes_on_counts_until_now_but_is_not_repaired() -> None:
    figures = reliability("Plex", [replace(AWAY, started_at=900.0)], 0.0, 1000.0)

    assert figures.away == 100.0
    assert figures.time_to_repair is None
    assert figures.time_between_failures == 900.0
    assert figures.availability == 0.9


def test_each_server_answers_for_itself() -> None:
    figures = reliability("Stash", [over(100, 110)], 0.0, 1000.0)

    assert (figures.outages, figures.availability) == (0, 1.0)


def test_what_was_over_before_the_recording_began_does_not_count() -> None:
    figures = reliability("Plex", [over(0, 50), over(90, 110)], 100.0, 200.0)

    assert (figures.outages, figures.away, figures.availability) == (1, 10.0, 0.9)


def test_outages_that_overlap_take_their_time_once() -> None:
    figures = reliability("Plex", [over(100, 300), over(200, 250), over(250, 400)], 0.0, 1000.0)

    assert figures.away == 300.0


@pytest.mark.parametrize("now", [0.0, -50.0])
def test_no_time_at_all_is_no_reason_to_blame_a_server(now: float) -> None:
    assert reliability("Plex", [], 0.0, now).availability == 1.0


def test_an_outage_lasts_until_its_end_or_until_now() -> None:
    assert over(100, 130).seconds(now=999.0) == 30.0
    assert AWAY.seconds(now=150.0) == 50.0
    assert AWAY.seconds(now=50.0) == 0.0


def test_a_book_that_keeps_nothing_has_nothing() -> None:
    book = Unkept()
    book.keep(AWAY)
    book.end("Plex", 200.0)

    assert book.going_on() == ()
