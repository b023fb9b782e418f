"""What the guards measure against: what was let through lately, and what there is."""

import json
from collections.abc import Iterable, Sequence

from stashplex.core.guard import WITHIN_SECONDS, Side, Stock, Touch
from stashplex.core.item import Field
from stashplex.sync_queue.connection import Database


class Baselines:
    """The baselines of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def touches(self, now: float) -> tuple[Touch, ...]:
        """Returns what was let through within the last hour, scene by scene.

        What is no longer in line and changed nothing in that hour does not count.
        """
        rows = self._database.rows("read_touches", target=self._target, **_hour(now))
        return tuple(
            Touch(
                scene=row["scene_id"],
                changed=bool(row["changed"]),
                vanished=bool(row["vanished"]),
                cleared=tuple(map(Field, json.loads(row["cleared"]))),
            )
            for row in rows
        )

    def let_through(self, touches: Iterable[Touch], now: float) -> None:
        """Remembers what is let through, and forgets what was before the last hour."""
        with self._database.transaction():
            self._database.change("prune_touches", target=self._target, **_hour(now))
            self._database.change_each(
                "touch_scene",
                (
                    {
                        "target": self._target,
                        "scene": touch.scene,
                        "changed": int(touch.changed),
                        "vanished": int(touch.vanished),
                        "cleared": json.dumps(touch.cleared),
                        "now": now,
                    }
                    for touch in touches
                ),
            )

    def start_over(self) -> None:
        """Forgets what was let through: the hour begins anew."""
        self._database.change("forget_touches", target=self._target)

    def sides(self) -> tuple[Side, ...]:
        """Returns what each side held."""
        rows = self._database.rows("read_sides", target=self._target)
        return tuple(Side(row["side"], row["name"], row["held"], row["seen_at"]) for row in rows)

    def see(self, sides: Iterable[Side]) -> None:
        """Stores what sides hold, in place of what they held."""
        self._database.change_each(
            "see_side",
            (
                {
                    "target": self._target,
                    "side": side.key,
                    "name": side.name,
                    "held": side.held,
                    "seen_at": side.seen_at,
                }
                for side in sides
            ),
        )

    def forget(self, sides: Iterable[str]) -> None:
        """Forgets sides that are not there any more."""
        self._database.change_each(
            "forget_side", ({"target": self._target, "side": side} for side in sides)
        )

    def in_line(self, scenes: Sequence[int]) -> frozenset[int]:
        """Returns which of these scenes have a job that waits or is worked."""
        found = self._database.rows(
            "find_in_line", target=self._target, scenes=json.dumps(list(scenes))
        )
        return frozenset(row["scene_id"] for row in found)

    def stock(self) -> Stock:
        """Returns how much is in step and held."""
        in_step = self._database.row("count_in_step", target=self._target)
        held = self._database.rows("count_held", target=self._target)
        return Stock(
            in_step["scenes"] if in_step else 0,
            {Field(row["field"]): row["items"] for row in held},
        )

    def have_more_than(self, few: int) -> bool:
        """Tells, without counting all, whether more than so much is in step or held."""
        return any(
            len(self._database.rows(name, target=self._target, limit=few + 1)) > few
            for name in ("find_some_held", "find_some_in_step")
        )


def _hour(now: float) -> dict[str, float]:
    """Returns the bounds of the hour around now: a clock that went back keeps nothing for ever."""
    return {"earliest": now - WITHIN_SECONDS, "latest": now + WITHIN_SECONDS}
