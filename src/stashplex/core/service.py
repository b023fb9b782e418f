"""The resident service as its doors see it: the pages, the API, the inbox and the metrics."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from stashplex.core.answers import (
    DeadLetterAnswer,
    DeadLettersAnswer,
    DoctorAnswer,
    DoneTold,
    EndedTold,
    HistoryAnswer,
    HomeAnswer,
    InspectAnswer,
    LineTold,
    LiveAnswer,
    MovedTold,
    OutagesAnswer,
    PhaseTold,
    PinAnswer,
    PlannedTold,
    ProgressTold,
    PurgeAnswer,
    ReadyAnswer,
    RetryAnswer,
    RunEntryTold,
    RunsAnswer,
    ScenesAnswer,
    SettingsAnswer,
    StatusAnswer,
    UnpinAnswer,
)


class SceneQuery(Struct, frozen=True):
    """Which scenes are looked for, and from where in the list."""

    text: str = ""
    """In the title or the path, or an id; empty means all."""
    state: str = ""
    """An ending, or `dead`; empty means any."""
    after: int = 0
    """Only scenes with a higher id."""
    limit: int = 50
    """The scene whose id was looked for comes in addition, before all others."""


class Chosen(Struct, frozen=True):
    """Which dead letters are meant: those named, those of a type, the old ones, or all."""

    scenes: tuple[int, ...] = ()
    error_type: str = ""
    older_than: float | None = None
    """Those that died before this moment."""
    cause: str = ""
    """Those of one cause, as `dlq list` words it; goes with an error type."""


class Change(Struct, frozen=True):
    """What a hook of Stash tells: something of this kind was made, edited, merged or removed."""

    type: str
    """Like `Scene.Update.Post`."""
    id: int


class Side(StrEnum):
    """Whose picture is meant."""

    STASH = "stash"
    PLEX = "plex"


class Picture(Struct, frozen=True):
    """An image as a browser can show it."""

    data: bytes
    media_type: str


class SyncOrder(Struct, frozen=True):
    """A sync or, where it does not work what it puts, a reconcile."""

    ids: tuple[int, ...] = ()
    everything: bool = False
    since_seconds: float | None = None
    limit: int | None = None
    dry_run: bool = False
    verify: bool = False
    accepted: bool = False
    """A person knows how much it is, and means it: no guard stops it."""
    take_over: tuple[str, ...] = ()
    work: bool = True


class UndoOrder(Struct, frozen=True):
    """Takes back a run."""

    run: int
    dry_run: bool = False


class RecoverOrder(Struct, frozen=True):
    """Puts back what died of an outage."""

    dry_run: bool = False


Order = SyncOrder | UndoOrder | RecoverOrder


Told = PhaseTold | MovedTold | EndedTold | PlannedTold | LineTold | DoneTold


class TaskEvent(Struct, frozen=True):
    """One thing that happened in a task, in the order in which it did."""

    number: int
    """Counts from 1."""
    kind: str
    """`phase`, `progress`, `ended` (a scene worth naming), `planned`, `line` or `done`."""
    told: Told
    """What is needed to show it."""


class Task(Protocol):
    """A run that was asked for through the service."""

    id: int
    order: Order
    """What was asked for: what was previewed can then be done."""

    def progress(self) -> ProgressTold:
        """Returns how far it is."""

    def events(self, after: int = 0) -> Iterator[TaskEvent]:
        """Yields what happened after an event, and then what happens, until it is done."""

    def so_far(self, after: int = 0) -> tuple[TaskEvent, ...]:
        """Returns what happened after an event until now, and waits for nothing."""

    def ask_to_stop(self) -> None:
        """Asks for a clean end between two writes."""


class Reading(Protocol):
    """What can be asked; nothing of it changes anything. Raises only our errors."""

    def live(self) -> LiveAnswer:
        """Returns what moves from second to second; asks neither server."""

    def home(self) -> HomeAnswer:
        """Returns the front page; asks neither server."""

    def status(self) -> StatusAnswer:
        """Returns what `status` says; asks neither server."""

    def scenes(self, query: SceneQuery) -> ScenesAnswer:
        """Returns a page of scenes; asks neither server."""

    def inspect(self, scene: int) -> InspectAnswer:
        """Explains one scene; asks both servers."""

    def picture(self, scene: int, side: Side) -> Picture | None:
        """Returns the cover in Stash or the poster in Plex; None where there is none to show."""

    def history(
        self, *, scene: int | None = None, run: int | None = None, limit: int = 100
    ) -> HistoryAnswer:
        """Returns what was written, the newest first."""

    def runs(self, limit: int = 20) -> RunsAnswer:
        """Returns the runs, the newest first."""

    def run(self, run: int) -> RunEntryTold:
        """Returns one run; raises UnknownId where there is none."""

    def outages(self) -> OutagesAnswer:
        """Returns the outages of both servers."""

    def letters(self, error_type: str = "", *, full: bool = False) -> DeadLettersAnswer:
        """Returns the dead letters, of one type or of all."""

    def letter(self, scene: int) -> DeadLetterAnswer:
        """Returns one dead letter with its candidates; raises UnknownId where it is none."""

    def settings(self) -> SettingsAnswer:
        """Returns what is in force and where it came from; no secret is in it."""

    def check(self) -> DoctorAnswer:
        """Returns what the doctor says; asks both servers."""

    def ready(self) -> ReadyAnswer:
        """Returns whether the service can do its work; asks neither server."""


class Acting(Protocol):
    """What can be done at once. Raises only our errors."""

    def tell(self, change: Change) -> None:
        """Takes what a hook tells, and has it looked at next."""

    def pin(self, scene: int, item: int, *, dry_run: bool = False) -> PinAnswer:
        """Says which item a scene is, and has it synced next."""

    def unpin(self, scene: int, item: int | None = None) -> UnpinAnswer:
        """Takes back what was pinned."""

    def retry(self, chosen: Chosen) -> RetryAnswer:
        """Puts dead letters back in the line."""

    def purge(self, chosen: Chosen) -> PurgeAnswer:
        """Forgets dead letters."""


class Tasks(Protocol):
    """What takes its time: one goes on, the others wait for their turn."""

    def start(self, order: Order) -> Task:
        """Puts a task in the line of tasks; raises WrongUsage for an order that nobody can do."""

    def find(self, task: int) -> Task:
        """Returns a task that goes on, waits or ended lately; raises UnknownId without one."""


class Measure(Struct, frozen=True):
    """One figure for the metrics, by its labels."""

    name: str
    labels: Mapping[str, str]
    value: float


class Histogram(Struct, frozen=True):
    """A distribution for the metrics: how many were at most so long, cumulative, by bound."""

    name: str
    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    """As many as bounds, and one more for all."""
    total: float
    """The sum of all values."""


class Measuring(Protocol):
    """What Prometheus is told."""

    def measures(self) -> tuple[Measure | Histogram, ...]:
        """Returns every figure as it is now; asks neither server."""


class Service(Struct, frozen=True):
    """The four sides of the service that the doors open on."""

    reading: Reading
    acting: Acting
    tasks: Tasks
    measuring: Measuring
