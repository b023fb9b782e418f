"""A fifth of all answers never arrive: the run ends right, and no scene is written in vain."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.faults import tricks
from tests.faults.between import lists_library, open_between
from tests.integration.runs import counts_of
from tests.worlds import FakeClock

from stashplex.demo.http_messages import LoggedRequest, Request

SHARE = 0.2


def of_a_sync(asked: Request) -> bool:
    """Tells the requests of a run from those that find out whether there is a server at all."""
    return asked.path not in ("/", "/library/sections") and not lists_library(asked)


def write_of(asked: Request | LoggedRequest) -> tuple[str, str] | None:
    """Returns what a request writes, and to which item, if it writes at all."""
    if asked.method == "PUT":
        return "edit", asked.raw_query.partition("&id=")[2].partition("&")[0]
    return ("poster", asked.path) if asked.method == "POST" else None


def counted(requests: Iterable[Request | LoggedRequest]) -> Counter[tuple[str, str]]:
    return Counter(what for one in requests if (what := write_of(one)) is not None)


@pytest.mark.parametrize(
    ("scenes", "seed"), [(40, "few"), pytest.param(400, "many", marks=pytest.mark.slow)]
)
def test_no_scene_is_written_more_often_than_lost_answers_allow(
    clock: FakeClock, tmp_path: Path, scenes: int, seed: str
) -> None:
    with open_between(clock, tmp_path, scenes) as between:
        chance = tricks.by_chance(SHARE, seed)
        lost = between.plex.play(
            tricks.lose_answer, lambda asked: of_a_sync(asked) and chance(asked), times=None
        )

        counts = counts_of(between.run())

        assert (counts.changed, counts.failed, counts.waiting) == (scenes, {}, {})
        between.mend()
        allowed = counted(lost.victims)
        assert allowed.total() > scenes * SHARE / 2
        sent = counted(between.world.plex.requests)
        assert {what: times for what, times in sent.items() if times > 1 + allowed[what]} == {}
        between.assert_right()
        print(  # noqa: T201  a figure to read
            f"{scenes} scenes: {sent.total()} writes, {len(lost.victims)} answers lost, "
            f"{allowed.total()} of them of writes, {sent.total() - len(sent)} written again"
        )
