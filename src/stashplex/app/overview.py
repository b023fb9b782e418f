"""Where everything stands: the queue, the dead letters, the statistics, the last runs."""

from typing import Final

from stashplex.app import telling
from stashplex.app.outages import told
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.core.answers import RunTold, StatisticsTold, StatusAnswer
from stashplex.sync_queue.runs import Run
from stashplex.sync_queue.targets import Targets
from stashplex.worker.processor import STATS_FILE
from stashplex.worker.stats import SyncStats

MOST_RUNS: Final = 5


def overview(settings: Settings, store: Store, now: float) -> StatusAnswer:
    """Returns where everything stands; asks neither server."""
    target = Targets(store.database).of()
    return StatusAnswer(
        data_dir=str(settings.data_dir),
        plex=target.name if target else None,
        queue={state.value: count for state, count in store.queue.counts().items()},
        waiting=store.queue.waiting_by_cause(),
        dead_letters=store.dead_letters.get_error_summary(),
        away=tuple(told(one, now) for one in store.outages.going_on()),
        statistics=statistics(settings),
        runs=tuple(map(_run, store.runs.last(MOST_RUNS))),
    )


def statistics(settings: Settings) -> StatisticsTold | None:
    """Returns what was counted since the statistics began; None before the first run."""
    path = settings.data_dir / STATS_FILE
    if not path.exists():
        return None
    stats = SyncStats.load_from_file(path)
    return StatisticsTold(
        processed=stats.jobs_processed,
        succeeded=stats.jobs_succeeded,
        failed=stats.jobs_failed,
        to_dlq=stats.jobs_to_dlq,
        success_rate=round(stats.success_rate, 1),
        avg_time_ms=round(stats.avg_processing_time * 1000, 1),
        high_confidence=stats.high_confidence_matches,
        low_confidence=stats.low_confidence_matches,
        errors_by_type=stats.errors_by_type,
    )


def _run(run: Run) -> RunTold:
    ended = None if run.ended_at is None else telling.moment(run.ended_at)
    return RunTold(run.id, run.kind, telling.moment(run.started_at), ended, run.counts)
