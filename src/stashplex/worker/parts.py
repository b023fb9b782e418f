"""What the worker is built from, seen through the ports."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.learning import Learned, mapping_of
from stashplex.core.line import Line
from stashplex.core.paths import PathMapping
from stashplex.core.ports import (
    Baselines,
    Clock,
    DeadLetters,
    Ledger,
    Mappings,
    OutageBook,
    PinBook,
    PlexServer,
    Queue,
    Records,
    RunBook,
    Scans,
    StashServer,
    Transactions,
)
from stashplex.core.rules import Rules
from stashplex.core.throughput import HourBook
from stashplex.core.turns import Turns
from stashplex.core.watching import WatchBook


class Limits(Struct, frozen=True):
    """How much at once, how often, how long."""

    batch_size: int = 50
    max_retries: int = 5
    not_found_seconds: float = 7 * 86400.0
    skip_not_found: bool = False
    max_clear_share: float = 0.2
    max_change_share: float = 0.5
    scan_missing: bool = False
    write_concurrency: int = 1
    """Scenes that are written at the same time."""


class State(Struct, frozen=True):
    """The rooms of the durable state."""

    transactions: Transactions
    queue: Queue
    line: Line
    ledger: Ledger
    records: Records
    mappings: Mappings
    baselines: Baselines
    dead_letters: DeadLetters
    runs: RunBook
    outages: OutageBook
    pins: PinBook
    scans: Scans
    watch: WatchBook
    hours: HourBook
    turns: Turns


class Paths(Struct):
    """The path mapping that all parts share: a run may learn it, and all of them follow."""

    mapping: PathMapping
    learned: Learned | None = None
    """None before anything was learned, and always where a mapping is given."""

    @classmethod
    def of(cls, given: Sequence[tuple[str, str]], mappings: Mappings) -> "Paths":
        """Returns the mapping that a person gave, else the one that is remembered."""
        if given:
            return cls(PathMapping(given))
        learned = mappings.learned()
        return cls(mapping_of(learned.roots if learned else ()), learned)

    @property
    def is_given(self) -> bool:
        """True where a person gave it: then nothing is learned."""
        return bool(self.mapping.pairs) and not self.mapping.learned

    def take(self, learned: Learned) -> None:
        """Goes by what was learned from now on."""
        self.learned = learned
        self.mapping = mapping_of(learned.roots)


def _no_failpoint(name: str) -> None:
    del name


class Parts(Struct, frozen=True):
    """Everything a worker needs, introduced to each other by `app`."""

    stash: StashServer
    plex: PlexServer
    state: State
    clock: Clock
    random: Callable[[], float]
    """Returns a float in [0, 1)."""
    rules: Rules
    paths: Paths
    limits: Limits = Limits()
    failpoint: Callable[[str], None] = _no_failpoint
    """Called between two steps that a crash could separate; tests let the process die there."""

    @property
    def mapping(self) -> PathMapping:
        """How a path of Stash becomes one of Plex, as it is known now."""
        return self.paths.mapping

    @property
    def version(self) -> str:
        """A text that differs wherever mapping or rules could decide otherwise."""
        return f"{self.mapping.version} {self.rules.version}"

    def with_rules(self, rules: Rules) -> "Parts":
        """Returns the same parts under other rules."""
        return replace(self, rules=rules)
