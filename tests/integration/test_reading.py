"""What the pages read: from a real database, beside two simulated servers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from tests.worlds import FakeClock, make_world, open_test_house, settings_for, sync

from stashplex.app.house import House
from stashplex.app.measuring import Measuring
from stashplex.app.presence import Clients
from stashplex.app.reading import Reading
from stashplex.app.settings_told import settings_told
from stashplex.app.state import open_store
from stashplex.app.timings import Timings
from stashplex.config.settings import PathPair
from stashplex.core.answers import PlaceTold, ProgressTold
from stashplex.core.errors import Unavailable, UnknownId
from stashplex.core.guard import Alarm, Guard
from stashplex.core.job import Priority
from stashplex.core.learning import Learned, MappedRoot, Witness
from stashplex.core.outage import Outage
from stashplex.core.outcome import Cause, Dead, Ending
from stashplex.core.ports import SceneRecord
from stashplex.core.service import Histogram, Measure, SceneQuery, Side
from stashplex.demo.world import World
from stashplex.worker.settling import Settled


@dataclass
class Here:
    """What goes on, as a test sets it."""

    clients: Clients
    house: House | None
    timings: Timings = field(default_factory=Timings)
    states: dict[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()

    def breakers(self) -> Mapping[str, str]:
        return self.states

    def held_back(self) -> tuple[Alarm, ...]:
        return self.alarms

    def watched_at(self) -> float | None:
        return None

    def going_on(self) -> ProgressTold | None:
        return None

    def tasks_waiting(self) -> int:
        return 0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with make_world(clock, 4) as world:
        yield world


@pytest.fixture
def house(world: World, tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    with open_test_house(settings_for(world, tmp_path), clock) as house:
        sync(house)
        yield house


@pytest.fixture
def here(house: House) -> Here:
    return Here(Clients(house.servers.stash, house.servers.plex), house)


@pytest.fixture
def reading(house: House, here: Here, clock: FakeClock) -> Iterator[Reading]:
    with open_store(house.settings, clock, writing=False) as store:
        yield Reading(house.settings, store, here, clock)


def test_all_is_well_where_nothing_waits_and_both_servers_answer(reading: Reading) -> None:
    home = reading.home()

    assert home.live.well == "good"
    assert home.live.sentence == "All is well: Plex shows what Stash knows."
    assert [one.server for one in home.live.servers] == ["Stash", "Plex"]
    assert all(one.version and one.breaker == "closed" for one in home.live.servers)
    assert home.live.changed_today == 4
    assert [hour.changed for hour in home.hours] == [0] * 23 + [4]
    assert home.scenes == {"changed": 4}


def test_a_server_that_is_away_comes_before_all_else(reading: Reading, here: Here) -> None:
    here.states["Plex"] = "open"

    live = reading.live()

    assert live.well == "trouble"
    assert live.sentence.startswith("Plex cannot be used right now")
    assert reading.ready().reasons == {"database": "", "stash": "", "plex": "Plex does not answer."}


def test_a_server_that_refuses_us_is_named_alone_with_what_makes_it_take_us_again(
    reading: Reading, house: House, here: Here, clock: FakeClock
) -> None:
    cause = Cause("CredentialsRefused", "Plex refuses our token.")
    house.store.outages.keep(Outage("Plex", "credentials", cause, clock.now()))
    here.states["Stash"] = "open"

    sentence = reading.live().sentence

    assert sentence.startswith("Plex refuses us: set it up anew in Settings, or")
    assert sentence.endswith("and start stashplex again.")


def test_while_plex_is_away_the_choices_of_a_dead_letter_are_told_by_number_at_once(
    reading: Reading, house: House, here: Here, world: World, clock: FakeClock
) -> None:
    queue, items = house.store.queue, (world.plain[0].item, world.plain[1].item)
    queue.put(1, "edited", Priority.PERSON, now=clock.now())
    (job,) = queue.claim(1, clock.now())
    queue.settle(job, Dead(Cause("AmbiguousMatch", "Which?", items)), clock.now())
    assert [one.path for one in reading.letter(1).candidates] != ["", ""]
    here.states["Plex"] = "open"
    before = world.plex.requests.count()

    answer = reading.letter(1)

    assert world.plex.requests.count() == before
    assert [(one.item, one.path) for one in answer.candidates] == [(item, "") for item in items]
    assert answer.warning == "Plex cannot be asked right now."


def test_what_a_guard_holds_back_needs_attention(reading: Reading, here: Here) -> None:
    here.alarms = (Alarm(Guard.CHANGE, what="", now=30, earlier=0, of=40, allowed=0.5),)

    assert reading.live().well == "attention"
    assert "held back" in reading.live().sentence


def test_a_daily_comparison_that_is_held_back_needs_attention_until_as_much_was_done(
    reading: Reading, house: House, clock: FakeClock
) -> None:
    def ends(kind: str, **counts: object) -> str:
        runs = house.store.runs
        runs.finish(runs.start(kind, clock.now()), counts, clock.now())
        return reading.live().well

    held = {"guards": [{"guard": "change"}], "error": {"type": "TooMuchAtOnce"}}

    assert ends("reconcile", scenes=40, **held) == "attention"
    assert ends("sync", scenes=1) == "attention"
    assert ends("sync", scenes=40, error={"type": "Unavailable"}) == "attention"
    assert ends("sync", scenes=40, guards=held["guards"]) == "good"
    assert ends("sync", scenes=1) == "good"
    assert ends("reconcile", scenes=40, **held) == "attention"
    assert ends("reconcile", scenes=40) == "good"


def test_before_the_first_contact_pages_say_what_is_waited_for(
    reading: Reading, here: Here
) -> None:
    here.house = None

    assert reading.live().well == "working"
    assert not reading.ready().ready
    with pytest.raises(Unavailable, match="not both reached"):
        reading.inspect(1)


def found(reading: Reading, query: SceneQuery) -> list[int]:
    return [one.scene for one in reading.scenes(query).scenes]


def test_a_scene_is_found_by_its_number_before_all_others(reading: Reading, house: House) -> None:
    house.store.records.remember(
        SceneRecord(scene, f"Part 900 of {scene}", ending="changed") for scene in (7, 8, 900)
    )

    assert found(reading, SceneQuery(text="900", limit=2)) == [900, 7, 8]
    assert found(reading, SceneQuery(text="900", after=8, limit=2)) == [900]
    assert found(reading, SceneQuery(text="4", limit=1))[0] == 4
    assert found(reading, SceneQuery(text="900", state="waiting")) == []
    assert found(reading, SceneQuery(text="901")) == []


def test_a_page_says_how_many_there_are_and_whether_others_come(reading: Reading) -> None:
    answer = reading.scenes(SceneQuery(limit=3))

    assert (len(answer.scenes), answer.known, answer.more) == (3, 4, True)
    assert not reading.scenes(SceneQuery(after=3)).more


def test_a_scene_in_line_shows_its_job(reading: Reading, house: House, clock: FakeClock) -> None:
    house.store.queue.put(3, "edited", Priority.PERSON, now=clock.now())

    told = {one.scene: one for one in reading.scenes(SceneQuery()).scenes}

    assert (told[3].job, told[1].job, told[1].ending) == ("waiting", "", "changed")


def test_both_pictures_of_a_scene_are_the_same_after_a_sync(reading: Reading) -> None:
    cover, poster = reading.picture(1, Side.STASH), reading.picture(1, Side.PLEX)

    assert cover is not None
    assert poster == cover
    assert cover.media_type == "image/png"
    assert reading.picture(999, Side.PLEX) is None
    assert reading.picture(999, Side.STASH) is None


def test_a_picture_is_fetched_once(reading: Reading, house: House) -> None:
    def reads() -> int:
        return house.servers.plex.requests.reads

    first, before = reading.picture(1, Side.PLEX), reads()

    assert reading.picture(1, Side.PLEX) is first
    assert reads() == before


def test_one_run_is_told_with_what_it_wrote(reading: Reading) -> None:
    (run,) = reading.runs().runs

    assert reading.run(run.run_id) == run
    assert run.written > 4
    with pytest.raises(UnknownId):
        reading.run(99)


def test_no_secret_stands_in_the_settings(reading: Reading, world: World) -> None:
    told = reading.settings()
    keys = {f"{one.table}.{one.key}": one for one in told.keys}

    assert keys["plex.token"].value == "set"
    assert keys["web.token"].value == "not set"
    assert keys["plex.libraries"].value == "[]"
    assert keys["sync.batch_size"].value == "50"
    text = json.dumps(msgspec.to_builtins(told))
    assert world.plex.token not in text
    assert world.stash.api_key not in text


def test_the_learned_folders_are_told_with_how_many_files_agree_and_which_do_not(
    reading: Reading, house: House
) -> None:
    elsewhere = Witness("/data/a.mp4", "/media/other/a.mp4")
    root = MappedRoot("/data", "/media", 30, 31, (elsewhere,))
    house.store.mappings.remember(Learned((root,), 0, 1.0))

    told = reading.settings()

    (one,) = told.mapping
    assert not told.mapping_is_given
    assert (one.stash, one.plex, one.agreeing, one.files) == ("/data", "/media", 30, 31)
    assert one.exceptions == (PlaceTold("/data/a.mp4", "/media/other/a.mp4"),)


def test_folders_that_were_given_are_told_as_the_file_holds_them(house: House) -> None:
    given = replace(house.settings, paths=(PathPair("/data", "/media"),))

    told = settings_told(given, house.store)

    (paths,) = (one.value for one in told.keys if one.key == "paths")
    assert paths == '[{stash = "/data", plex = "/media"}]'
    assert told.mapping_is_given


def test_the_doctor_answers_beside_the_service(reading: Reading) -> None:
    assert reading.check().ok


def test_every_figure_is_measured(
    reading: Reading, here: Here, house: House, clock: FakeClock
) -> None:
    del reading
    here.timings.record(Settled(1, Ending.CHANGED, seconds=0.02, waited=4.0))
    with open_store(house.settings, clock, writing=False) as store:
        figures = Measuring(house.settings, store, here).measures()

    plain = {
        (one.name, *one.labels.values()): one.value for one in figures if isinstance(one, Measure)
    }
    spread = {one.name: one for one in figures if isinstance(one, Histogram)}
    assert plain["stashplex_jobs", "waiting"] == 0
    assert plain["stashplex_outcomes_total", "succeeded"] == 4
    assert plain["stashplex_matches_total", "high"] == 4
    assert plain["stashplex_breaker_state", "plex"] == 0
    assert plain["stashplex_requests_total", "plex", "write", "2xx"] == 8
    assert spread["stashplex_sync_seconds"].counts[:3] == (0, 1, 1)
    assert spread["stashplex_job_wait_seconds"].counts[-1] == 1
