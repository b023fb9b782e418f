"""How a connection to PostgreSQL is made, and the names that all processes give to its locks."""

from contextlib import ExitStack
from hashlib import blake2b
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from stashplex.sync_queue.postgres_border import Place, postgres_errors

Connection = psycopg.Connection[dict[str, Any]]

CONNECT_SECONDS: Final = 10
BUSY_SECONDS: Final = 30
KEEPALIVE_SECONDS: Final = 30
_SESSION: Final = f"""
SET default_transaction_isolation = 'read committed';
SET synchronous_commit = on;
SET lock_timeout = '{BUSY_SECONDS}s';
SET idle_in_transaction_session_timeout = '{2 * BUSY_SECONDS}s';
SET tcp_keepalives_idle = {KEEPALIVE_SECONDS};
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3;
"""
"""Keepalives let the locks of a machine that vanished go after a minute."""


def connect(place: Place) -> Connection:
    """Returns a new connection, ready to be used from any thread."""
    with postgres_errors(place, connecting=True):
        connection = psycopg.connect(
            place.url.reveal(),
            autocommit=True,
            row_factory=dict_row,
            # The server would have to guess the type of a parameter that is only asked for NULL.
            cursor_factory=psycopg.ClientCursor,
            client_encoding="utf8",
            connect_timeout=CONNECT_SECONDS,
            application_name="stashplex",
            keepalives_idle=KEEPALIVE_SECONDS,
        )
    with ExitStack() as undo, postgres_errors(place):
        undo.callback(connection.close)
        connection.execute(_SESSION)
        undo.pop_all()
    return connection


def lock_key(schema: str, purpose: str, target: int = 0) -> int:
    """Returns the number by which all processes know a lock: PostgreSQL's have no names."""
    name = f"stashplex {schema} {purpose} {target}".encode()
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big", signed=True)
