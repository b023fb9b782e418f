"""A PostgreSQL for the tests: the one that is named, else one of our own while they run.

`POSTGRES_FOR_TESTS` names one (a superuser's address); `.ci/run` sets it, so that nothing is
skipped there. Every test process works in a schema of its own, emptied before each test.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
import pytest

from stashplex.core.secret import Secret

VARIABLE: Final = "POSTGRES_FOR_TESTS"
SCRIPT: Final = Path(__file__).parents[1] / ".ci" / "postgres"
_NOT_INSTALLED: Final = 3
_EMPTY: Final = """
SET session_replication_role = replica;
DO $$
DECLARE name TEXT;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> 'schema_version'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END
$$
"""
"""TRUNCATE takes fifty times as long on tables that are nearly empty."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server in which schemas can be made."""
    if named := os.environ.get(VARIABLE):
        yield named
        return
    if os.name != "posix":
        pytest.skip(f"PostgreSQL is started on POSIX only; {VARIABLE} may name one")
    started = subprocess.run([SCRIPT, "start"], capture_output=True, text=True, check=False)  # noqa: S603  our own script
    if started.returncode == _NOT_INSTALLED:
        pytest.skip(f"no PostgreSQL is installed here, and {VARIABLE} names none")
    assert started.returncode == 0, started.stderr
    try:
        yield started.stdout.strip()
    finally:
        subprocess.run([SCRIPT, "stop", started.stdout.strip()], check=False, capture_output=True)  # noqa: S603  our own script


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema that this test process has for itself."""

    url: Secret
    connection: psycopg.Connection

    def empty(self) -> None:
        """Forgets all that is stored in it."""
        self.connection.execute(_EMPTY)


@pytest.fixture(scope="session")
def postgres_schema(postgres_server: str) -> Iterator[Schema]:
    """The schema of this test process, with what other tests left in it."""
    with (
        new_schema(postgres_server) as url,
        psycopg.connect(url.reveal(), autocommit=True) as connection,
    ):
        yield Schema(url, connection)


@pytest.fixture
def postgres_url(postgres_schema: Schema) -> Secret:
    """The address of a schema in which nothing is stored."""
    postgres_schema.empty()
    return postgres_schema.url


@contextmanager
def new_schema(server: str) -> Iterator[Secret]:
    """Yields the address of a schema that nobody has used yet."""
    name = f"test_{uuid4().hex}"
    separator = "&" if "?" in server else "?"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        try:
            yield Secret(f"{server}{separator}options=-csearch_path%3D{name}")
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())
