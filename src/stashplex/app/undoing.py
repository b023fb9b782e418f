"""One undo in the foreground, from the run that is named to its answer."""

import logging

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from stashplex.app.beside import Beside
from stashplex.app.chronicle import setting
from stashplex.app.grace import Grace
from stashplex.app.house import House
from stashplex.app.meeting import Servers
from stashplex.core.answers import ErrorTold, LeftTold, UndoAnswer
from stashplex.core.errors import StashplexError
from stashplex.core.remedies import remedy_of
from stashplex.core.wording import counted
from stashplex.worker.company import Watcher
from stashplex.worker.undo import UndoResult, UndoRun

logger = logging.getLogger(__name__)


class FinishedUndo(Struct, frozen=True):
    """An undo that has ended: its answer, and the error that ended it before its time."""

    answer: UndoAnswer
    error: StashplexError | None = None


class ForegroundUndo:
    """Takes back one run in an open house."""

    def __init__(
        self,
        house: House,
        run: int,
        watcher: Watcher,
        *,
        dry_run: bool,
        beside: Beside | None = None,
    ) -> None:
        """Shares the gate where it goes on beside a resident."""
        self._servers = house.servers
        self._asked_before = beside.plex_requests if beside else 0
        self._grace = Grace(() if beside else (house.servers.stash, house.servers.plex))
        self._undoes = run
        self._setting = setting(house)
        self._dry_run = dry_run
        self._run = UndoRun(house.parts, house.library, watcher, beside.passage if beside else None)

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two items, which a server that hangs cannot hold up."""
        self._run.ask_to_stop()
        self._grace.begin()

    def execute(self) -> FinishedUndo:
        """Runs to the end, keeps the counts and tells the log; raises UnknownId without the run."""
        logger.info("Run %d is to be undone; %s", self._undoes, self._setting)
        with self._grace:
            result = self._run.execute(self._undoes, dry_run=self._dry_run)
        answer = told_undo(result, self._servers, dry_run=self._dry_run)
        answer = replace(answer, plex_requests=answer.plex_requests - self._asked_before)
        self._run.finish(result, msgspec.to_builtins(answer))
        _log(answer, result.error)
        return FinishedUndo(answer, result.error)


def told_undo(result: UndoResult, servers: Servers, *, dry_run: bool) -> UndoAnswer:
    """Returns what became of every field that the run wrote."""
    error = result.error
    return UndoAnswer(
        run_id=result.run,
        undoes=result.undoes,
        kind=result.kind,
        items=result.items,
        fields=result.fields,
        put_back={name.value: count for name, count in result.put_back.most_common()},
        already=result.already,
        left={left.value: count for left, count in result.left.most_common()},
        failed=dict(result.failed.most_common()),
        told=tuple(LeftTold(one.scene, one.item, one.field, one.why) for one in result.told),
        items_not_reached=result.items - result.items_done,
        plex_requests=servers.plex.requests.total,
        seconds=round(result.seconds, 3),
        dry_run=dry_run,
        interrupted=result.interrupted,
        error=ErrorTold(error.error_type, error.message, remedy_of(error)) if error else UNSET,
    )


def _log(answer: UndoAnswer, error: StashplexError | None) -> None:
    if not answer.items:
        logger.info("There is nothing to take back of run %d, and no run was made.", answer.undoes)
        return
    logger.info(
        "%s: %s of run %d, %.1f s: %s of %s: %d put back, %d so already, %d left, "
        "%d failed; %s not reached",
        f"Run {answer.run_id}" if answer.run_id else "Dry run",
        answer.kind,
        answer.undoes,
        answer.seconds,
        counted(answer.fields, "field"),
        counted(answer.items, "item"),
        sum(answer.put_back.values()),
        answer.already,
        sum(answer.left.values()),
        sum(answer.failed.values()),
        counted(answer.items_not_reached, "item"),
    )
    if error is not None:
        logger.error("It ended before its time: %s", error)
