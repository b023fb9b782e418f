"""Why scenes still wait where an error ended their run."""

import pytest

from stashplex.core.errors import (
    CredentialsRefused,
    DatabaseAway,
    DatabaseDamaged,
    DataFolderError,
    StashplexError,
    TooMuchAtOnce,
    Unreachable,
)
from stashplex.core.outcome import Waiting
from stashplex.worker.reckoning import why_waiting


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (TooMuchAtOnce("All of it."), Waiting.GUARD),
        (CredentialsRefused("Plex", "Plex refuses our token."), Waiting.CREDENTIALS),
        (Unreachable("Plex", "Nobody answers."), Waiting.OUTAGE),
        (DataFolderError("The disk is full."), Waiting.INTERRUPTED),
        (DatabaseDamaged("It is torn."), Waiting.INTERRUPTED),
        (DatabaseAway("It went away."), Waiting.INTERRUPTED),
    ],
    ids=["guard", "refused", "away", "disk full", "damaged", "database away"],
)
def test_only_what_a_server_is_in_trouble_with_counts_as_its_outage(
    error: StashplexError, why: Waiting
) -> None:
    assert why_waiting(error) is why
