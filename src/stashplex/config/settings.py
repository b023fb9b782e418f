"""Everything that can be set, as frozen tables; their types are the checks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Meta, Struct

from stashplex.core.item import Field
from stashplex.core.rules import Rules
from stashplex.core.secret import Secret

Url = Annotated[
    str,
    Meta(
        pattern=r"(?i)\A\s*https?://(\[[0-9a-f:.]+\]|[^\s/?#@:\[\]]+)(:\d{1,5})?(/[^\s?#@]*)?\s*\Z",
        description='an address like "http://192.168.1.5:9999", without user name or query',
    ),
]
Name = Annotated[
    str,
    Meta(
        pattern=r"\A[^\s/:@\[\]]+\Z",
        description='names like "films.example.org", without http:// and a port',
    ),
]
HIGHEST_PORT = 65535
Share = Annotated[float, Meta(ge=0, le=1)]
Days = Annotated[int, Meta(ge=1, le=36500)]


class StashTable(Struct, frozen=True, kw_only=True):
    """Where Stash is."""

    url: Url
    api_key: Secret = Secret("")


class PlexTable(Struct, frozen=True, kw_only=True):
    """Where Plex is, and which of its libraries are ours to write to."""

    url: Url
    token: Secret
    libraries: tuple[str, ...] = ()
    """Empty means every movie library."""
    write_concurrency: Annotated[int, Meta(ge=1, le=16)] = 1
    max_request: Annotated[int, Meta(ge=8192, le=65536)] = 16384
    scan_missing: bool = False


class PathPair(Struct, frozen=True, forbid_unknown_fields=True):
    """One folder, as Stash and as Plex call it."""

    stash: Annotated[str, Meta(min_length=1)]
    plex: Annotated[str, Meta(min_length=1)]


class SyncTable(Struct, frozen=True, kw_only=True):
    """How a sync decides."""

    strict_matching: bool = True
    respect_locks: bool = True
    plex_edits: Literal["stash", "keep"] = "stash"
    max_retries: Annotated[int, Meta(ge=0, le=100)] = 5
    not_found_days: Days = 7
    skip_not_found: bool = False
    batch_size: Annotated[int, Meta(ge=1, le=100)] = 50
    on_delete: Literal["keep", "clear"] = "keep"
    max_clear_share: Share = 0.2
    max_change_share: Share = 0.5


class FieldsTable(Struct, frozen=True, kw_only=True):
    """Which fields are written."""

    title: bool = True
    summary: bool = True
    studio: bool = True
    date: bool = True
    roles: bool = True
    genres: bool = True
    director: bool = True
    collections: bool = True
    rating: bool = True
    poster: bool = True
    art: bool = False
    content_rating: bool = False
    labels: bool = False


class LocksTable(Struct, frozen=True, kw_only=True):
    """Which fields are locked when they are written; Collection and Label never are."""

    title: bool = True
    summary: bool = True
    studio: bool = True
    date: bool = True
    roles: bool = True
    genres: bool = True
    director: bool = True
    rating: bool = True
    poster: bool = True
    art: bool = True
    content_rating: bool = True


class StorageTable(Struct, frozen=True, kw_only=True):
    """Where the durable state is kept, and for how long."""

    database: Annotated[
        Secret, Meta(description='an address like "postgresql://user:password@host/name"')
    ] = Secret("")
    """A PostgreSQL, with its password; empty means the SQLite file in the data folder."""
    keep_days: Days = 180


class WatchTable(Struct, frozen=True, kw_only=True):
    """How Stash is watched."""

    poll_seconds: Annotated[int, Meta(ge=1, le=86400)] = 10
    reconcile_hour: Annotated[int, Meta(ge=0, le=23)] = 4


class WebTable(Struct, frozen=True, kw_only=True):
    """Where the service listens."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=HIGHEST_PORT)] = 7979
    token: Secret = Secret("")
    names: tuple[Name, ...] = ()
    """Further names that the service may be called by: those of a reverse proxy, say."""


class LogTable(Struct, frozen=True, kw_only=True):
    """What the log says, and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json", "stash"] = "console"
    obfuscate_paths: bool = False


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that can be set, checked and complete."""

    data_dir: Path
    stash: StashTable
    plex: PlexTable
    paths: tuple[PathPair, ...] = ()
    sync: SyncTable = SyncTable()
    fields: FieldsTable = FieldsTable()
    locks: LocksTable = LocksTable()
    storage: StorageTable = StorageTable()
    watch: WatchTable = WatchTable()
    web: WebTable = WebTable()
    log: LogTable = LogTable()
    origins: Mapping[str, str] = {}
    """Where each key comes from: "default", a file, a variable or an option."""
    warnings: tuple[str, ...] = ()
    """What a person should know, though it keeps nothing from working."""

    def rules(self) -> Rules:
        """Returns the rules of a sync that these settings make."""
        return Rules(
            fields=_switched_on(self.fields),
            locks=_switched_on(self.locks),
            respect_locks=self.sync.respect_locks,
            keep_plex_edits=self.sync.plex_edits == "keep",
            strict_matching=self.sync.strict_matching,
            max_request=self.plex.max_request,
            clear_gone=self.sync.on_delete == "clear",
        )

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that are set, for the log to mask."""
        given = (self.stash.api_key, self.plex.token, self.web.token)
        return tuple(one for one in (*given, *_secrets_of(self.storage.database)) if one)


def _secrets_of(database: Secret) -> tuple[Secret, ...]:
    """Returns an address and its password, as it is spelled there and as it is meant."""
    try:
        password = urlsplit(database.reveal()).password or ""
    except ValueError:
        password = ""
    return database, Secret(password), Secret(unquote(password))


def _switched_on(table: FieldsTable | LocksTable) -> frozenset[Field]:
    return frozenset(Field(name) for name, on in msgspec.structs.asdict(table).items() if on)
