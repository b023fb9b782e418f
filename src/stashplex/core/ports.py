"""The few Protocols through which the rooms see each other; `app` introduces the real parts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from stashplex.core.edit import Edit
from stashplex.core.guard import Side, Stock, Touch
from stashplex.core.holding import Holding, Holdings, Write, WriteState
from stashplex.core.item import Field, ImageList, Item, Listed, Section
from stashplex.core.job import DeadLetter, Job
from stashplex.core.learning import Learned
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause, Outcome
from stashplex.core.pins import Pins
from stashplex.core.scene import Cover, CoverUnchanged, NoCover, Scene, SceneFile
from stashplex.core.watching import Kind, NewestPages


class StopSignal(Protocol):
    """Asks a thread to stop; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """Returns True once stopping was asked for."""

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until stopping is asked for, at most `timeout` seconds; returns is_set()."""


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> float:
        """Returns the wall time in epoch seconds."""

    def monotonic(self) -> float:
        """Returns seconds that only grow, for measuring."""

    def wait(self, stop: StopSignal, seconds: float) -> bool:
        """Waits, or returns True at once when stopping is asked for."""


class ServerInfo(Struct, frozen=True):
    """Who a server says it is: `identity` stays the same for the life of its database."""

    version: str
    identity: str
    name: str = ""


class StashServer(Protocol):
    """The conversation with Stash; every method raises only our errors."""

    def info(self) -> ServerInfo:
        """Returns version and identity; raises unless Stash is set up and the key is good."""

    def scenes(self, ids: Sequence[int]) -> dict[int, Scene]:
        """Returns the scenes that exist, in one query; a missing id is simply not there."""

    def pages(
        self, since: str = "", page_size: int = 100, *, after: int = 0
    ) -> Iterator[tuple[Scene, ...]]:
        """Yields scenes by id: those above `after`, updated since a stamp (Stash's own text)."""

    def count(self) -> int:
        """Returns how many scenes there are."""

    def newest(self, kinds: Iterable[Kind], page: int = 1, size: int = 100) -> NewestPages:
        """Returns a page of each kind, newest first in the order of texts; one request for all."""

    def scenes_of(self, kind: Kind, names: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Yields, page by page, the ids of the scenes that show any of these names."""

    def files(self, page_size: int = 1000, *, after: int = 0) -> Iterator[tuple[SceneFile, ...]]:
        """Yields the files of all scenes above `after`, page by page, and nothing else of them."""

    def scenes_with_file_named(self, name: str) -> tuple[Scene, ...]:
        """Returns the scenes that have a file of this base name."""

    def cover(self, path: str, etag: str = "") -> Cover | CoverUnchanged | NoCover:
        """Fetches a cover by its path, unless it still has the ETag."""


class PlexServer(Protocol):
    """The conversation with Plex; every method raises only our errors."""

    def info(self) -> ServerInfo:
        """Returns version and machine identifier, by a call that needs the token."""

    def sections(self) -> tuple[Section, ...]:
        """Returns the movie libraries."""

    def busy_with(self) -> str:
        """Returns what Plex does that is hard on its database; empty where there is nothing."""

    def listing(self, section: int) -> tuple[Listed, ...]:
        """Returns the whole library, trimmed to what matching needs; complete, or it raises."""

    def items(self, ids: Sequence[int]) -> dict[int, Item]:
        """Returns full items, in one request per 100 ids; a missing id is simply not there."""

    def posters(self, item: int) -> ImageList:
        """Returns the posters of an item and which is selected."""

    def arts(self, item: int) -> ImageList:
        """Returns the backgrounds of an item and which is selected."""

    def write(self, edit: Edit) -> None:
        """Sends the fields of an edit, in as few requests as fit."""

    def upload_poster(self, item: int, data: bytes) -> None:
        """Uploads a poster, which Plex then selects."""

    def upload_art(self, item: int, data: bytes) -> None:
        """Uploads a background, which Plex then selects."""

    def select_image(self, item: int, name: Field, key: str) -> None:
        """Shows one of the images in the list of a poster or background, by its key."""

    def reset_image(self, item: int, name: Field) -> None:
        """Shows no poster or background any more; servers before 1.43 do not know how."""

    def scan(self, section: int, folder: str) -> None:
        """Asks Plex to look for new files in one folder of a library; it does so in its time."""


class SceneRecord(Struct, frozen=True):
    """What is remembered of a scene between runs."""

    scene: int
    title: str = ""
    path: str = ""
    updated_at: str = ""
    """Stash's stamp of the scene when it was looked at."""
    fingerprint: str = ""
    """Hash of what was wanted, the version of the mapping, the cover's ETag and the items."""
    cover_sha1: str = ""
    cover_etag: str = ""
    ending: str = ""
    """How it ended last: an `Ending`, and its reason."""
    reason: str = ""
    confidence: str = ""
    evidence: str = ""
    items: tuple[int, ...] = ()
    left: tuple[Field, ...] = ()
    """The fields that differ and are left alone."""
    checked_at: float = 0.0


class ItemStamp(Struct, frozen=True):
    """Which scene owns an item, and how it looked when we last read it."""

    item: int
    section: int
    scene: int
    updated_at: int = 0
    thumb: str = ""


class Transactions(Protocol):
    """What every room of the durable state offers."""

    def transaction(self) -> AbstractContextManager[None]:
        """Opens one write transaction, or joins the one this thread is in."""


class Queue(Protocol):
    """The durable queue: at most one live job per scene; time is always an argument."""

    def put(
        self,
        scene: int,
        reason: str,
        priority: int,
        run: int | None = None,
        *,
        now: float,
        revive: bool = False,
    ) -> bool:
        """Asks for a look at a scene; returns False where a dead letter stays dead."""

    def claim(self, limit: int, now: float, run: int | None = None) -> tuple[Job, ...]:
        """Leases due jobs, highest priority first, then oldest; of one run, or of all."""

    def renew(self, job: Job, now: float, *, begin: bool = False) -> None:
        """Extends the lease (raises LeaseLost), and with `begin` counts that its write starts."""

    def settle(self, job: Job, outcome: Outcome, now: float) -> None:
        """Records the outcome of a claimed job; raises LeaseLost if it is no longer ours."""

    def release(self, jobs: Iterable[Job], now: float, *, give_back: int = 0) -> None:
        """Returns claimed jobs unworked, due now; `give_back` attempts are taken off."""

    def rescue(self, now: float, *, all_leases: bool = False) -> int:
        """Returns jobs whose lease ran out (or all) to waiting, or to dead; says how many."""

    def wake(self, scenes: Iterable[int], now: float) -> int:
        """Makes the jobs of these scenes due now, also those dead because Plex had no item."""

    def waiting_missing(self) -> tuple[int, ...]:
        """Returns the scenes that wait for an item, or gave up waiting."""

    def give_back(self, scenes: Iterable[int], now: float) -> None:
        """Takes one used attempt off the waiting jobs of these scenes, and makes them due now."""

    def due(self, now: float) -> tuple[int, ...]:
        """Returns the scenes whose jobs are due, in the order in which they would be claimed."""

    def has_left(self, now: float, run: int | None = None) -> bool:
        """Tells whether a job of a run, or any, is due or being worked."""

    def postpone(self, run: int, now: float, *, until: float) -> int:
        """Lets what is due of a run, or tried again, wait: a person stopped it; says how many."""

    def resume(self, now: float) -> int:
        """Makes what was postponed due now; says how many."""

    def next_due(self, run: int | None = None) -> float | None:
        """Returns when the next waiting job is due, or None with none waiting."""


class Ledger(Protocol):
    """What we hold where, and every write on its way from intended to proved."""

    def holdings(self, items: Sequence[int]) -> dict[int, Holdings]:
        """Returns the holdings of these items (an item without any is there, empty)."""

    def hold(
        self,
        item: int,
        rows: Iterable[Holding],
        dropped: Iterable[Holding] = (),
        released: Iterable[Field] = (),
    ) -> None:
        """Stores these rows, replacing rows of the same field and tag, and drops others.

        From `released` fields nothing is held back any more.
        """

    def intend(self, writes: Sequence[Write], now: float) -> tuple[Write, ...]:
        """Commits writes as intended, before they are sent; returns them with their ids."""

    def judge(self, ids: Iterable[int], state: WriteState, now: float) -> None:
        """Marks intended writes as proved or lost."""

    def open_writes(self, items: Sequence[int]) -> dict[int, tuple[Write, ...]]:
        """Returns the writes that are still intended, per item, oldest first."""

    def writes_of_scene(self, scene: int, limit: int) -> tuple[Write, ...]:
        """Returns the newest writes of a scene, newest first."""

    def writes_of_items(self, items: Sequence[int]) -> dict[int, tuple[Write, ...]]:
        """Returns the whole history of these items, oldest first."""

    def items_of_run(self, run: int) -> tuple[int, ...]:
        """Returns the items that a run wrote to, in the order in which it did."""

    def hold_back(self, writes: Iterable[Write]) -> None:
        """Remembers that these writes were undone: what they wanted is not written again."""

    def let_go(self, writes: Iterable[Write]) -> None:
        """Forgets that these writes were undone."""

    def release(self, items: Sequence[int]) -> None:
        """Forgets everything that was undone on these items: a person wants it written."""


class Records(Protocol):
    """What is known of each scene and item between runs."""

    def scenes(self, ids: Sequence[int]) -> dict[int, SceneRecord]:
        """Returns the records there are."""

    def known(self) -> tuple[int, ...]:
        """Returns every scene that has a record, an item or a job, by id."""

    def remember(self, records: Iterable[SceneRecord]) -> None:
        """Stores records, replacing older ones."""

    def forget(self, scenes: Iterable[int]) -> None:
        """Drops the records of scenes that are gone, their ownership of items, and their pins."""

    def owned(self, scenes: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Returns the items each of these scenes holds."""

    def stamps(self, items: Sequence[int]) -> dict[int, ItemStamp]:
        """Returns owner and stamps of the items there are."""

    def stamp(self, stamps: Iterable[ItemStamp]) -> None:
        """Stores owner and stamps, replacing older ones."""


class PinBook(Protocol):
    """Which scene a person says an item is."""

    def read(self) -> Pins:
        """Returns all there are."""


class Scans(Protocol):
    """Which folders Plex should scan, and when it was asked last."""

    def want(self, folders: Iterable[tuple[int, str]]) -> None:
        """Notes folders, each with its library, that should be scanned in their turn."""

    def claim(self, now: float) -> tuple[int, str] | None:
        """Takes the folder whose turn it is, or returns None while it is nobody's."""


class Mappings(Protocol):
    """The path mapping that was learned."""

    def learned(self) -> Learned | None:
        """Returns what was learned last, or None where nothing was learned yet."""

    def remember(self, learned: Learned) -> None:
        """Stores what was learned, in place of what was known."""


class Baselines(Protocol):
    """What the guards measure against: what was let through lately, and what there is."""

    def touches(self, now: float) -> tuple[Touch, ...]:
        """Returns what was let through within the last hour, scene by scene.

        What is no longer in line and changed nothing in that hour does not count.
        """

    def let_through(self, touches: Iterable[Touch], now: float) -> None:
        """Remembers what is let through, and forgets what was before the last hour."""

    def start_over(self) -> None:
        """Forgets what was let through: the hour begins anew."""

    def sides(self) -> tuple[Side, ...]:
        """Returns what each side held."""

    def see(self, sides: Iterable[Side]) -> None:
        """Stores what sides hold, in place of what they held."""

    def forget(self, sides: Iterable[str]) -> None:
        """Forgets sides that are not there any more."""

    def in_line(self, scenes: Sequence[int]) -> frozenset[int]:
        """Returns which of these scenes have a job that waits or is worked."""

    def stock(self) -> Stock:
        """Returns how much is in step and held."""

    def have_more_than(self, few: int) -> bool:
        """Tells, without counting all, whether more than so much is in step or held."""


class DeadLetters(Protocol):
    """The jobs that need a person."""

    def get_error_summary(self) -> dict[str, int]:
        """Returns how many there are by error type, most frequent first."""

    def list(self, error_type: str | None = None, limit: int | None = None) -> list[DeadLetter]:
        """Returns dead letters, newest first."""

    def of(self, scenes: Sequence[int]) -> Mapping[int, Cause]:
        """Returns why these scenes are dead, for those that are."""


class RunBook(Protocol):
    """The runs, each with its counts."""

    def start(self, kind: str, now: float) -> int:
        """Opens a run and returns its id."""

    def finish(self, run: int, counts: Mapping[str, object], now: float) -> None:
        """Closes a run with its counts."""

    def kind(self, run: int) -> str:
        """Returns what kind of run it was; raises UnknownId where there is none."""


class OutageBook(Protocol):
    """The outages; of each server at most one goes on."""

    def going_on(self) -> tuple[Outage, ...]:
        """Returns the outages that go on."""

    def keep(self, outage: Outage) -> None:
        """Stores an outage that goes on, in place of what was known of it."""

    def end(self, server: str, now: float) -> None:
        """Records that a server answers again."""
