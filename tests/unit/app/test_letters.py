"""Which dead letters are meant: those of one cause, and no others of its type."""

from collections.abc import Callable

import pytest

from stashplex.app.house import House
from stashplex.app.letters import listed, purge, retry
from stashplex.core.job import Priority
from stashplex.core.outcome import Cause, Dead
from stashplex.core.service import Chosen
from stashplex.sync_queue.dlq import DeadLetterQueue

REFUSED, BUSY = (
    "Plex refuses title of item {} (400: Bad Request).",
    "Plex refuses title of item {} (409: Conflict).",
)


@pytest.fixture
def letters(house: House) -> DeadLetterQueue:
    """Three scenes of one cause, the oldest first, one of another cause, one of another type."""
    for scene, words in enumerate([REFUSED, REFUSED, REFUSED, BUSY], 1):
        died(house, scene, "PlexRejected", words.format(scene))
    died(house, 5, "NotTaken", REFUSED.format(5))
    return house.store.dead_letters


def died(house: House, scene: int, error_type: str, message: str) -> None:
    house.store.queue.put(scene, "test", Priority.BULK, now=100.0)
    (job,) = house.store.queue.claim(1, 100.0)
    house.store.queue.settle(job, Dead(Cause(error_type, message)), 100.0 + scene)


def scenes(letters: DeadLetterQueue) -> list[int]:
    return sorted(one.scene for one in letters.list())


Act = Callable[[DeadLetterQueue, Chosen], object]


@pytest.mark.parametrize(
    "act",
    [purge, lambda letters, chosen: retry(letters, chosen, 200.0)],
    ids=["purge", "retry"],
)
def test_what_is_done_to_a_cause_is_done_to_it_alone(act: Act, letters: DeadLetterQueue) -> None:
    first = listed(letters, "PlexRejected").causes[0]
    assert first.count == 3

    act(letters, Chosen(error_type="PlexRejected", cause="another"))
    assert scenes(letters) == [1, 2, 3, 4, 5]
    act(letters, Chosen(error_type="PlexRejected", cause=first.cause, older_than=102.5))
    assert scenes(letters) == [3, 4, 5]
    act(letters, Chosen(error_type="PlexRejected", cause=first.cause))
    assert scenes(letters) == [4, 5]
    act(letters, Chosen(older_than=105.0))
    assert scenes(letters) == [5]
