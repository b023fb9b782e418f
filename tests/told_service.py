"""A service that tells what a test gives it, for the tests of the pages alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from msgspec.structs import replace
from tests.small_service import CALM

from stashplex.core import answers as told
from stashplex.core.errors import UnknownId
from stashplex.core.service import (
    Change,
    Chosen,
    Measuring,
    Order,
    Picture,
    SceneQuery,
    Service,
    Side,
    SyncOrder,
    Task,
    TaskEvent,
)

HOSTILE = '<script>document.title="taken"</script> & "quoted" \u202edesrever'
"""A title from Stash at its worst."""
MOMENT = "2026-11-23T20:00:00Z"
SERVERS = (
    told.ServerTold("Stash", "http://stash:9999", "", "v0.29.1", 12.4, "closed", None),
    told.ServerTold("Plex", "http://plex:32400", HOSTILE, "1.42.1", 31.0, "closed", None),
)
HOURS = tuple(
    told.HourTold(f"2026-11-23T{hour:02}:00:00Z", changed=hour * hour % 90, failed=hour == 7)
    for hour in range(24)
)
LETTER = told.DeadLetterTold(
    7, HOSTILE, "/media/a<b>.mp4", "AmbiguousMatch", "Several items: 41, 42.", 1, MOMENT
)
CANDIDATES = tuple(
    told.CandidateTold(item, HOSTILE, f"/data/{item}<i>.mp4", 4_000_000, 754.2, "stashplex pin")
    for item in (41, 42)
)
WRITE = told.WriteTold(
    MOMENT, 3, 7, 41, "genres", ("Old", HOSTILE), ("New", HOSTILE), False, True, "proved"
)
RUN = told.RunEntryTold(
    3,
    "sync",
    MOMENT,
    MOMENT,
    5,
    0,
    0,
    {"run_id": 3, "scenes": 9, "changed": 4, "unchanged": 4, "failed": {"NotTaken": 1}},
)
ITEM = told.ItemTold(
    41,
    HOSTILE,
    "/data/a<b>.mp4",
    "path",
    "high",
    ("title",),
    (
        told.FieldTold("title", HOSTILE, "Old", "set", "differs", locked=False),
        told.FieldTold("genres", ("One", HOSTILE), ("Two",), "set", "differs", locked=False),
        told.FieldTold("summary", "", HOSTILE, "leave", "locked in Plex", locked=True),
    ),
    (told.HoldingTold("genres", HOSTILE, HOSTILE, False, True, ()),),
)
SCENE = told.InspectAnswer(
    7,
    HOSTILE,
    (told.FileTold("/media/a<b>.mp4", 4_000_000, 754.2),),
    told.VerdictTold("failed", "AmbiguousMatch", HOSTILE),
    "low",
    (HOSTILE,),
    (ITEM,),
    (HOSTILE,),
    (41,),
    CANDIDATES,
    told.JobTold("dead", "differs", 3, 1, MOMENT, MOMENT, "AmbiguousMatch", HOSTILE),
    told.LastTold("failed", "AmbiguousMatch", MOMENT),
    (WRITE,),
)
OUTAGE = told.OutageTold(
    "Plex", "outage", MOMENT, None, 600.0, "Unreachable", HOSTILE, 3, HOSTILE, MOMENT
)
MAPPING = told.MappingTold(
    "/media<b>", "/data", False, 90, 92, (told.PlaceTold("/media/x<i>", "/other"),)
)


@dataclass
class ToldReading:
    """Answers with what it holds; `error` is raised instead, of inspecting alone `away`."""

    moving: told.LiveAnswer = field(
        default_factory=lambda: replace(
            CALM,
            well="attention",
            sentence="All is well, but one scene needs a look.",
            queue={"waiting": 3, "running": 1, "dead": 1},
            dead_letters={"AmbiguousMatch": 1},
            changed_today=12,
            servers=SERVERS,
        )
    )
    known: tuple[told.SceneTold, ...] = (
        told.SceneTold(7, HOSTILE, "/media/a<b>.mp4", "failed", "AmbiguousMatch", "dead", MOMENT),
    )
    hours: tuple[told.HourTold, ...] = HOURS
    run_list: tuple[told.RunEntryTold, ...] = (RUN,)
    outage_list: tuple[told.OutageTold, ...] = (OUTAGE,)
    dead: tuple[told.DeadLetterTold, ...] = (LETTER,)
    mapping: told.MappingTold = MAPPING
    origin: str = "stashplex.toml"
    explained: told.InspectAnswer = SCENE
    error: Exception | None = None
    away: Exception | None = None
    asked: list[SceneQuery] = field(default_factory=list)
    letters_shown: list[int] = field(default_factory=list)

    def live(self) -> told.LiveAnswer:
        if self.error:
            raise self.error
        return self.moving

    def home(self) -> told.HomeAnswer:
        counts = {"changed": 40, "unchanged": 900, "failed": 1} if self.known else {}
        return told.HomeAnswer(self.live(), self.hours, counts, 3, MOMENT, None)

    def status(self) -> told.StatusAnswer:
        now = self.live()
        return told.StatusAnswer(
            "/data", HOSTILE, now.queue, {"NotInPlex": 3}, now.dead_letters, (OUTAGE,), None, ()
        )

    def scenes(self, query: SceneQuery) -> told.ScenesAnswer:
        self.asked.append(query)
        return told.ScenesAnswer(self.known, more=bool(self.known), known=len(self.known))

    def inspect(self, scene: int) -> told.InspectAnswer:
        if self.away:
            raise self.away
        return replace(self.explained, scene=scene)

    def picture(self, scene: int, side: Side) -> Picture | None:
        return Picture(b"\x89PNG", "image/png") if (scene, side) == (7, Side.STASH) else None

    def history(
        self, *, scene: int | None = None, run: int | None = None, limit: int = 100
    ) -> told.HistoryAnswer:
        del scene, run
        return told.HistoryAnswer((WRITE,)[:limit], more=False)

    def runs(self, limit: int = 20) -> told.RunsAnswer:
        return told.RunsAnswer(self.run_list[:limit])

    def run(self, run: int) -> told.RunEntryTold:
        for one in self.run_list:
            if one.run_id == run:
                return one
        raise UnknownId(f"There is no run {run}.")

    def outages(self) -> told.OutagesAnswer:
        told_of = told.ReliabilityTold("Plex", MOMENT, 1, 600.0, 60.0, 3600.0, 99.5)
        return told.OutagesAnswer((told_of,) if self.outage_list else (), self.outage_list)

    def letters(self, error_type: str = "", *, full: bool = False) -> told.DeadLettersAnswer:
        del full
        seen = tuple(one for one in self.dead if error_type in ("", one.error_type))
        causes = tuple(
            told.CauseTold(one.error_type, one.message, 1, "Say which it is.", (one,))
            for one in seen
        )
        return told.DeadLettersAnswer({one.error_type: 1 for one in self.dead}, seen, causes)

    def letter(self, scene: int) -> told.DeadLetterAnswer:
        self.letters_shown.append(scene)
        for one in self.dead:
            if one.scene == scene:
                return told.DeadLetterAnswer(one, "Say which it is.", CANDIDATES, HOSTILE)
        raise UnknownId(f"Scene {scene} is no dead letter.")

    def settings(self) -> told.SettingsAnswer:
        keys = (
            told.KeyTold("", "data_dir", '"/data"', False, "default"),
            told.KeyTold("plex", "token", "set", True, self.origin),
            told.KeyTold("plex", "url", f'"{HOSTILE}"', False, "STASHPLEX_PLEX_URL"),
        )
        return told.SettingsAnswer(keys, (self.mapping,), False, (HOSTILE,))

    def check(self) -> told.DoctorAnswer:
        checks = (
            told.CheckTold("Stash", "good", HOSTILE, ""),
            told.CheckTold("Plex", "bad", "refused", "Look at plex.token."),
        )
        return told.DoctorAnswer(ok=False, checks=checks)

    def ready(self) -> told.ReadyAnswer:
        return told.ReadyAnswer(ready=True, reasons={})


@dataclass
class ToldActing:
    """Remembers what was done."""

    done: list[tuple[object, ...]] = field(default_factory=list)

    def tell(self, change: Change) -> None:
        self.done.append(("tell", change))

    def pin(self, scene: int, item: int, *, dry_run: bool = False) -> told.PinAnswer:
        self.done.append(("pin", scene, item))
        return told.PinAnswer(
            scene, HOSTILE, SCENE.files, item, HOSTILE, "Clips", (), (), None, (), dry_run
        )

    def unpin(self, scene: int, item: int | None = None) -> told.UnpinAnswer:
        self.done.append(("unpin", scene, item))
        return told.UnpinAnswer(scene, (41,))

    def retry(self, chosen: Chosen) -> told.RetryAnswer:
        self.done.append(("retry", chosen))
        return told.RetryAnswer(2, {})

    def purge(self, chosen: Chosen) -> told.PurgeAnswer:
        self.done.append(("purge", chosen))
        return told.PurgeAnswer(2, {})


@dataclass
class ToldTask:
    """A task that told what a test says it told."""

    id: int
    order: Order
    happened: tuple[TaskEvent, ...] = ()
    stopped: bool = False

    def progress(self) -> told.ProgressTold:
        return told.ProgressTold(self.id, "sync", 3, "writing", 4, 9, MOMENT, 12.0)

    def events(self, after: int = 0) -> Iterator[TaskEvent]:
        yield from self.so_far(after)

    def so_far(self, after: int = 0) -> tuple[TaskEvent, ...]:
        return tuple(one for one in self.happened if one.number > after)

    def ask_to_stop(self) -> None:
        self.stopped = True


@dataclass
class ToldTasks:
    """Remembers what was asked for, and does none of it."""

    started: list[ToldTask] = field(default_factory=list)

    def start(self, order: Order) -> Task:
        self.started.append(ToldTask(len(self.started) + 1, order))
        return self.started[-1]

    def find(self, task: int) -> Task:
        for one in self.started:
            if one.id == task:
                return one
        raise UnknownId(f"There is no task {task}.")


@dataclass
class ToldService:
    """The parts, for a test to look at."""

    reading: ToldReading = field(default_factory=ToldReading)
    acting: ToldActing = field(default_factory=ToldActing)
    tasks: ToldTasks = field(default_factory=ToldTasks)

    @property
    def service(self) -> Service:
        """The service as the pages see it."""
        return Service(self.reading, self.acting, self.tasks, cast(Measuring, object()))

    def ordered(self) -> list[SyncOrder | object]:
        """Returns what was asked for."""
        return [task.order for task in self.tasks.started]
