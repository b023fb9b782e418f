"""The first and the last line of a run in the log: what it is, and how it ended."""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from stashplex import __version__
from stashplex.app.house import House
from stashplex.core.answers import ReconcileAnswer, SyncAnswer
from stashplex.core.errors import (
    CredentialsRefused,
    Incompatible,
    ServerAway,
    StashplexError,
    TooMuchAtOnce,
)
from stashplex.core.item import Field, Section
from stashplex.core.remedies import remedy_of
from stashplex.core.wording import counted
from stashplex.log import TOLD
from stashplex.worker.company import Watcher
from stashplex.worker.guarding import GO_ON
from stashplex.worker.plan import Plan
from stashplex.worker.settling import Settled
from stashplex.worker.sync_run import Request

logger = logging.getLogger(__name__)

SAID_AT_THE_DOOR: Final = (ServerAway, CredentialsRefused, Incompatible)
"""Errors that are told in the log when they are met, once a run is under way."""
MOST_ROOTS: Final = 3


class Chronicle:
    """Watches a run for whoever reads the log later, and passes on what it sees."""

    def __init__(
        self,
        house: House,
        request: Request,
        watcher: Watcher,
        run: Callable[[], int | None],
        *,
        resident: bool = False,
    ) -> None:
        """Takes what tells the number of the run, once it has begun.

        What ends a run of a resident is shown too: no command of its own ends with it.
        """
        self._resident = resident
        self._run = run
        self._house = house
        self._request = request
        self._watcher = watcher
        self._begun = False

    def phase(self, name: str, total: int | None) -> None:
        """A part of the run begins; once the libraries are read, there is something to tell."""
        if self._house.library.sections:
            self._begin(total)
        self._watcher.phase(name, total)

    def compared(self, scenes: int) -> None:
        """So many more scenes were compared."""
        self._watcher.compared(scenes)

    def ended(self, settled: Settled) -> None:
        """A scene ended, perhaps not for the last time."""
        self._watcher.ended(settled)

    def planned(self, plan: Plan) -> None:
        """A dry run found what would change."""
        self._watcher.planned(plan)

    def close(self, answer: SyncAnswer | ReconcileAnswer, error: StashplexError | None) -> None:
        """Tells how the run ended."""
        known = self._begun and isinstance(error, SAID_AT_THE_DOOR)
        self._begin(None)
        extra = None if self._resident else TOLD
        if error is not None:
            words = "as told above" if known else f"{error.message} {remedy_of(error)}".strip()
            if isinstance(error, TooMuchAtOnce):
                words = f"as told above. {GO_ON if self._resident else remedy_of(error)}"
            logger.error(
                "%s ended before its time: %s: %s",
                _name(answer.run_id),
                error.error_type,
                words,
                extra=extra,
            )
        for warning in answer.warnings:
            logger.warning("%s: mind: %s", _name(answer.run_id), warning, extra=extra)
        logger.info("%s", closing(answer))

    def _begin(self, total: int | None) -> None:
        if not self._begun:
            self._begun = True
            logger.info("%s", opening(self._house, self._request, total, self._run()))


def opening(house: House, request: Request, total: int | None, run: int | None = None) -> str:
    """Returns what a run is: what was asked for, of whom, under which rules."""
    scenes = () if total is None else (f"{counted(total, 'scene')} to compare",)
    begins = f"{_name(run)} begins: {_asked(request)}"
    return "; ".join((begins, setting(house), *scenes))


def setting(house: House) -> str:
    """Returns between whom a run happens, and under which rules."""
    libraries = (
        f'library "{one.title}" ({_items_of(house, one)})' for one in house.library.sections
    )
    return "; ".join((_versions(house), *libraries, *_folders(house), *_switches(house)))


def _items_of(house: House, section: Section) -> str:
    return counted(house.library.index.size_of(section.id), "item")


def closing(answer: SyncAnswer | ReconcileAnswer) -> str:
    """Returns how a run ended: counts that add up, what it took, and where to look further."""
    ended = "was interrupted" if answer.interrupted else "ended"
    counts = ", ".join(_counts(answer))
    told = (
        f"{_name(answer.run_id)} {ended} after {answer.seconds:.1f} s: "
        f"{counted(answer.scenes, 'scene')}: {counts}; "
        f"{counted(answer.plex_requests, 'request')} to Plex, {answer.stash_requests:,} to Stash"
    )
    failed = answer.failed if isinstance(answer, SyncAnswer) else answer.dead
    looks = "; ".join(f"stashplex dlq list --type {kind}" for kind in failed)
    return f"{told}. See: {looks}" if looks else told


def _name(run: int | None) -> str:
    return "Dry run" if run is None else f"Run {run}"


def _asked(request: Request) -> str:
    words = ["sync" if request.work else "reconcile"]
    if request.ids:
        words.append(f"of {counted(len(set(request.ids)), 'named scene')}")
    elif request.everything:
        words.append("--all")
    elif request.since_seconds is not None:
        words.append(f"of what changed in the last {request.since_seconds / 3600:g} h")
    else:
        words.append("of what is due")
    if request.limit is not None:
        words.append(f"--limit {request.limit}")
    words += ["--verify"] * request.verify + ["--yes"] * request.accepted
    return " ".join(words)


def _versions(house: House) -> str:
    servers = house.servers
    stash, plex = servers.stash_info, servers.plex_info
    name = f' "{plex.name}"' if plex.name else ""
    return f"stashplex {__version__}, Stash {stash.version}, Plex{name} {plex.version}"


def _folders(house: House) -> Iterator[str]:
    paths = house.parts.paths
    if paths.is_given:
        pairs = [f"`{stash}` -> `{plex}`" for stash, plex in paths.mapping.pairs]
        yield f"folders given: {', '.join(pairs)}"
    elif paths.learned is None:
        yield "folders not learned yet"
    elif paths.learned.roots:
        roots = paths.learned.roots
        more = [f"{len(roots) - MOST_ROOTS} more"] if roots[MOST_ROOTS:] else []
        yield f"folders learned: {', '.join([*map(str, roots[:MOST_ROOTS]), *more])}"
    else:
        yield "folders the same on both sides"


def _switches(house: House) -> Iterator[str]:
    """Yields what is switched off, or otherwise than usual."""
    rules, limits = house.parts.rules, house.parts.limits
    if off := [field.value for field in Field if field not in rules.fields]:
        yield f"off: {', '.join(off)}"
    otherwise = {
        "respect_locks = false": not rules.respect_locks,
        "strict_matching = false": not rules.strict_matching,
        'plex_edits = "keep"': rules.keep_plex_edits,
        'on_delete = "clear"': rules.clear_gone,
        "skip_not_found = true": limits.skip_not_found,
    }
    yield from (words for words, holds in otherwise.items() if holds)


def _counts(answer: SyncAnswer | ReconcileAnswer) -> Iterator[str]:
    if isinstance(answer, SyncAnswer):
        yield f"{answer.changed:,} changed"
        yield f"{answer.unchanged:,} unchanged"
        yield _reasons("skipped", answer.skipped)
        yield _reasons("waiting", answer.waiting)
        yield _reasons("failed", answer.failed)
    else:
        yield f"{answer.unchanged:,} unchanged"
        yield _reasons("skipped", answer.skipped)
        yield _reasons("enqueued", answer.enqueued)
        yield _reasons("waiting", answer.waiting)
        yield _reasons("dead", answer.dead)


def _reasons(word: str, counts: Mapping[str, int]) -> str:
    reasons = ", ".join(f"{count:,} {why}" for why, count in counts.items())
    return f"{sum(counts.values()):,} {word}" + (f" ({reasons})" if reasons else "")
