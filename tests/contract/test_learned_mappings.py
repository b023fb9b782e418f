"""What remembering a learned path mapping promises, whatever database it stands on."""

import pytest

from stashplex.core.learning import Learned, MappedRoot, Witness
from stashplex.core.ports import Mappings
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.mappings import LearnedMappings

LEARNED = Learned(
    (
        MappedRoot("/data", "/media/library", 294, 300, (Witness("/data/a.mp4", "/old/a.mp4"),)),
        MappedRoot("D:\\Vidéos", "\\\\nas\\media", 3, 3),
    ),
    strays=6,
    at=100.5,
)


@pytest.fixture
def mappings(database: Database, target: int) -> Mappings:
    return LearnedMappings(database, target)


def test_before_anything_was_learned_there_is_nothing(mappings: Mappings) -> None:
    assert mappings.learned() is None


def test_what_was_learned_comes_back_as_it_was_stored(mappings: Mappings) -> None:
    mappings.remember(LEARNED)

    assert mappings.learned() == LEARNED


def test_that_nothing_could_be_learned_is_remembered_too(mappings: Mappings) -> None:
    mappings.remember(LEARNED)
    mappings.remember(Learned((), 0, 200.0))

    assert mappings.learned() == Learned((), 0, 200.0)


def test_each_target_has_its_own(mappings: Mappings, database: Database, other_target: int) -> None:
    mappings.remember(LEARNED)

    assert LearnedMappings(database, other_target).learned() is None
