"""What PostgreSQL refuses, as our errors with a remedy."""

import psycopg
import pytest
from psycopg import errors

from stashplex.core.errors import (
    DatabaseAway,
    DatabaseDamaged,
    DataFolderBusy,
    DataFolderError,
    DataFolderUnwritable,
)
from stashplex.core.secret import Secret
from stashplex.sync_queue.postgres_border import Place, translated

PLACE = Place.of(Secret("postgresql://me:s3cret-word@db:6000/films"))


@pytest.mark.parametrize(
    ("error", "kind", "remedy"),
    [
        (errors.DiskFull("no space"), DataFolderError, "Free some on that server"),
        (errors.DataCorrupted("bad page"), DatabaseDamaged, "sync --all"),
        (errors.ReadOnlySqlTransaction("standby"), DataFolderUnwritable, "only reads"),
        (errors.DeadlockDetected("deadlock"), DataFolderBusy, "pg_stat_activity"),
        (errors.AdminShutdown("terminating"), DatabaseAway, "run the same command again"),
        (errors.TooManyConnections("too many"), DatabaseAway, "run the same command again"),
        (psycopg.OperationalError("closed"), DatabaseAway, "run the same command again"),
        (psycopg.InterfaceError("closed"), DatabaseAway, "run the same command again"),
        (errors.CheckViolation("not so"), DataFolderError, "mistake in stashplex"),
    ],
)
def test_every_refusal_has_its_remedy(
    error: psycopg.Error, kind: type[DataFolderError], remedy: str
) -> None:
    ours = translated(error, PLACE)

    assert type(ours) is kind
    assert ours.message.startswith('The PostgreSQL database "films" at db:6000 ')
    assert f"({error})" in ours.message
    assert remedy in ours.remedy


def test_of_many_lines_the_reason_is_told() -> None:
    error = psycopg.OperationalError(
        'connection failed: connection to server at "10.0.0.9", port 6000 failed: Connection '
        "refused\n\tIs the server running on that host and accepting TCP/IP connections?\n"
    )

    ours = translated(error, PLACE, connecting=True)

    assert str(ours) == (
        'The PostgreSQL database "films" at db:6000 cannot be reached (Connection refused). '
        "Check that it runs, and host and port in storage.database."
    )


def test_words_that_repeat_the_password_do_not_show_it() -> None:
    assert "s3cret" not in str(translated(errors.SyntaxError("near s3cret-word"), PLACE))
