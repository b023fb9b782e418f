"""What was written, and in which runs: read from the ledger alone."""

from collections.abc import Sequence

from stashplex.app import telling
from stashplex.app.state import Store
from stashplex.core.answers import HistoryAnswer, RunEntryTold, RunsAnswer
from stashplex.core.holding import Write, WriteState
from stashplex.sync_queue.runs import Run


def written(store: Store, scene: int | None, run: int | None, limit: int) -> HistoryAnswer:
    """Returns what was written, of a scene or a run if one is named; raises UnknownId for a run."""
    found = _newest(store, scene, run, limit + 1)
    return HistoryAnswer(tuple(map(telling.write, found[:limit])), more=len(found) > limit)


def kept_runs(store: Store, limit: int) -> RunsAnswer:
    """Returns the newest runs with how much each has written."""
    return RunsAnswer(_entries(store, store.runs.last(limit)))


def kept_run(store: Store, run: int) -> RunEntryTold:
    """Returns one run with how much it has written; raises UnknownId where there is none."""
    return _entries(store, [store.runs.get(run)])[0]


def _entries(store: Store, runs: Sequence[Run]) -> tuple[RunEntryTold, ...]:
    counts = store.ledger.writes_by_run([one.id for one in runs])
    return tuple(
        RunEntryTold(
            run_id=one.id,
            kind=one.kind,
            started_at=telling.moment(one.started_at),
            ended_at=None if one.ended_at is None else telling.moment(one.ended_at),
            written=counts[one.id].get(WriteState.PROVED, 0),
            lost=counts[one.id].get(WriteState.LOST, 0),
            open=counts[one.id].get(WriteState.INTENDED, 0),
            counts=one.counts,
        )
        for one in runs
    )


def _newest(store: Store, scene: int | None, run: int | None, limit: int) -> tuple[Write, ...]:
    if run is not None:
        store.runs.get(run)
        of_run = reversed(store.ledger.writes_of_run(run))
        return tuple(one for one in of_run if scene in (None, one.scene))[:limit]
    if scene is not None:
        return store.ledger.writes_of_scene(scene, limit)
    return store.ledger.newest_writes(limit)
