"""Work that comes while other work is done: comparing goes on, and what it puts is written."""

import threading
from typing import Final


class Feed:
    """Tells a worker whether there may be more to do; comparing says when, and when it is over."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._put = False
        self._over = False
        self._woken = False
        self._begun = False

    def put(self) -> None:
        """Says that something was put, and waits until the worker has begun to write.

        What is compared beside the reading of its first batch would only hold that up.
        """
        with self._changed:
            self._put = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._begun)

    def begin(self) -> None:
        """Says that the worker writes, or waits for more, or has stopped."""
        with self._changed:
            self._begun = True
            self._changed.notify_all()

    def end(self) -> None:
        """Says that nothing more will be put."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait(self) -> bool:
        """Waits until more was put; returns False where nothing more will be."""
        with self._changed:
            if self._woken:
                self.begin()
            self._changed.wait_for(lambda: self._put or self._over)
            put, self._put = self._put, False
            self._woken = True
            return put


NO_FEED: Final = Feed()
"""Nothing comes of it."""
NO_FEED.end()
