"""Different folders on the two sides: learned, remembered, used, and dropped when untrue."""

import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.places import Place, asks_for_files, place_of, remembered
from tests.integration.runs import counts_of, sync_anew, watched
from tests.worlds import BARE, FakeClock, open_test_house, start_run

from stashplex.core.learning import Learned
from stashplex.demo.http_faults import answer, call
from stashplex.demo.http_messages import Response
from stashplex.demo.world import Layout
from stashplex.worker.sync_run import Request

EVERYTHING = Request(everything=True)
DRY = Request(everything=True, dry_run=True)
COMPARE = Request(everything=True, work=False)


@pytest.fixture
def place(clock: FakeClock, tmp_path: Path) -> Iterator[Place]:
    with place_of(clock, tmp_path) as made:
        yield made


def test_a_root_is_learned_told_and_used_in_the_first_run(place: Place, clock: FakeClock) -> None:
    twins = place.add_twins()

    result = sync_anew(place.settings, clock)

    assert counts_of(result).changed == 12
    (root,) = result.mapping
    assert str(root) == ("`/data` in Stash is `/media/library` in Plex: 12 of 12 files agree")
    assert not result.mapping_is_given
    assert result.warnings == []
    assert place.titles(twins) == ["twin of the north", "twin of the south"]


def test_a_second_run_writes_nothing_and_does_not_learn_again(
    place: Place, clock: FakeClock
) -> None:
    place.add_twins()
    counts_of(sync_anew(place.settings, clock))
    learning = place.watch_learning()
    clock.advance(3600)
    before = remembered(place.settings, clock)

    result, sent = watched(place.world, place.settings, clock)

    assert sent.writes == []
    assert counts_of(result).unchanged == 12
    assert learning.seen == 0
    assert remembered(place.settings, clock) == before


@pytest.mark.parametrize(
    "layout",
    [
        Layout(("/data", "/archive"), ("/media/library", "/mnt/old")),
        Layout(("/mnt/one", "/mnt/two"), ("/pool/a/one", "/pool/b/two")),
        Layout(("/data", "/data/new/drive"), ("/media/library", "/fresh")),
        Layout(("D:\\Videos", "E:\\More"), ("/videos", "\\\\nas\\more")),
        Layout(("\\\\nas\\media", "/data"), ("/mnt/nas", "Z:\\")),
        Layout(("/data/Caf\u00e9", "/archive"), ("/media/Cafe\u0301/x", "/old")),
    ],
    ids=["two roots", "disks of a pool", "nested", "drives and shares", "shares", "decomposed"],
)
def test_every_root_is_learned_and_twins_find_their_own_items(
    clock: FakeClock, tmp_path: Path, layout: Layout
) -> None:
    with place_of(clock, tmp_path, layout, scenes=16) as place:
        twins = [place.add_twins(f"twin {root}", root) for root in range(2)]

        result = sync_anew(place.settings, clock)

        assert counts_of(result).changed == 20
        assert len(result.mapping) == 2
        assert {root.agreeing for root in result.mapping} == {10}
        assert all(root.agreeing == root.witnesses for root in result.mapping)
        for root, pair in enumerate(twins):
            north, south = f"twin {root} of the north", f"twin {root} of the south"
            assert place.titles(pair) == [north, south]


def test_names_agree_whatever_their_normal_form(clock: FakeClock, tmp_path: Path) -> None:
    with place_of(clock, tmp_path) as place:
        twins = place.add_twins("N\u00e4chte")
        for placed in twins.values():
            path = place.world.plex.snapshot()[placed.item].files[0]
            place.world.plex.move_file(placed.item, unicodedata.normalize("NFD", path))

        result = sync_anew(place.settings, clock)

        assert counts_of(result).changed == 12
        assert place.titles(twins) == ["N\u00e4chte of the north", "N\u00e4chte of the south"]


def test_too_few_witnesses_teach_nothing_and_twins_stay_ambiguous(
    clock: FakeClock, tmp_path: Path
) -> None:
    with place_of(clock, tmp_path, scenes=2) as place:
        place.add_twins()

        result = sync_anew(place.settings, clock)

        assert result.mapping == ()
        assert counts_of(result).failed == {"AmbiguousMatch": 2}
        assert counts_of(result).changed == 2


def test_one_more_witness_later_teaches_the_root(clock: FakeClock, tmp_path: Path) -> None:
    with place_of(clock, tmp_path, scenes=2) as place:
        twins = place.add_twins()
        sync_anew(place.settings, clock)
        place.add_plain(1)
        clock.advance(3600)

        taught = sync_anew(place.settings, clock)
        result = sync_anew(place.settings, clock)

        assert [root.pair for root in taught.mapping] == [("/data", "/media/library")]
        assert counts_of(result).failed == {}
        assert place.titles(twins) == ["twin of the north", "twin of the south"]


def test_equal_folders_teach_nothing_and_are_not_asked_for_again(
    clock: FakeClock, tmp_path: Path
) -> None:
    with place_of(clock, tmp_path, Layout()) as place:
        learning = place.watch_learning()
        first = sync_anew(place.settings, clock)
        asked = learning.seen
        second = sync_anew(place.settings, clock)

        assert (first.mapping, second.mapping) == ((), ())
        assert (asked, learning.seen) == (1, 1)
        assert remembered(place.settings, clock) == Learned((), 0, clock.now())


def test_a_root_that_stops_being_true_is_dropped_and_its_place_learned_anew(
    place: Place, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    sync_anew(place.settings, clock)
    place.move_in_plex("/media/library", "/volume2/films")
    twins = place.add_twins()
    place.move_in_plex("/media/library", "/volume2/films")
    caplog.set_level(logging.INFO)

    result = sync_anew(place.settings, clock)

    line = (
        "`/data` in Stash is `/media/library` in Plex: 0 of 10 files agree. "
        "This is true no more, and was forgotten."
    )
    assert result.warnings == [line]
    assert line in [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert [root.pair for root in result.mapping] == [("/data", "/volume2/films")]
    assert counts_of(result).failed == {}
    assert place.titles(twins) == ["twin of the north", "twin of the south"]
    again, sent = watched(place.world, place.settings, clock)
    assert sent.writes == []
    assert again.warnings == []


def test_a_root_that_appears_later_is_learned_beside_the_others(
    clock: FakeClock, tmp_path: Path
) -> None:
    layout = Layout(("/data", "/archive"), ("/media/library", "/mnt/old"))
    with place_of(clock, tmp_path, layout, scenes=0) as place:
        place.add_plain(5)
        sync_anew(place.settings, clock)
        place.add_plain(5, root=1)
        clock.advance(3600)

        result = sync_anew(place.settings, clock)

        assert [root.pair for root in result.mapping] == [
            ("/archive", "/mnt/old"),
            ("/data", "/media/library"),
        ]
        assert result.warnings == []


def test_a_moved_file_is_an_exception_and_costs_no_other_scene_a_look(
    place: Place, clock: FakeClock
) -> None:
    clock.advance(3600)
    sync_anew(place.settings, clock)
    moved = place.world.plain[0].item
    path = place.world.plex.snapshot()[moved].files[0]
    elsewhere = "/media/other/" + path.rpartition("/")[2]
    place.world.plex.move_file(moved, elsewhere)

    result, sent = watched(place.world, place.settings, clock)

    (root,) = result.mapping
    assert (root.agreeing, root.witnesses) == (9, 10)
    assert [one.plex for one in root.exceptions] == [elsewhere]
    read = [one.path for one in sent.reads if one.path.startswith("/library/metadata/")]
    assert read == [f"/library/metadata/{moved}"]


@pytest.mark.parametrize("request_of_run", [DRY, Request(ids=(1,), dry_run=True)])
def test_a_dry_run_learns_and_remembers_nothing(
    place: Place, clock: FakeClock, request_of_run: Request
) -> None:
    result = sync_anew(place.settings, clock, request_of_run)

    assert [root.pair for root in result.mapping] == [("/data", "/media/library")]
    assert remembered(place.settings, clock) is None


def test_a_dry_run_sees_that_a_root_is_untrue_and_changes_nothing(
    place: Place, clock: FakeClock
) -> None:
    sync_anew(place.settings, clock)
    before = remembered(place.settings, clock)
    place.move_in_plex("/media/library", "/volume2/films")

    result = sync_anew(place.settings, clock, DRY)

    assert len(result.warnings) == 1
    assert [root.plex for root in result.mapping] == ["/volume2/films"]
    assert remembered(place.settings, clock) == before


def test_a_bare_run_uses_what_is_remembered(place: Place, clock: FakeClock) -> None:
    twins = place.add_twins()
    sync_anew(place.settings, clock, COMPARE)
    learning = place.watch_learning()

    result = sync_anew(place.settings, clock, BARE)

    assert counts_of(result).changed == 12
    assert learning.seen == 0
    assert place.titles(twins) == ["twin of the north", "twin of the south"]


def test_named_scenes_alone_do_not_review_what_is_remembered(
    place: Place, clock: FakeClock
) -> None:
    sync_anew(place.settings, clock)
    before = remembered(place.settings, clock)
    place.move_in_plex("/media/library", "/volume2/films")

    result = sync_anew(place.settings, clock, Request(ids=(1,)))

    assert counts_of(result).scenes == 1
    assert remembered(place.settings, clock) == before


def test_an_outage_while_learning_is_waited_out(place: Place, clock: FakeClock) -> None:
    place.world.stash.inject(answer(Response(503), asks_for_files, times=3))

    result = sync_anew(place.settings, clock)

    assert counts_of(result).changed == 10
    assert [root.agreeing for root in result.mapping] == [10]


def test_stopping_while_learning_remembers_nothing(place: Place, clock: FakeClock) -> None:
    with open_test_house(place.settings, clock) as house:
        run = start_run(house)
        place.world.stash.inject(call(lambda _: run.ask_to_stop(), asks_for_files))
        result = run.execute(EVERYTHING)

        assert result.interrupted
        assert house.store.mappings.learned() is None
