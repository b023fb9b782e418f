"""The summary of a run names scenes to look up, and says where they are not all."""

import io

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.sync import draw_summary
from stashplex.core.answers import SyncAnswer
from stashplex.core.outcome import Ending
from stashplex.worker.settling import Settled


def interrupted(waiting: int) -> SyncAnswer:
    """Returns the answer of a run that reached none of its scenes."""
    return SyncAnswer(
        run_id=1,
        scenes=waiting,
        changed=0,
        unchanged=0,
        skipped={},
        waiting={"interrupted": waiting},
        failed={},
        left={},
        held={},
        plex_requests=0,
        stash_requests=0,
        seconds=1.0,
        dry_run=False,
        interrupted=True,
        mapping=(),
        warnings=(),
    )


def drawn(waiting: int, *named: int) -> str:
    """Returns the summary of a run where so many wait, of which some were told of."""
    said = io.StringIO()
    notable = {one: Settled(one, Ending.WAITING, "interrupted") for one in named}
    draw_summary(PatientConsole(said), interrupted(waiting), notable)
    return said.getvalue()


def test_all_scenes_are_named_where_they_are_few() -> None:
    assert "(scene 48)" in drawn(1, 48)
    assert "(scenes 48, 49)" in drawn(2, 48, 49)


def test_of_more_than_are_named_it_says_so() -> None:
    assert "(scenes 48, …)" in drawn(20, 48)
    assert "(scenes 1, 2, 3, …)" in drawn(4, 1, 2, 3, 4)
