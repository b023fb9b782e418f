"""A look that takes its time, beside whoever wants to know how far it is."""

import logging
import threading
from collections.abc import Callable

from stashplex.core.answers import ErrorTold
from stashplex.core.errors import StashplexError, Unforeseen, WrongUsage
from stashplex.core.remedies import remedy_of

logger = logging.getLogger(__name__)

Look = Callable[[Callable[[int], None]], None]


class Background:
    """One look at a time; the last error stays until the next one begins."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self.at_work = ""
        self.looked = 0
        self.error: ErrorTold | None = None

    def run(self, name: str, look: Look) -> None:
        """Looks, and raises what went wrong; raises WrongUsage while another look goes on."""
        self._begin(name)
        try:
            look(self._tell)
        finally:
            self.at_work = ""

    def start(self, name: str, look: Look) -> None:
        """Looks from a thread of its own."""
        self._begin(name)
        self._thread = threading.Thread(
            target=self._work, args=(look,), name="stashplex-setup", daemon=True
        )
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Returns once the look has ended, or the time is over."""
        if self._thread is not None:
            self._thread.join(seconds)

    def expect_rest(self) -> None:
        """Raises WrongUsage while a look goes on."""
        if self.at_work:
            raise WrongUsage("The files are being looked at just now.", "Wait until that is done.")

    def tell(self, error: StashplexError) -> None:
        """Keeps what went wrong until something is looked at again."""
        self.error = ErrorTold(error.error_type, error.message, remedy_of(error))

    def forget(self) -> None:
        """Forgets what went wrong."""
        self.error = None

    def _begin(self, name: str) -> None:
        with self._guard:
            self.expect_rest()
            self.at_work, self.looked, self.error = name, 0, None

    def _tell(self, looked: int) -> None:
        self.looked = looked

    def _work(self, look: Look) -> None:
        try:
            look(self._tell)
        except StashplexError as error:
            self.tell(error)
        except Exception as error:
            logger.exception("A mistake in stashplex itself, while setting up")
            mistake = Unforeseen(f"A mistake in stashplex itself ({type(error).__name__}).")
            self.error = ErrorTold(mistake.error_type, mistake.message, "The log tells more.")
        finally:
            self.at_work = ""
