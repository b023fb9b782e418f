"""What keeps from Plex what the last comparison found, or would have: told by the runs kept."""

from collections.abc import Mapping
from typing import Final

from stashplex.sync_queue.runs import Run, Runs

HELD: Final = (
    "A change is held back, since it would be too much at once: "
    "run Sync everything to see it, and go on if it is right."
)


def left_undone(runs: Runs) -> str:
    """Returns what is to be told of the last comparison, where an error ended it; else nothing.

    A run since that did as much and ended well makes up for it. One of fewer scenes, and one that
    ended before its time, brought nothing of it.
    """
    compared = runs.last_of("reconcile")
    error = compared.counts.get("error") if compared else None
    if compared is None or not isinstance(error, Mapping):
        return ""
    if any(_did_as_much(one, compared) for one in runs.of_kind_after("sync", compared.id)):
        return ""
    if compared.counts.get("guards"):
        return HELD
    return f"The last comparison ended before its time: {error.get('message', '')}".strip()


def _did_as_much(run: Run, other: Run) -> bool:
    return not run.counts.get("error") and _scenes(run) >= max(_scenes(other), 1)


def _scenes(run: Run) -> int:
    scenes = run.counts.get("scenes")
    return scenes if isinstance(scenes, int) else 0
