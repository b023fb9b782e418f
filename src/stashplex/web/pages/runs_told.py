"""A run in words: what it was, what it counted, how it ended."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from stashplex.core.answers import RunEntryTold
from stashplex.core.wording import counted, why, why_put
from stashplex.web.pages.words import KIND

COUNTED: Final = {
    "changed": "changed",
    "unchanged": "right already",
    "enqueued": "put in the queue",
    "skipped": "skipped",
    "waiting": "waiting",
    "failed": "failed",
    "dead": "need a look",
}
"""What a sync or a comparison counts, in this order, and in words."""


def kind_of(run: RunEntryTold) -> str:
    """Returns what kind of run it was, and of which other."""
    kind, undone = KIND.get(run.kind, run.kind), run.counts.get("undoes")
    return f"{kind} of run {undone}" if isinstance(undone, int) else kind


def result_of(run: RunEntryTold) -> str:
    """Returns what it counted, and how it ended where that was not as it should be."""
    if run.ended_at is None:
        return "going on, or cut off"
    counts = run.counts
    numbers = {word: total(counts.get(key)) for key, word in COUNTED.items()}
    parts = [f"{number:,} {word}" for word, number in numbers.items() if number]
    if "put_back" in counts:
        parts = [f"{counted(total(counts['put_back']), 'field')} put back"]
    told = [", ".join(parts)] if parts else []
    return "; ".join([*told, *_end(counts)]) or "nothing to do"


def counts_of(run: RunEntryTold) -> Iterator[tuple[str, int, tuple[tuple[str, int], ...]]]:
    """Yields what it counted: the word, the number, and how many of it for which reason."""
    for key in ("scenes", "items", *COUNTED, "put_back", "already", "left"):
        count = run.counts.get(key)
        if total(count):
            yield (
                COUNTED.get(key, key.replace("_", " ")),
                total(count),
                _reasons(count, why_put if key == "enqueued" else why),
            )


def total(count: object) -> int:
    """Returns a count, or the sum of counts by reason."""
    if isinstance(count, Mapping):
        return sum(one for one in count.values() if isinstance(one, int))
    return count if isinstance(count, int) else 0


def _end(counts: Mapping[str, object]) -> list[str]:
    if counts.get("guards"):
        return ["held back: too much at once"]
    if counts.get("error"):
        return ["ended before its time"]
    return ["stopped"] if counts.get("interrupted") else []


def _reasons(count: object, words: Callable[[str], str]) -> tuple[tuple[str, int], ...]:
    if not isinstance(count, Mapping):
        return ()
    return tuple((words(str(reason)), one) for reason, one in count.items() if isinstance(one, int))
