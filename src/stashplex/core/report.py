"""The counts of a run: every scene ends as exactly one thing, so that they add up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from msgspec import Struct, field

from stashplex.core.item import Field
from stashplex.core.outcome import Ending, Skip, Waiting

_ORDER: Final = list(Ending)
Name = TypeVar("Name", bound=str)


class Ended(Struct, frozen=True):
    """How a scene ended, or its sync with one item; the detail says why."""

    ending: Ending
    detail: str = ""
    """An error type where it failed, else a `Waiting` or a `Skip`; empty where it went well."""


CHANGED: Final = Ended(Ending.CHANGED)
UNCHANGED: Final = Ended(Ending.UNCHANGED)


def failed(error_type: str) -> Ended:
    """Returns the ending of a scene that failed."""
    return Ended(Ending.FAILED, error_type)


def waiting(why: Waiting) -> Ended:
    """Returns the ending of a scene that still waits."""
    return Ended(Ending.WAITING, why.value)


def skipped(why: Skip) -> Ended:
    """Returns the ending of a scene that needs no sync."""
    return Ended(Ending.SKIPPED, why.value)


class Counts(Struct, frozen=True):
    """How many scenes ended how; details most frequent first."""

    scenes: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)


class RunReport:
    """Knows how each scene of a run ended; of a scene recorded twice the last record counts.

    What the run has changed stays changed where a further look finds nothing to do.
    """

    def __init__(self) -> None:
        self._ended: dict[int, Ended] = {}
        self._changed: set[int] = set()
        self._left: dict[int, tuple[Field, ...]] = {}
        self._warnings: dict[int, tuple[str, ...]] = {}
        # Many scenes end alike: each way to end is kept once, however many scenes a run has.
        self._endings: dict[Ended, Ended] = {}
        self._lefts: dict[tuple[Field, ...], tuple[Field, ...]] = {}

    def __len__(self) -> int:
        return len(self._ended)

    def record(
        self,
        scene: int,
        ended: Ended,
        *more: Ended,
        warnings: Sequence[str] = (),
        left: Iterable[Field] = (),
    ) -> None:
        """Records how a scene ended; of several items the first in the order of `Ending` applies.

        `left` are the fields that differ and were left alone. All of it replaces what was recorded
        of the scene before.
        """
        if CHANGED in (ended, *more):
            self._changed.add(scene)
        before = (CHANGED,) if scene in self._changed else ()
        applies = min((ended, *more, *before), key=lambda one: _ORDER.index(one.ending))
        self._ended[scene] = self._endings.setdefault(applies, applies)
        self._left.pop(scene, None)
        self._warnings.pop(scene, None)
        if fields := tuple(sorted(set(left))):
            self._left[scene] = self._lefts.setdefault(fields, fields)
        if warnings:
            self._warnings[scene] = tuple(warnings)

    def ended(self, scene: int) -> Ended | None:
        """Returns how a scene ended, or None where nothing was recorded."""
        return self._ended.get(scene)

    def counts(self) -> Counts:
        """Returns how many scenes ended how; the numbers add up to the scenes."""
        counted = Counter(self._ended.values())
        return Counts(
            scenes=len(self._ended),
            changed=_total(counted, Ending.CHANGED),
            unchanged=_total(counted, Ending.UNCHANGED),
            skipped=_by_detail(counted, Ending.SKIPPED),
            waiting=_by_detail(counted, Ending.WAITING),
            failed=_by_detail(counted, Ending.FAILED),
        )

    def left(self) -> dict[Field, int]:
        """Returns for each field that was left alone in how many scenes, most often first."""
        return _most_frequent_first(Counter(one for left in self._left.values() for one in left))

    def warnings(self) -> Mapping[int, tuple[str, ...]]:
        """Returns the warnings of each scene that has any."""
        return dict(self._warnings)


def _total(counted: Counter[Ended], ending: Ending) -> int:
    return sum(count for ended, count in counted.items() if ended.ending is ending)


def _by_detail(counted: Counter[Ended], ending: Ending) -> dict[str, int]:
    details = {ended.detail: count for ended, count in counted.items() if ended.ending is ending}
    return _most_frequent_first(details)


def _most_frequent_first(counts: Mapping[Name, int]) -> dict[Name, int]:
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
