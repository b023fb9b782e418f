"""Is this too much at once? What the guards count, and what they do not let pass."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from stashplex.core.item import Field, Value

FEW: Final = 25
"""So many scenes or items are never too much."""
WITHIN_SECONDS: Final = 3600.0
"""What was let through so lately counts as well, so that many small runs add up."""
MAX_VANISHED_SHARE: Final = 0.05
LEAST_SHARE: Final = 0.5
"""A side with less than this of what it held has lost something."""
MOST_EXAMPLES: Final = 3


class Guard(StrEnum):
    """What may not happen to too much at once, the gravest first."""

    LOST = "lost"
    """Stash or a library of Plex holds under half of what it held."""
    VANISHED = "vanished"
    """Scenes are gone, and what we hold on their items would be cleared."""
    CLEAR = "clear"
    """What we hold in a field would be cleared."""
    CHANGE = "change"
    """Scenes that were in step would change."""


Counted = Guard | Field
"""Of a guard the scenes are counted, of a field the items that lose it."""
_GRAVEST_FIRST: Final = list(Guard)


class Touch(Struct, frozen=True):
    """What working one scene does to what is right or held: small, since a run may have many."""

    scene: int
    changed: bool = False
    """True where the scene was in step."""
    vanished: bool = False
    cleared: tuple[Field, ...] = ()
    """Each field once for each item that loses what we hold in it."""

    def counted(self) -> Counter[Counted]:
        """Returns what the guards count of it."""
        counted: Counter[Counted] = Counter(self.cleared)
        if self.changed:
            counted[Guard.CHANGE] = 1
        if self.vanished:
            counted[Guard.VANISHED] = 1
        return counted

    def joined(self, other: "Touch") -> "Touch":
        """Returns what both touch of one scene."""
        cleared = Counter(self.cleared) | Counter(other.cleared)
        return Touch(
            self.scene,
            self.changed or other.changed,
            self.vanished or other.vanished,
            tuple(sorted(cleared.elements())),
        )


class Example(Struct, frozen=True):
    """One field of one scene, as it is and as it would be."""

    scene: int
    title: str
    field: Field
    have: Value
    want: Value


class Stock(Struct, frozen=True):
    """What the shares are shares of."""

    in_step: int
    """The scenes whose items showed what they should when they were last looked at."""
    held: Mapping[Field, int]
    """On how many items we hold each field."""


class Allowed(Struct, frozen=True):
    """The shares up to which nobody is asked."""

    clear: float = 0.2
    change: float = 0.5


class Side(Struct, frozen=True):
    """How much Stash, or a library of Plex, held when we last looked."""

    key: str
    name: str
    held: int
    seen_at: float

    def renewed(self, now: "Side") -> "Side":
        """Returns what to compare with from now on: the most it held within the hour."""
        is_recent = abs(now.seen_at - self.seen_at) <= WITHIN_SECONDS
        return self if is_recent and now.held < self.held else now


class Alarm(Struct, frozen=True):
    """A guard that does not let a comparison pass, with the figures that decide it."""

    guard: Guard
    what: str
    """A field, or the side that has lost something; else empty."""
    now: int
    """How many it would be; of a side how many are left."""
    earlier: int
    """How many of the same there were within the last hour."""
    of: int
    allowed: float
    """The share up to which nobody is asked; of a side the least that may be left."""
    examples: tuple[Example, ...] = ()

    @property
    def share(self) -> float:
        """How much of all it is."""
        return (self.now + self.earlier) / self.of if self.of else 1.0

    @property
    def is_too_much(self) -> bool:
        """Tells whether the guard minds; what this comparison does not add to, it lets pass."""
        return self.now > 0 and self.now + self.earlier > FEW and self.share > self.allowed

    def __str__(self) -> str:
        number = f"{self.now:,}"
        if self.earlier:
            number += f" (and {self.earlier:,} within the last hour)"
        share = f"{_percent(self.share)}, where {_percent(self.allowed)} may be at once"
        match self.guard:
            case Guard.LOST:
                return f"{self.what} holds {number} of the {self.of:,} it held."
            case Guard.VANISHED:
                return (
                    f"Of {self.of:,} scenes {number} are gone, and what we hold on their items "
                    f"would be cleared: {share}."
                )
            case Guard.CLEAR:
                return (
                    f"Of {self.of:,} items where we hold {self.what} {number} would lose it: "
                    f"{share} (sync.max_clear_share)."
                )
            case Guard.CHANGE:
                return (
                    f"Of {self.of:,} scenes that were in step {number} would change: "
                    f"{share} (sync.max_change_share)."
                )


class Tally:
    """Adds what a comparison would touch to what was let through within the last hour."""

    def __init__(self, earlier: Iterable[Touch] = ()) -> None:
        self._earlier = {touch.scene: touch for touch in earlier}
        self._now: dict[int, Touch] = {}
        self._examples: dict[Counted, list[Example]] = {}

    def add(self, touch: Touch, examples: Sequence[Example] = ()) -> None:
        """Counts what working a scene would touch; the examples show it, field by field."""
        self._now[touch.scene] = touch
        for one in touch.counted():
            kept = self._examples.setdefault(one, [])
            if len(kept) < MOST_EXAMPLES:
                kept += [it for it in examples if one in (it.field, *Guard)][:1]

    def touches(self) -> Iterator[Touch]:
        """Yields what was added, with what was touched of the same scenes within the hour."""
        for scene, touch in self._now.items():
            yield touch.joined(self._earlier.get(scene, touch))

    def is_little(self) -> bool:
        """Tells whether so little is touched that no guard minds, whatever there is."""
        now, earlier = self._sums()
        return all(count <= FEW for count in (now + earlier).values())

    def alarms(self, stock: Stock, allowed: Allowed) -> tuple[Alarm, ...]:
        """Returns what is too much, the gravest guard first, and in it the greatest share."""
        now, earlier = self._sums()
        # What was let through earlier is missing by now from what there is.
        known = stock.in_step + earlier[Guard.VANISHED]
        alarms = [
            self._alarm(Guard.VANISHED, Guard.VANISHED, known, MAX_VANISHED_SHARE, now, earlier),
            self._alarm(Guard.CHANGE, Guard.CHANGE, known, allowed.change, now, earlier),
        ]
        for name in Field:
            held = stock.held.get(name, 0) + earlier[name]
            alarms.append(self._alarm(Guard.CLEAR, name, held, allowed.clear, now, earlier))
        over = [one for one in alarms if one.is_too_much]
        return tuple(sorted(over, key=lambda one: (_GRAVEST_FIRST.index(one.guard), -one.share)))

    def _alarm(
        self,
        guard: Guard,
        counted: Counted,
        of: int,
        allowed: float,
        now: Mapping[Counted, int],
        earlier: Mapping[Counted, int],
    ) -> Alarm:
        what = counted.value if isinstance(counted, Field) else ""
        examples = tuple(self._examples.get(counted, ()))
        return Alarm(guard, what, now[counted], earlier[counted], of, allowed, examples)

    def _sums(self) -> tuple[Counter[Counted], Counter[Counted]]:
        """Returns what is touched now, and what was earlier in the hour and is not now."""
        now: Counter[Counted] = Counter()
        earlier: Counter[Counted] = Counter()
        for touch in self._now.values():
            now.update(touch.counted())
        for scene, touch in self._earlier.items():
            again = self._now.get(scene)
            earlier.update(touch.counted() - again.counted() if again else touch.counted())
        return now, earlier


def lost(before: Iterable[Side], now: Mapping[str, Side]) -> tuple[Alarm, ...]:
    """Returns the sides that hold under half of what they held; a missing one holds nothing."""
    left = [(side, now[side.key].held if side.key in now else 0) for side in before]
    return tuple(
        Alarm(Guard.LOST, side.name, held, 0, side.held, LEAST_SHARE)
        for side, held in left
        if side.held - held > FEW and held < LEAST_SHARE * side.held
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
