"""Moments as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.worlds import FakeClock

from stashplex.web.pages.moments import Moments


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (59, "59 seconds ago"),
        (60, "1 minute ago"),
        (7300, "2 hours ago"),
        (86400, "1 day ago"),
        (3 * 86400, "3 days ago"),
    ],
)
def test_how_long_ago_it_was(seconds: int, said: str) -> None:
    clock = FakeClock()
    then = datetime.fromtimestamp(clock.now(), UTC) - timedelta(seconds=seconds)
    assert f">{said}</time>" in Moments(clock).ago(then.isoformat())


def test_what_is_long_ago_or_to_come_is_told_by_its_date() -> None:
    clock = FakeClock()
    now = datetime.fromtimestamp(clock.now(), UTC)
    past, future = now - timedelta(days=90), now + timedelta(hours=1)
    assert f">{past.astimezone():%Y-%m-%d}<" in Moments(clock).ago(past.isoformat())
    assert f">at {future.astimezone():%Y-%m-%d %H:%M}<" in Moments(clock).ago(future.isoformat())


def test_what_never_was_is_told_so() -> None:
    assert Moments(FakeClock()).ago(None) == "never"
    assert Moments(FakeClock()).moment(None) == "never"
