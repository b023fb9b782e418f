"""What a resolver may know of the request and of the server it came to."""

from dataclasses import dataclass
from enum import StrEnum

from graphql import GraphQLResolveInfo

from stashplex.demo.stash.library import StashLibrary


class DatabaseNotOpen(Exception):
    """Stash is not set up, or waits for its database to be migrated."""


class SystemState(StrEnum):
    """The states of a Stash; only in OK is its database open."""

    SETUP = "SETUP"
    NEEDS_MIGRATION = "NEEDS_MIGRATION"
    OK = "OK"


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and the server it came to."""

    library: StashLibrary
    base_url: str
    """Made from the Host header of the one who asks, like every address in an answer."""
    api_key: str
    version: str
    state: SystemState
    roots: tuple[str, ...]
    database_path: str
    jobs: tuple[str, ...]


Info = GraphQLResolveInfo[Question]
"""What graphql-core hands to a resolver."""


def opened(info: Info) -> StashLibrary:
    """Returns the library; raises where the database is not open."""
    asked = info.context
    if asked.state is not SystemState.OK:
        raise DatabaseNotOpen("database not open")
    return asked.library
