"""The command `sync`."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Final

from stashplex.app.house import House, open_house
from stashplex.app.syncing import Answer, Finished, ForegroundRun, told_sync
from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.following import Follower
from stashplex.cli.front import Front
from stashplex.cli.served import carried_out
from stashplex.cli.stopping import stoppable
from stashplex.core.answers import SyncAnswer
from stashplex.core.errors import WrongUsage
from stashplex.core.item import Field
from stashplex.core.service import SyncOrder
from stashplex.worker.company import Watcher
from stashplex.worker.plan import Plan
from stashplex.worker.sync_run import Request

SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SINCE: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhdw])", re.IGNORECASE)
DRAWING: Final = "stashplex.cli.drawing.sync"
STOPPING: Final = "Stopping between two writes; once more Ctrl-C ends at once."


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as they were given."""

    ids: tuple[int, ...] = ()
    everything: bool = False
    since: str = ""
    limit: int | None = None
    dry_run: bool = False
    verify: bool = False
    yes: bool = False
    take_over: tuple[str, ...] | None = None


def sync(front: Front, asked: Asked) -> Exit:
    """Carries out one run and tells how it ended."""
    request, fields = understood(asked)
    settings = front.settings()
    carried = carried_out(front, settings, order_of(request, fields), SyncAnswer)
    if carried is not None:
        finished, follower = Finished(carried.answer, carried.error), carried.follower
    else:
        with open_house(settings, writing=not request.dry_run, clock=front.clock) as house:
            finished, follower = run_in(front, house, request, fields)
    summarise(front, finished, follower)
    if front.screen.as_json:
        front.screen.tell(finished.answer)
    return exit_after(finished)


def run_in(
    front: Front, house: House, request: Request, fields: frozenset[Field] = frozenset()
) -> tuple[Finished[SyncAnswer], Follower]:
    """Executes a sync in an open house, followed on the screen."""

    def start(watcher: Watcher) -> ForegroundRun[SyncAnswer]:
        tell = partial(told_sync, house.store)
        return ForegroundRun(house, request, watcher, tell, take_over=fields)

    return followed(front, start)


def order_of(request: Request, fields: frozenset[Field] = frozenset()) -> SyncOrder:
    """Returns a request as a running service takes it."""
    return SyncOrder(
        request.ids,
        request.everything,
        request.since_seconds,
        request.limit,
        request.dry_run,
        request.verify,
        request.accepted,
        tuple(sorted(fields)),
        request.work,
    )


def followed(
    front: Front, start: Callable[[Watcher], ForegroundRun[Answer]]
) -> tuple[Finished[Answer], Follower]:
    """Executes a run, followed on the screen; the first Ctrl-C asks it to stop."""
    with front.display() as display:
        follower = Follower(display, partial(_show_plan, front), on_first=_load_drawing)
        run = start(follower)

        def ask_to_stop() -> None:
            run.ask_to_stop()
            front.screen.note(STOPPING)

        with stoppable(ask_to_stop):
            return run.execute(), follower


def _show_plan(front: Front, plan: Plan) -> None:
    from stashplex.cli.drawing.sync import draw_plan  # noqa: PLC0415  rich only where drawn

    draw_plan(front.screen.console, plan)


def _load_drawing() -> None:
    """Loads what draws the summary while Plex writes: that takes as long as ten edits."""
    threading.Thread(target=import_module, args=[DRAWING], daemon=True).start()


def summarise(front: Front, finished: Finished[SyncAnswer], follower: Follower) -> None:
    """Draws the summary of a run, and what ended it if anything did."""
    from stashplex.cli.drawing.sync import draw_summary  # noqa: PLC0415  rich only where drawn

    draw_summary(front.screen.console, finished.answer, follower.notable)
    if finished.error is not None:
        front.screen.explain(finished.error)


def exit_after(finished: Finished[SyncAnswer]) -> Exit:
    """Returns the exit code of a run: of several the first that applies."""
    if finished.answer.interrupted:
        return Exit.INTERRUPTED
    if finished.error is not None:
        return exit_of(finished.error)
    return Exit.FAILED if finished.answer.failed else Exit.DONE


def understood(asked: Asked) -> tuple[Request, frozenset[Field]]:
    """Returns the request that is meant; raises WrongUsage where none can be."""
    fields, more_ids = _fields(asked.take_over)
    ids = (*asked.ids, *more_ids)
    _refuse_contradictions(asked, ids)
    since = seconds_of("sync", asked.since)
    request = Request(
        ids,
        asked.everything,
        since,
        asked.limit,
        asked.dry_run,
        asked.verify,
        accepted=asked.yes,
    )
    return request, fields


def _refuse_contradictions(asked: Asked, ids: Sequence[int]) -> None:
    named = [
        word
        for word, given in (("ids", ids), ("--all", asked.everything), ("--since", asked.since))
        if given
    ]
    if len(named) > 1:
        raise WrongUsage(f"sync: {' and '.join(named)} contradict each other.", "Give one of them.")
    for option, given in (
        ("--limit", asked.limit is not None),
        ("--verify", asked.verify),
        ("--take-over", asked.take_over is not None),
    ):
        if given and not named:
            raise WrongUsage(
                f"sync: {option} needs to know which scenes.",
                f"Name them by id, or add --all or --since: stashplex sync --all {option}",
            )
    if any(one < 1 for one in ids):
        raise WrongUsage(f"sync: {min(ids)} is no id of a scene.", "Ids are 1 and higher.")
    if asked.limit is not None and asked.limit < 1:
        raise WrongUsage(f"sync: --limit {asked.limit} leaves nothing to do.", "Give 1 or more.")


def _fields(take_over: Sequence[str] | None) -> tuple[frozenset[Field], list[int]]:
    """Returns the fields to take over; a number among them was meant as an id."""
    if take_over is None:
        return frozenset(), []
    names = [word for word in take_over if not word.isdecimal()]
    unknown = [name for name in names if name not in list(Field)]
    if unknown:
        raise WrongUsage(
            f"sync: --take-over knows no field {', '.join(unknown)}.",
            f"The fields are: {', '.join(Field)}.",
        )
    ids = [int(word) for word in take_over if word.isdecimal()]
    return frozenset(map(Field, names)) or frozenset(Field), ids


def seconds_of(command: str, since: str, option: str = "--since") -> float | None:
    """Returns the seconds that a text like `24h` means, or None where nothing was said."""
    if not since:
        return None
    found = SINCE.fullmatch(since.strip())
    if not found:
        raise WrongUsage(
            f"{command}: {option} {since} is not understood.",
            "Give a number and a unit: 90m, 24h, 7d or 2w.",
        )
    return float(found[1]) * SECONDS[found[2].lower()]
