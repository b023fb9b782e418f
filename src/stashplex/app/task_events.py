"""What happened in a task: kept within bounds, and told to whoever follows."""

import threading
from collections import deque
from collections.abc import Iterator
from typing import Final

from stashplex.core.answers import DoneTold, MovedTold
from stashplex.core.service import TaskEvent, Told

MOST_EVENTS: Final = 5000
"""Of more than that the oldest are forgotten: a library may have very many scenes."""
HEARTBEAT_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 20.0
"""How long a task waits for one who follows it and reads more slowly than it tells."""
KINDS: Final = {
    "PhaseTold": "phase",
    "MovedTold": "progress",
    "EndedTold": "ended",
    "PlannedTold": "planned",
    "DoneTold": "done",
}


class TaskEvents:
    """The newest events of one task."""

    def __init__(self) -> None:
        self._kept: deque[TaskEvent] = deque(maxlen=MOST_EVENTS)
        self._changed = threading.Condition()
        self._number = 0
        self._done = False
        self._moved = MovedTold(0, None)
        self._followers: dict[object, int] = {}
        """The number that each of those who follow has read."""

    def tell(self, told: Told) -> None:
        """Adds what happened; waits a while for followers whom it would get lost to."""
        with self._changed:
            if self._is_full_for_somebody():
                self._changed.wait_for(
                    lambda: not self._is_full_for_somebody(), timeout=PATIENCE_SECONDS
                )
            self._number += 1
            event = TaskEvent(self._number, KINDS[type(told).__name__], told)
            if isinstance(told, MovedTold):
                self._moved = told
                if self._kept and self._kept[-1].kind == "progress":
                    self._kept.pop()  # nobody needs to know how far it was
            self._kept.append(event)
            self._done = isinstance(told, DoneTold)
            self._changed.notify_all()

    def so_far(self, after: int = 0) -> tuple[TaskEvent, ...]:
        """Returns what happened after an event until now, and waits for nothing."""
        with self._changed:
            return tuple(one for one in self._kept if one.number > after)

    def follow(self, after: int = 0) -> Iterator[TaskEvent]:
        """Yields what happened after an event, and then what happens, until it is done.

        While nothing happens, it is told again now and then how far it is: whoever passes that on
        notices that nobody listens any more.
        """
        key = object()
        try:
            while True:
                events = self._after(after, key)
                for event in events or (TaskEvent(after, "progress", self._moved),):
                    after = event.number
                    yield event
                    if event.kind == "done":
                        return
        finally:
            with self._changed:
                self._followers.pop(key, None)
                self._changed.notify_all()

    def _after(self, after: int, follower: object) -> tuple[TaskEvent, ...]:
        with self._changed:
            self._followers[follower] = after
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._number > after, timeout=HEARTBEAT_SECONDS)
            return self.so_far(after)

    def _is_full_for_somebody(self) -> bool:
        if len(self._kept) < MOST_EVENTS or not self._followers:
            return False
        return min(self._followers.values()) < self._kept[0].number
