"""The geometry of the charts: plain rectangles in a box of fixed units, drawn by the templates.

The boxes are stretched to the width there is, so they hold no text: labels stand beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from stashplex.core.answers import HourTold, OutageTold
from stashplex.web.pages.moments import day_of, epoch_of, hour_of, minute_of

HEIGHT: Final = 100.0
WIDTH: Final = 1000.0
GAP: Final = 0.28
"""The share of a bar's room that is left free."""
THINNEST: Final = 2.0
LANE_LABELS: Final = 4
FEW_DAYS: Final = 3 * 86400


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    told: str
    """What it means, in words."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars: the boxes, the top of the scale, and labels below."""

    boxes: tuple[Box, ...]
    top: int
    labels: tuple[str, ...]
    total: int
    failed: int


def bars(hours: Iterable[HourTold]) -> Bars:
    """Returns the chart of what was changed, and failed, hour by hour."""
    told = tuple(hours)
    top = _round_up(max((one.changed + one.failed for one in told), default=0))
    room = WIDTH / max(len(told), 1)
    boxes: list[Box] = []
    for place, one in enumerate(told):
        words = f"{hour_of(one.hour)}: {one.changed:,} changed, {one.failed:,} failed"
        low = HEIGHT
        for kind, count in (("changed", one.changed), ("failed", one.failed)):
            height = max(count / top * HEIGHT, THINNEST) if count else 0.0
            low -= height
            boxes.append(
                Box(
                    _round((place + GAP / 2) * room),
                    _round(low),
                    _round(room * (1 - GAP)),
                    _round(height),
                    kind,
                    words,
                )
            )  # fmt: skip  a box is one thought
    return Bars(
        tuple(box for box in boxes if box.height),
        top,
        tuple(hour_of(one.hour) for one in told[::6]),
        sum(one.changed for one in told),
        sum(one.failed for one in told),
    )


def shares(counts: Mapping[str, int]) -> tuple[Box, ...]:
    """Returns one bar whose parts are as long as their counts; none is too thin to be seen."""
    total = sum(counts.values())
    seen = {kind: max(count / total * WIDTH, 6.0) for kind, count in counts.items() if count}
    scale = WIDTH / sum(seen.values()) if seen else 1.0
    boxes: list[Box] = []
    x = 0.0
    for kind, width in seen.items():
        told = f"{kind}: {counts[kind]:,}"
        boxes.append(Box(_round(x), 0, _round(width * scale), HEIGHT, kind, told))
        x += width * scale
    return tuple(boxes)


@dataclass(frozen=True, slots=True)
class Lane:
    """The time of one server, with the boxes of its outages, and the days below."""

    boxes: tuple[Box, ...]
    labels: tuple[str, ...]


def lanes(outages: Iterable[OutageTold], server: str, since: float, now: float) -> Lane:
    """Returns when a server was away between two moments."""
    span = max(now - since, 1.0)
    boxes: list[Box] = []
    for one in outages:
        begin = epoch_of(one.started_at)
        end = begin + one.seconds
        if one.server != server or end < since:
            continue
        left = max(begin - since, 0.0) / span * WIDTH
        width = max((min(end, now) - max(begin, since)) / span * WIDTH, THINNEST)
        kind = one.trouble if one.ended_at else "now"
        boxes.append(Box(_round(left), 0, _round(width), HEIGHT, kind, one.message))
    label = day_of if span > FEW_DAYS else minute_of
    steps = (since + span * part / (LANE_LABELS - 1) for part in range(LANE_LABELS))
    return Lane(tuple(boxes), tuple(label(moment) for moment in steps))


def _round_up(most: int) -> int:
    """Returns the next number that reads well at the top of a scale."""
    step = 1
    while step * 10 < most:
        step *= 10
    return next((step * factor for factor in (1, 2, 5, 10) if step * factor >= most), 1)


def _round(number: float) -> float:
    return round(number, 2)
