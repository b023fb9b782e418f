"""Whether the guards hold back what the daily comparison found: told by the runs that are kept."""

from stashplex.sync_queue.runs import Run, Runs


def comparison_is_held(runs: Runs) -> bool:
    """Tells whether the last comparison was held back, and no run since did as much.

    A run of fewer scenes, and one that ended before its time, brought nothing of it.
    """
    compared = runs.last_of("reconcile")
    if compared is None or not (compared.counts.get("guards") and compared.counts.get("error")):
        return False
    synced = runs.of_kind_after("sync", compared.id)
    return not any(_did_as_much(one, compared) for one in synced)


def _did_as_much(run: Run, other: Run) -> bool:
    return not run.counts.get("error") and _scenes(run) >= _scenes(other)


def _scenes(run: Run) -> int:
    scenes = run.counts.get("scenes")
    return scenes if isinstance(scenes, int) else 0
