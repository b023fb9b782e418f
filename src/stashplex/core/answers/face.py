"""What the pages show beyond what commands answer: the front page, the list of scenes, settings."""

from collections.abc import Mapping

from msgspec import Struct

from stashplex.core.answers.outages import OutageTold
from stashplex.core.answers.runs import MappingTold


class ServerTold(Struct, frozen=True):
    """One of the two servers, as it was met last."""

    server: str
    """`Plex` or `Stash`."""
    url: str
    name: str
    """What it calls itself; may be empty."""
    version: str
    """Empty before the first contact."""
    latency_ms: float | None
    """The median of the last requests; null where nothing was asked yet."""
    breaker: str
    """`closed`, `open` or `half_open`."""
    outage: OutageTold | None
    """The one that goes on."""


class ProgressTold(Struct, frozen=True):
    """A task that goes on: what it does, and how far it is."""

    task: int
    """Its number, by which it is followed and stopped."""
    name: str
    """`sync`, `reconcile`, `undo`, `recover` or `check`."""
    run_id: int | None
    phase: str
    done: int
    total: int | None
    """Null where nobody knows yet."""
    started_at: str
    seconds: float


class HourTold(Struct, frozen=True):
    """One hour of work."""

    hour: str
    """When it began."""
    changed: int
    """Scenes that Plex shows as they are wanted since then."""
    failed: int


class LiveAnswer(Struct, frozen=True):
    """What moves from second to second; costs next to nothing, and is sent to open pages."""

    well: str
    """`good`, `working`, `attention` or `trouble`."""
    sentence: str
    """Whether all is well, in one sentence."""
    queue: Mapping[str, int]
    """Jobs by state: `waiting`, `running`, `dead`."""
    dead_letters: Mapping[str, int]
    """By error type."""
    changed_today: int
    """Scenes written since midnight."""
    servers: tuple[ServerTold, ...]
    """Stash, then Plex."""
    task: ProgressTold | None
    """What is done now because somebody asked for it."""
    tasks_waiting: int
    """Tasks that begin after it."""


class HomeAnswer(Struct, frozen=True):
    """The front page."""

    live: LiveAnswer
    hours: tuple[HourTold, ...]
    """The last 24, oldest first, also those without work."""
    scenes: Mapping[str, int]
    """Scenes by how they ended last: `changed` and `unchanged` are in step."""
    last_run: int | None
    watched_at: str | None
    """When Stash was asked for changes last; null before the first time."""
    reconciled_at: str | None
    """When everything was compared last."""


class SceneTold(Struct, frozen=True):
    """A scene in a list."""

    scene: int
    title: str
    path: str
    ending: str
    """`changed`, `unchanged`, `skipped`, `waiting`, `failed`, or empty before its first sync."""
    reason: str
    job: str
    """`waiting`, `running`, `dead`, or empty without one."""
    checked_at: str | None


class ScenesAnswer(Struct, frozen=True):
    """A page of scenes."""

    scenes: tuple[SceneTold, ...]
    """By id; on the first page the one whose id was looked for comes before all others."""
    more: bool
    """True where there are others after the last of these."""
    known: int
    """How many scenes are known in all."""


class KeyTold(Struct, frozen=True):
    """One key of the configuration: what is in force, and where it came from."""

    table: str
    """Empty for a key at the top."""
    key: str
    value: str
    """As TOML writes it; of a secret `set` or `not set`."""
    secret: bool
    origin: str
    """`default`, or the file, variable or option that says it."""


class SettingsAnswer(Struct, frozen=True):
    """What is in force, and the mapping between the folders of both sides."""

    keys: tuple[KeyTold, ...]
    mapping: tuple[MappingTold, ...]
    mapping_is_given: bool
    warnings: tuple[str, ...]


class ReadyAnswer(Struct, frozen=True):
    """Whether the service can do its work; each reason names what keeps it from it."""

    ready: bool
    reasons: Mapping[str, str]
    """By part: `database`, `stash`, `plex`; empty text where it is well."""
