"""Whatever the rows are, the figures of outages stay possible."""

from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.outage import Outage, reliability
from stashplex.core.outcome import Cause

moments = st.floats(0, 10_000)


@st.composite
def outages(draw: st.DrawFn) -> Outage:
    start = draw(moments)
    end = draw(st.none() | moments)
    server = draw(st.sampled_from(("Plex", "Stash")))
    return Outage(server, "outage", Cause("Unreachable", "away"), start, end)


@given(rows=st.lists(outages(), max_size=8), since=moments, now=moments)
def test_the_figures_are_always_possible(rows: list[Outage], since: float, now: float) -> None:
    figures = reliability("Plex", rows, since, now)

    assert 0.0 <= figures.availability <= 1.0
    assert 0.0 <= figures.away <= max(now - since, 0.0)
    assert figures.time_to_repair is None or figures.time_to_repair >= 0.0
    assert (figures.time_between_failures is None) == (figures.outages == 0)


@given(lengths=st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=8))
def test_time_away_and_time_between_make_up_the_whole(
    lengths: list[tuple[float, float]],
) -> None:
    rows, now = [], 0.0
    for works, away in lengths:
        start = now + works
        now = start + away
        rows.append(Outage("Plex", "outage", Cause("Unreachable", "away"), start, now))

    figures = reliability("Plex", rows, 0.0, now)

    assert figures.time_between_failures is not None
    assert figures.time_to_repair is not None
    each = figures.time_between_failures + figures.time_to_repair
    assert abs(each * len(rows) - now) < 1e-6
