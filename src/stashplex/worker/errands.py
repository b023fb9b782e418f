"""What is asked beside the scenes, as polls are: through the breaker, and told once."""

import logging
import threading
from collections import Counter
from typing import Final

from stashplex.core.errors import ServerError
from stashplex.worker.gate import Gate
from stashplex.worker.halving import is_of_one_scene, of_the_server

logger = logging.getLogger(__name__)

IN_A_ROW: Final = 3
"""One failing request is its own trouble; this many, with no answer between, are the server's."""


class Errands:
    """Takes to the gate how errands of a resident worker ended; nothing is told twice."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._noting = threading.Lock()
        """What asks beside the scenes may have several threads."""
        self._in_a_row: Counter[str] = Counter()
        self._told: dict[str, set[str]] = {}
        """By server: the kinds of failures that were told since it answered last."""

    def answered(self, server: str) -> None:
        """Records that a server did what it was asked for."""
        with self._noting:
            self._in_a_row.pop(server, None)
            told = self._told.pop(server, None)
        if told:
            logger.info("%s answers again what it is asked for now and then.", server)
        self._gate.answered(server)

    def failed(self, error: ServerError) -> None:
        """Records what an errand met.

        What a whole server is in trouble with opens its breaker at once. What may be this request's
        alone does so once: a server that answers the probe and fails here again is not away.
        """
        if not is_of_one_scene(error):
            self._gate.failed(error, None)
            return
        with self._noting:
            self._in_a_row[error.server] += 1
            is_an_outage = self._in_a_row[error.server] == IN_A_ROW
            told = self._told.setdefault(error.server, set())
            is_news = not is_an_outage and error.error_type not in told
            if is_news:
                told.add(error.error_type)
        if is_an_outage:
            self._gate.failed(of_the_server(error), None)
        elif is_news:
            logger.warning("%s It is asked again now and then.", error)
