"""What the worker is built from, seen through the ports."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from stashplex.core.paths import PathMapping
from stashplex.core.ports import (
    Clock,
    DeadLetters,
    Ledger,
    PlexServer,
    Queue,
    Records,
    RunBook,
    StashServer,
    Transactions,
)
from stashplex.core.rules import Rules


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, how often, how long."""

    batch_size: int = 50
    max_retries: int = 5
    not_found_seconds: float = 7 * 86400.0
    skip_not_found: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The rooms of the durable state."""

    transactions: Transactions
    queue: Queue
    ledger: Ledger
    records: Records
    dead_letters: DeadLetters
    runs: RunBook


def _no_failpoint(name: str) -> None:
    del name


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a worker needs, introduced to each other by `app`."""

    stash: StashServer
    plex: PlexServer
    state: State
    clock: Clock
    random: Callable[[], float]
    """Returns a float in [0, 1)."""
    rules: Rules
    mapping: PathMapping
    libraries: tuple[str, ...] = ()
    """Titles of the libraries to sync; empty means every movie library."""
    limits: Limits = Limits()
    failpoint: Callable[[str], None] = _no_failpoint
    """Called between two steps that a crash could separate; tests let the process die there."""

    @property
    def version(self) -> str:
        """A text that differs wherever mapping or rules could decide otherwise."""
        return f"{self.mapping.version} {self.rules.version}"

    def with_rules(self, rules: Rules) -> "Parts":
        """Returns the same parts under other rules."""
        return replace(self, rules=rules)
