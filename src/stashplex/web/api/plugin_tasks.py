"""The tasks in Stash's own list: what each does, told in sentences for Stash's log."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from stashplex.core.answers import (
    DoneTold,
    EndedTold,
    LineTold,
    MovedTold,
    PhaseTold,
    ReconcileAnswer,
    SyncAnswer,
)
from stashplex.core.service import Chosen, Service, SyncOrder, Told
from stashplex.core.wording import counted, why, why_put

A_DAY: Final = 86400.0
MOST_NAMED: Final = 20
"""So many scenes are named in Stash's log; the pages name all of them."""
BAD: Final = "bad"


class Line(Struct, omit_defaults=True):
    """One line as the plugin reads it."""

    message: str = ""
    progress: float | UnsetType = UNSET
    """From 0 to 1."""
    done: bool = False
    ok: bool = False


@dataclass(frozen=True, slots=True)
class PluginTask:
    """One task of the list."""

    summary: str
    tell: Callable[[Service], Iterator[Line]]


def _followed(order: SyncOrder) -> Callable[[Service], Iterator[Line]]:
    def follow(service: Service) -> Iterator[Line]:
        teller = _Teller()
        for event in service.tasks.start(order).events():
            yield from teller.lines(event.told)

    return follow


class _Teller:
    """Turns what happens in a task into lines."""

    def __init__(self) -> None:
        self._named = 0

    def lines(self, told: Told) -> Iterator[Line]:
        match told:
            case PhaseTold(phase=phase, total=total):
                many = "" if total is None else f": {counted(total, 'scene')}"
                yield Line(f"{phase}{many}")
            case MovedTold(done=done, total=total) if total:
                yield Line(progress=round(min(done / total, 1.0), 4))
            case MovedTold():
                yield Line()
            case LineTold(line=line):
                yield Line(line)
            case EndedTold() if told.ending == "failed" and self._named < MOST_NAMED:
                self._named += 1
                yield Line(f"Scene {told.scene}: {told.detail}: {told.message}")
            case DoneTold():
                yield _last(told)
            case _:
                pass


def _last(done: DoneTold) -> Line:
    if done.error is not UNSET:
        message = f"{done.error.message} {done.error.remedy}".strip()
        return Line(message, done=True, ok=False)
    match done.answer:
        case SyncAnswer() as answer:
            parts = [f"{answer.changed:,} changed", f"{answer.unchanged:,} already right"]
            parts += _reasons("skipped", answer.skipped)
            parts += _reasons("waiting", answer.waiting) + _reasons("failed", answer.failed)
            ok = not (answer.failed or answer.interrupted)
            return Line(f"{counted(answer.scenes, 'scene')}: {', '.join(parts)}.", done=True, ok=ok)
        case ReconcileAnswer() as answer:
            parts = [f"{answer.unchanged:,} already right"]
            parts += _reasons("skipped", answer.skipped) + _reasons("put", answer.enqueued, why_put)
            parts += _reasons("waiting", answer.waiting) + _reasons("dead", answer.dead)
            ok = not answer.interrupted
            return Line(f"{counted(answer.scenes, 'scene')}: {', '.join(parts)}.", done=True, ok=ok)
        case _:
            return Line("Done.", done=True, ok=True)


def _reasons(word: str, counts: Mapping[str, int], words: Callable[[str], str] = why) -> list[str]:
    if not counts:
        return []
    reasons = ", ".join(f"{count:,} {words(reason)}" for reason, count in counts.items())
    return [f"{sum(counts.values()):,} {word} ({reasons})"]


def _check(service: Service) -> Iterator[Line]:
    checks = service.reading.check().checks
    for one in checks:
        remedy = f" {one.remedy}" if one.remedy else ""
        yield Line(f"{one.name}: {one.verdict}: {one.seen}.{remedy}")
    bad = sum(one.verdict == BAD for one in checks)
    message = f"{counted(bad, 'check')} failed." if bad else "Everything is in place."
    yield Line(message, done=True, ok=not bad)


def _status(service: Service) -> Iterator[Line]:
    live, status = service.reading.live(), service.reading.status()
    waiting = counted(live.queue.get("waiting", 0), "scene")
    need = counted(sum(live.dead_letters.values()), "scene")
    yield Line(f"{waiting} in the line, {need} to look at.")
    if status.runs:
        last = status.runs[0]
        yield Line(f"The last run was {last.run_id}, a {last.kind}, at {last.started_at}.")
    yield Line(live.sentence, done=True, ok=True)


def _retry(service: Service) -> Iterator[Line]:
    answer = service.acting.retry(Chosen())
    left = counted(sum(answer.remaining.values()), "dead letter")
    message = f"{counted(answer.retried, 'dead letter')} tried again; {left} left."
    yield Line(message, done=True, ok=True)


PLUGIN_TASKS: Final[Mapping[str, PluginTask]] = {
    "sync-all": PluginTask(
        "Compares every scene and writes what differs.", _followed(SyncOrder(everything=True))
    ),
    "sync-recent": PluginTask(
        "The same for what changed within a day.", _followed(SyncOrder(since_seconds=A_DAY))
    ),
    "reconcile": PluginTask(
        "Compares both sides and puts what differs in the line.",
        _followed(SyncOrder(everything=True, work=False)),
    ),
    "check": PluginTask("What the doctor says.", _check),
    "status": PluginTask("What waits, what needs a look, when the last run was.", _status),
    "retry-dead-letters": PluginTask("Tries again what failed for good.", _retry),
}
