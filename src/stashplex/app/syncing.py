"""One run in the foreground, from a request to its answer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec

from stashplex.app.house import House
from stashplex.core.answers import ErrorTold, SyncAnswer
from stashplex.core.errors import StashplexError
from stashplex.core.item import Field
from stashplex.worker.sync_run import Request, RunResult, SyncRun, Watcher


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has ended: its answer, and the error that ended it before its time."""

    answer: SyncAnswer
    error: StashplexError | None = None


class ForegroundRun:
    """Carries out a request in an open house."""

    def __init__(
        self,
        house: House,
        request: Request,
        watcher: Watcher,
        take_over: Iterable[Field] = (),
    ) -> None:
        rules = replace(house.parts.rules, take_over=frozenset(take_over))
        self._house = house
        self._request = request
        self._run = SyncRun(house.parts.with_rules(rules), house.library, house.worker, watcher)

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes."""
        self._run.ask_to_stop()

    def execute(self) -> Finished:
        """Runs to the end, and keeps the counts."""
        result = self._run.execute(self._request)
        answer = self._answer(result)
        self._run.finish(msgspec.to_builtins(answer))
        return Finished(answer, result.error)

    def _answer(self, result: RunResult) -> SyncAnswer:
        counts, servers = result.report.counts(), self._house.servers
        answer = SyncAnswer(
            run_id=result.run,
            scenes=counts.scenes,
            changed=counts.changed,
            unchanged=counts.unchanged,
            skipped=counts.skipped,
            waiting=counts.waiting,
            failed=counts.failed,
            left={field.value: count for field, count in result.report.left().items()},
            plex_requests=servers.plex.requests.total,
            stash_requests=servers.stash.requests.total,
            seconds=round(result.seconds, 3),
            dry_run=self._request.dry_run,
            interrupted=result.interrupted,
        )
        if result.error is None:
            return answer
        error = result.error
        return replace(answer, error=ErrorTold(error.error_type, error.message, error.remedy))
