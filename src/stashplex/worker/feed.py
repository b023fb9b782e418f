"""Work that comes while other work is done: comparing goes on, and what it puts is written."""

import threading


class Feed:
    """Tells a worker whether there may be more to do; comparing says when, and when it is over."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._put = False
        self._over = False

    def put(self) -> None:
        """Says that something was put."""
        with self._changed:
            self._put = True
            self._changed.notify_all()

    def end(self) -> None:
        """Says that nothing more will be put."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait(self) -> bool:
        """Waits until more was put; returns False where nothing more will be."""
        with self._changed:
            self._changed.wait_for(lambda: self._put or self._over)
            put, self._put = self._put, False
            return put
