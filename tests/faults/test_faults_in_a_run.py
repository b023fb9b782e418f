"""One thing goes wrong once, anywhere in a first sync: the run ends as if it had not."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.faults import tricks
from tests.faults.between import (
    Between,
    edits,
    names,
    once_written,
    open_between,
    reads_cover,
    reads_items,
    uploads,
)
from tests.faults.proxy import Exchange, Play, Trick
from tests.integration.runs import counts_of
from tests.unit.worker.at_work import edits as edits_of
from tests.worlds import FakeClock, open_test_house

from stashplex.core.errors import CredentialsRefused

SCENES: Final = 4
PASSING: Final[dict[str, Trick]] = {
    "reset": tricks.reset,
    "cut request": tricks.cut_request,
    "lose answer": tricks.lose_answer,
    "truncate": tricks.truncate,
    "slow": tricks.slow,
    "garbage": tricks.garbage,
    "not json": tricks.not_json,
    "fail": tricks.fail,
    "migrate": tricks.migrate,
    "slow down": tricks.slow_down,
}
"""What a server may do once that is well again with the next request."""
MOMENTS: Final = (
    "reading items",
    "uploading",
    "writing",
    "reading back",
    "comparing",
    "reading scenes",
)
AWAY: Final = 100.0
MOST_ASKED: Final = 12
"""Requests within that time: a probe a step, and what was on its way."""


@pytest.fixture
def between(clock: FakeClock, tmp_path: Path) -> Iterator[Between]:
    with open_between(clock, tmp_path, SCENES) as opened:
        yield opened


def play(between: Between, moment: str, trick: Trick, times: int | None = 1) -> Play:
    """Plays a trick at a moment of a run."""
    plex, stash = between.plex, between.stash
    match moment:
        case "reading items":
            return plex.play(trick, reads_items, times)
        case "uploading":
            return plex.play(trick, uploads, times)
        case "writing":
            return plex.play(trick, edits, times)
        case "reading back":
            return plex.play(trick, once_written(between.world, reads_items), times)
        case "comparing":
            return stash.play(trick, names("ScenePage"), times)
        case "reading scenes":
            return stash.play(trick, names("ScenesById"), times)
        case _:
            raise AssertionError(moment)


@pytest.mark.parametrize("trick", PASSING.values(), ids=PASSING)
def test_what_happens_once_at_every_step_costs_nothing_but_time(
    between: Between, trick: Trick
) -> None:
    played = [play(between, moment, trick) for moment in MOMENTS]

    counts = counts_of(between.run())

    assert [len(one.victims) for one in played] == [1] * len(MOMENTS)
    assert (counts.changed, counts.failed, counts.waiting) == (SCENES, {}, {})
    between.assert_right()


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("trick", PASSING.values(), ids=PASSING)
def test_what_happens_once_costs_nothing_but_time(
    between: Between, trick: Trick, moment: str
) -> None:
    played = play(between, moment, trick)

    counts = counts_of(between.run())

    assert len(played.victims) == 1
    assert (counts.changed, counts.failed, counts.waiting) == (SCENES, {}, {})
    between.assert_right()


def test_a_cover_that_is_none_is_left_out_with_a_warning_and_fetched_by_the_next_run(
    between: Between,
) -> None:
    between.stash.play(tricks.not_json, reads_cover)
    # so late that no scene is looked at again for its stamp being young
    between.clock.advance(60.0)

    result = between.run()

    assert counts_of(result).changed == SCENES
    [(_, warnings)] = result.report.warnings().items()
    assert warnings == ("cover left out: the cover is a web page, which Plex does not show",)
    assert counts_of(between.run()).changed == 1
    between.assert_right()


@pytest.mark.parametrize("moment", ["uploading", "writing", "reading back", "reading scenes"])
def test_an_answer_that_never_comes_is_given_up_and_asked_for_again(
    between: Between, moment: str
) -> None:
    played = play(between, moment, tricks.hang_after)

    counts = counts_of(between.run_impatiently())

    assert len(played.victims) == 1
    assert (counts.changed, counts.failed, counts.waiting) == (SCENES, {}, {})
    between.mend()
    between.assert_right()


LASTING: Final[dict[str, Trick]] = {
    "reset": tricks.reset,
    "cut request": tricks.cut_request,
    "fail": tricks.fail,
    "migrate": tricks.migrate,
}


@pytest.mark.parametrize("moment", ["writing", "reading back", "reading scenes"])
@pytest.mark.parametrize("trick", LASTING.values(), ids=LASTING)
def test_a_server_that_goes_away_in_a_run_is_waited_for(
    between: Between, caplog: pytest.LogCaptureFixture, trick: Trick, moment: str
) -> None:
    """From the moment on the server does nothing else, for a hundred seconds."""
    caplog.set_level(logging.INFO)
    side = between.stash if moment == "reading scenes" else between.plex
    name = "Stash" if side is between.stash else "Plex"

    def go_away(exchange: Exchange) -> None:
        play_on_all.append(side.play(trick, times=None))
        between.heal_after(AWAY)
        trick(exchange)

    play_on_all: list[Play] = []
    play(between, moment, go_away)

    counts = counts_of(between.run())

    assert (counts.changed, counts.failed, counts.waiting) == (SCENES, {}, {})
    assert len(play_on_all[0].victims) <= MOST_ASKED
    told = [one.getMessage() for one in caplog.records if one.levelno >= logging.INFO]
    gone = [line for line in told if "Nothing more is sent." in line]
    back = [line for line in told if line.startswith(f"{name} answers again")]
    assert (len(gone), len(back)) == (1, 1), told
    assert f"{name} at {side.url} " in gone[0]
    between.assert_right()


@pytest.mark.parametrize("moment", ["uploading", "writing", "reading back", "reading scenes"])
def test_credentials_refused_in_a_run_end_it_and_the_next_run_does_the_rest(
    between: Between, moment: str
) -> None:
    play(between, moment, tricks.refuse_token, times=None)

    result = between.run()

    assert isinstance(result.error, CredentialsRefused)
    assert result.error.remedy
    assert result.report.counts().failed == {}
    between.mend()
    assert counts_of(between.run()).failed == {}
    between.assert_right()


def test_a_record_that_always_fails_is_a_dead_letter_and_the_others_go_on(
    between: Between,
) -> None:
    bad = between.world.plain[2]
    between.plex.play(tricks.fail, edits_of(bad.item), times=None)

    counts = counts_of(between.run())

    assert (counts.changed, counts.failed) == (SCENES - 1, {"ServerFailed": 1})
    assert counts_of(between.run()).failed == {"ServerFailed": 1}, "met again, and not tried again"
    between.mend()
    with open_test_house(between.settings, between.clock) as house:
        assert house.store.dead_letters.retry(between.clock.now()) == 1
    assert counts_of(between.run()).failed == {}
    between.assert_right()
