"""A worker in the house of the test."""

import pytest
from tests.unit.worker.at_work import AtWork

from stashplex.app.house import House


@pytest.fixture
def at_work(house: House) -> AtWork:
    return AtWork.in_house(house)
