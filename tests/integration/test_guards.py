"""Too much at once is stopped before anything is put, and goes on when a person means it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.beginnings import Beginning, brought_into_step
from tests.integration.runs import Sent, counts_of, watched
from tests.worlds import (
    BARE,
    EVERYTHING,
    FakeClock,
    builder_of,
    make_world,
    open_test_house,
    seeded_luck,
    settings_for,
)

from stashplex.app.syncing import told_reconcile
from stashplex.app.working import compare_alone, employed
from stashplex.config import Settings
from stashplex.config.settings import FieldsTable, SyncTable
from stashplex.core.errors import ServerError, TooMuchAtOnce
from stashplex.core.guard import Guard
from stashplex.core.item import Tag
from stashplex.core.job import State
from stashplex.core.report import Counts
from stashplex.demo.http_faults import garble, truncate
from stashplex.demo.http_messages import Request as HttpRequest
from stashplex.demo.world import Layout, World
from stashplex.worker.gate import Gate
from stashplex.worker.sync_run import Request, RunResult

SCENES = 54
HALF = SCENES // 2
MEANT = replace(EVERYTHING, accepted=True)
PREVIEW = replace(EVERYTHING, dry_run=True)
RECONCILE = replace(EVERYTHING, work=False)
HOUR = 3600.0
TAGS_LOST = [(Guard.CLEAR, "roles"), (Guard.CLEAR, "genres"), (Guard.CHANGE, "")]


@dataclass(slots=True)
class Place:
    """A library in step, and what a person does to it."""

    world: World
    settings: Settings
    clock: FakeClock

    @property
    def scenes(self) -> list[int]:
        return [placed.scene for placed in self.world.plain]

    def sync(self, request: Request = EVERYTHING) -> tuple[RunResult, Sent]:
        return watched(self.world, self.settings, self.clock, request)

    def under(self, sync: SyncTable, fields: FieldsTable | None = None) -> None:
        """From now on these are the settings."""
        self.settings = settings_for(
            self.world, self.settings.data_dir, sync=sync, fields=fields or FieldsTable()
        )

    def retitle(self, scenes: Sequence[int], word: str = "Renamed") -> None:
        for scene in scenes:
            self.world.stash.edit_scene(scene, title=f"{word} {scene}")

    def untag(self, scenes: Sequence[int]) -> None:
        for scene in scenes:
            self.world.stash.edit_scene(scene, tags=[], performers=[])

    def line(self) -> int:
        """Returns how many jobs there are, in whatever state."""
        with open_test_house(self.settings, self.clock) as house:
            return sum(house.store.queue.counts()[state] for state in State)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    """A library in step."""
    clock = FakeClock()
    world = make_world(clock, SCENES, layout=Layout(cover_share=0.0))
    for scene in world.stash.scenes:
        world.stash.edit_scene(scene, tags=["tram"], performers=["Ada Quill"])
    return brought_into_step(world, clock, tmp_path_factory.mktemp("in_step"))


@pytest.fixture
def place(beginning: Beginning, tmp_path: Path) -> Iterator[Place]:
    with beginning.again(tmp_path / "data") as (world, clock):
        yield Place(world, settings_for(world, tmp_path / "data"), clock)


def stopped_by(result: RunResult) -> list[tuple[Guard, str]]:
    """Returns which guards stopped a run, each with what it guards."""
    assert isinstance(result.error, TooMuchAtOnce)
    return [(alarm.guard, alarm.what) for alarm in result.alarms]


def test_whoever_has_only_the_log_of_a_worker_reads_how_to_go_on(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.untag(place.scenes)
    caplog.set_level("INFO")

    with open_test_house(place.settings, place.clock) as house:
        servers = house.servers
        gate = Gate(servers.stash, servers.plex, place.clock, seeded_luck(), patient=True)
        resident = employed(house, gate)
        compare_alone(house, gate, resident)(lambda _: None)

    (told,) = (one for one in caplog.records if "ended before its time" in one.message)
    assert "`stashplex sync --all --yes` goes on" in told.message
    assert not hasattr(told, "told"), "it is shown too: no command ends with it"
    assert f"0 enqueued, {SCENES} waiting ({SCENES} guard)" in caplog.text


def test_a_stash_that_lost_its_tags_is_stopped(place: Place) -> None:
    place.untag(place.scenes)

    result, sent = place.sync()

    assert stopped_by(result) == TAGS_LOST
    assert sent.writes == []
    assert place.line() == 0
    assert result.report.counts() == Counts(scenes=SCENES, waiting={"guard": SCENES})
    alarm = result.alarms[0]
    assert (alarm.now, alarm.earlier, alarm.of, alarm.allowed) == (SCENES, 0, SCENES, 0.2)
    assert len(alarm.examples) == 3
    example = alarm.examples[0]
    assert (example.scene, example.field, example.want) == (place.scenes[0], "roles", ())
    assert example.have == (Tag("Ada Quill"),)


def test_a_scene_that_plex_lacks_is_counted_as_that_also_where_a_guard_stops_the_run(
    place: Place,
) -> None:
    build = builder_of(place.world)
    build.add_scene({"title": "Nowhere to be seen"}, [build.file("not/scanned.mp4")])
    place.untag(place.scenes)

    result, _ = place.sync()

    assert stopped_by(result) == TAGS_LOST
    assert result.report.counts().waiting == {"guard": SCENES, "not_in_plex": 1}


def test_a_scene_that_plex_lacks_is_no_dead_letter_of_a_comparison_that_a_guard_stops(
    place: Place,
) -> None:
    build = builder_of(place.world)
    build.add_scene({"title": "Nowhere to be seen"}, [build.file("not/scanned.mp4")])
    place.untag(place.scenes)

    result, _ = place.sync(RECONCILE)

    with open_test_house(place.settings, place.clock) as house:
        told = told_reconcile(result, RECONCILE, house.servers)
    assert told.dead == {}
    assert told.waiting == {"guard": SCENES, "not_in_plex": 1}
    assert told.scenes == SCENES + 1


@pytest.mark.parametrize("works", [True, False], ids=["sync", "reconcile"])
def test_a_change_of_more_than_half_is_stopped(place: Place, works: bool) -> None:
    place.retitle(place.scenes[: HALF + 1])

    result, sent = place.sync(replace(EVERYTHING, work=works))

    assert stopped_by(result) == [(Guard.CHANGE, "")]
    assert (sent.writes, place.line(), result.put) == ([], 0, {})
    assert result.report.counts() == Counts(
        scenes=SCENES, unchanged=HALF - 1, waiting={"guard": HALF + 1}
    )


def test_what_is_few_is_never_too_much(place: Place) -> None:
    place.retitle(place.scenes[:25])

    assert counts_of(place.sync()[0]).changed == 25


def test_new_scenes_are_no_change_of_what_was_in_step(place: Place) -> None:
    build = builder_of(place.world)
    for number in range(SCENES):
        build.place({"title": f"New {number}"}, [build.file(f"new/{number}.mp4")])

    assert counts_of(place.sync()[0]).changed == SCENES


def test_many_small_runs_within_an_hour_add_up(place: Place) -> None:
    place.retitle(place.scenes[:18])
    assert counts_of(place.sync()[0]).changed == 18
    place.clock.advance(HOUR / 2)
    place.retitle(place.scenes[18:30])

    result, sent = place.sync(Request(since_seconds=HOUR / 4))

    assert stopped_by(result) == [(Guard.CHANGE, "")]
    assert (result.alarms[0].now, result.alarms[0].earlier) == (12, 18)
    assert sent.writes == []
    place.clock.advance(HOUR)
    assert counts_of(place.sync()[0]).changed == 12


def test_a_library_with_half_its_tags_gone_bit_by_bit_is_stopped(place: Place) -> None:
    place.under(SyncTable(max_clear_share=0.5))
    place.untag(place.scenes[:20])
    counts_of(place.sync()[0])
    place.untag(place.scenes[20:30])

    result, _ = place.sync()

    assert stopped_by(result) == TAGS_LOST
    assert (result.alarms[0].of, result.alarms[0].share) == (SCENES, 30 / SCENES)


def test_what_a_person_means_goes_on_and_is_the_new_baseline(place: Place) -> None:
    place.retitle(place.scenes[:30])

    assert counts_of(place.sync(MEANT)[0]).changed == 30
    place.retitle(place.scenes[:26], "Again")
    assert counts_of(place.sync()[0]).changed == 26
    place.retitle(place.scenes[:30], "And Again")
    result, _ = place.sync()

    assert (stopped_by(result), result.alarms[0].now) == ([(Guard.CHANGE, "")], 30)


def test_what_was_accepted_and_waits_in_the_line_is_not_asked_for_again(place: Place) -> None:
    place.retitle(place.scenes)
    put = place.sync(replace(RECONCILE, accepted=True))[0]
    assert put.put == {"differs": SCENES}

    assert counts_of(place.sync()[0]).changed == SCENES


def test_what_vanished_scenes_left_behind_is_not_cleared_at_once(place: Place) -> None:
    place.under(SyncTable(on_delete="clear", max_clear_share=1.0, max_change_share=1.0))
    for scene in place.scenes[:18]:
        place.world.stash.delete_scene(scene)
    assert counts_of(place.sync()[0]).changed == 18
    for scene in place.scenes[18:26]:
        place.world.stash.delete_scene(scene)

    result, sent = place.sync()

    assert stopped_by(result) == [(Guard.VANISHED, "")]
    assert sent.writes == []
    assert result.report.counts().waiting == {"guard": 8}
    assert counts_of(place.sync(MEANT)[0]).changed == 8


def test_a_library_of_plex_that_is_suddenly_empty_is_not_believed(place: Place) -> None:
    place.retitle(place.scenes[:1])
    place.sync(RECONCILE)
    for placed in place.world.plain:
        place.world.plex.remove_item(placed.item)

    for request in (EVERYTHING, RECONCILE, BARE, Request(since_seconds=86400.0)):
        result, sent = place.sync(request)

        assert stopped_by(result) == [(Guard.LOST, "Videos")]
        assert (sent.writes, place.line()) == ([], 1)
        assert result.report.counts().waiting.keys() == {"guard"}
    place.under(SyncTable(skip_not_found=True))
    assert stopped_by(place.sync()[0]) == [(Guard.LOST, "Videos")]
    with open_test_house(place.settings, place.clock) as house:
        owned = house.store.records.owned(place.scenes)
        records = house.store.records.scenes(place.scenes)
    assert all(owned.values())
    assert {record.ending for record in records.values()} <= {"changed", "unchanged"}


def test_a_library_that_plex_has_no_more_is_not_believed_to_be_empty(place: Place) -> None:
    other = place.world.plex.add_section("Other", ["/other"])
    counts_of(place.sync()[0])
    assert other
    place.world.plex.remove_section(place.world.sections["Videos"])

    assert stopped_by(place.sync()[0]) == [(Guard.LOST, "Videos")]


def test_a_stash_with_under_half_of_its_scenes_is_not_believed_until_a_person_says_so(
    place: Place,
) -> None:
    for scene in place.scenes[:30]:
        place.world.stash.delete_scene(scene)

    result, sent = place.sync()

    assert stopped_by(result) == [(Guard.LOST, "Stash")]
    assert sent.writes == []
    assert result.report.counts() == Counts(scenes=SCENES, unchanged=24, waiting={"guard": 30})
    assert counts_of(place.sync(MEANT)[0]).skipped == {"scene_gone": 30}
    assert counts_of(place.sync()[0]) == Counts(scenes=24, unchanged=24)


def test_named_scenes_are_never_too_much(place: Place) -> None:
    place.untag(place.scenes)

    result, _ = place.sync(Request(ids=tuple(place.scenes)))

    assert counts_of(result).changed == SCENES


def test_a_field_that_is_switched_on_for_all_is_asked_for(place: Place) -> None:
    place.under(SyncTable(), FieldsTable(content_rating=True))

    assert stopped_by(place.sync()[0]) == [(Guard.CHANGE, "")]
    assert counts_of(place.sync(MEANT)[0]).changed == SCENES


def test_a_dry_run_tells_that_a_guard_would_stop_it_and_shows_everything(place: Place) -> None:
    place.retitle(place.scenes)

    result, sent = place.sync(PREVIEW)

    assert (stopped_by(result), sent.writes) == ([(Guard.CHANGE, "")], [])
    assert result.report.counts() == Counts(scenes=SCENES, waiting={"guard": SCENES})
    meant = place.sync(replace(PREVIEW, accepted=True))[0]
    assert counts_of(meant).changed == SCENES
    assert stopped_by(place.sync()[0]) == [(Guard.CHANGE, "")]


def test_a_stash_that_dies_in_the_middle_of_a_page_makes_no_scene_gone(place: Place) -> None:
    place.under(SyncTable(on_delete="clear"))
    place.retitle(place.scenes[:1])
    for damage in (truncate, garble):
        place.world.stash.heal()
        place.world.stash.inject(damage(is_page, times=None))

        result, sent = place.sync()

        assert isinstance(result.error, ServerError)
        assert (sent.writes, place.line(), result.report.counts().scenes) == ([], 0, 0)


def is_page(request: HttpRequest) -> bool:
    return b"ScenePage" in request.body
