"""A task as its page shows it: how far it is, what is worth naming, and how it ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from msgspec import UNSET

from stashplex.core.answers import (
    DoneTold,
    EndedTold,
    ErrorTold,
    GuardTold,
    LineTold,
    PlannedTold,
    ProgressTold,
    ReconcileAnswer,
    RecoverAnswer,
    SyncAnswer,
    UndoAnswer,
)
from stashplex.core.service import Task, Told
from stashplex.core.wording import LEFT, counted, why, why_put

MOST_SHOWN: Final = 100
WELL: Final = ("changed", "unchanged")
One = TypeVar("One")
Answer = SyncAnswer | ReconcileAnswer | UndoAnswer | RecoverAnswer


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a summary: how many, of what, and why."""

    number: int
    word: str
    tone: str
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskTold:
    """What a page shows of a task."""

    progress: ProgressTold
    planned: tuple[PlannedTold, ...]
    more_planned: int
    ended: tuple[EndedTold, ...]
    more_ended: int
    lines: tuple[str, ...]
    done: bool
    answer: Answer | None
    counts: tuple[Count, ...]
    guards: tuple[GuardTold, ...]
    error: ErrorTold | None
    writes: int
    """Of a preview: how much there is to do."""
    trouble: str
    """What did not go well, as a sentence goes on with it; empty where all did."""
    needs_look: bool
    """True where scenes need a look because of that."""


def tell(task: Task) -> TaskTold:
    """Returns what a task has told so far."""
    told = [event.told for event in task.so_far()]
    planned = [one for one in told if isinstance(one, PlannedTold)]
    ended = _endings(told)
    last = next((one for one in reversed(told) if isinstance(one, DoneTold)), None)
    answer = last.answer if last else None
    return TaskTold(
        task.progress(),
        *_first(planned),
        *_first(ended),
        tuple(one.line for one in told if isinstance(one, LineTold)),
        last is not None,
        answer,
        counts_of(answer),
        _guards(answer),
        _error(last),
        _writes(answer),
        trouble_of(answer),
        isinstance(answer, SyncAnswer | ReconcileAnswer),
    )


def _endings(told: Iterable[Told]) -> list[EndedTold]:
    """Returns how each scene worth naming ended in the end; what went well after all is not."""
    last = {one.scene: one for one in told if isinstance(one, EndedTold)}
    return [one for one in last.values() if one.ending not in WELL]


def counts_of(answer: Answer | None) -> tuple[Count, ...]:
    """Returns the summary of an answer: numbers that add up, with their reasons."""
    match answer:
        case SyncAnswer():
            would = "would change" if answer.dry_run else "changed"
            return (
                Count(answer.changed, would, "working" if answer.dry_run else "good"),
                Count(answer.unchanged, "right already", "quiet"),
                _count(answer.waiting, "wait", "attention"),
                _count(answer.skipped, "skipped", "quiet"),
                _count(answer.failed, "failed", "trouble"),
            )
        case ReconcileAnswer():
            word = "would be put in the queue" if answer.dry_run else "put in the queue"
            put = {why_put(reason): number for reason, number in answer.enqueued.items()}
            return (
                _count(put, word, "working"),
                Count(answer.unchanged, "right already", "quiet"),
                _count(answer.waiting, "wait", "attention"),
                _count(answer.skipped, "skipped", "quiet"),
                _count(answer.dead, "need a look", "trouble"),
            )
        case UndoAnswer():
            fields = "field" if sum(answer.put_back.values()) == 1 else "fields"
            word = f"{fields} would be put back" if answer.dry_run else f"{fields} put back"
            left = {LEFT.get(reason, reason): number for reason, number in answer.left.items()}
            return (
                _count(answer.put_back, word, "good"),
                Count(answer.already, "as before already", "quiet"),
                _count(left, "left as they are", "attention"),
                _count(answer.failed, "failed", "trouble"),
            )
        case RecoverAnswer():
            word = "would be tried again" if answer.dry_run else "will be tried again"
            return (
                Count(answer.requeued, word, "good"),
                _count(answer.left, "stay as they are", "attention"),
            )
        case None:
            return ()


def trouble_of(answer: Answer | None) -> str:
    """Returns what of an answer did not go well, in words; empty where all did."""
    match answer:
        case SyncAnswer(failed=failed) | ReconcileAnswer(dead=failed) if failed:
            scenes = sum(failed.values())
            return f"{counted(scenes, 'scene')} {'needs' if scenes == 1 else 'need'} a look"
        case UndoAnswer(failed=failed) if failed:
            return f"{counted(sum(failed.values()), 'field')} could not be put back"
        case _:
            return ""


def _count(reasons: Mapping[str, int], word: str, tone: str) -> Count:
    told = tuple((why(reason), number) for reason, number in reasons.items())
    return Count(sum(reasons.values()), word, tone, told)


def _first(told: Sequence[One]) -> tuple[tuple[One, ...], int]:
    return tuple(told[:MOST_SHOWN]), max(len(told) - MOST_SHOWN, 0)


def _guards(answer: Answer | None) -> tuple[GuardTold, ...]:
    guards = answer.guards if isinstance(answer, SyncAnswer | ReconcileAnswer) else UNSET
    return () if guards is UNSET else guards


def _error(done: DoneTold | None) -> ErrorTold | None:
    return None if done is None or done.error is UNSET else done.error


def _writes(answer: Answer | None) -> int:
    match answer:
        case SyncAnswer():
            return answer.changed
        case ReconcileAnswer():
            return sum(answer.enqueued.values())
        case UndoAnswer():
            return sum(answer.put_back.values())
        case RecoverAnswer():
            return answer.requeued
        case None:
            return 0
