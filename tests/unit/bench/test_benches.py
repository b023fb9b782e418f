"""The benchmarks still run, and measure the same work in each way; how fast is not tested."""

import pytest
from bench import changes, first_sync, idle, open_pages, server_share, workers
from bench.kinds import kind_of
from bench.plan import Wanted
from bench.pure import figures
from bench.servers import cover
from bench.simulation import Latencies
from bench.tables import Table, shown

from stashplex.core.secret import Secret

SCENES = 20
AT_ONCE = Wanted(scenes=SCENES, sizes=(SCENES,), latencies=Latencies())

pytestmark = pytest.mark.slow


def test_all_ways_of_a_first_sync_do_the_same_work() -> None:
    first, second, foreign, floor, _ = first_sync.measure(AT_ONCE).rows

    assert (first["writes"], second["writes"], floor["writes"]) == (2 * SCENES, 0, 2 * SCENES)
    assert [row["same"] for row in (first, foreign, floor)] == ["yes"] * 3
    assert floor["x floor"] == 1.0


def test_one_edit_is_followed_by_one_write() -> None:
    assert [row["edit"] for row in changes.measure(AT_ONCE).rows] == [1, 1]


def test_every_kind_of_request_of_a_first_sync_is_timed() -> None:
    kinds = {row["kind"] for row in server_share.measure(AT_ONCE).rows}

    assert kinds >= {"query", "cover", "listing", "items", "edit", "upload"}


def test_open_pages_are_told_and_let_go() -> None:
    figures = open_pages.row(2, seconds=0.1)

    assert figures["open pages"] == 2
    assert set(figures) == {"open pages", "changing", "quiet", "stop, ms"}


def test_a_service_at_rest_is_measured() -> None:
    (figures,) = idle.measure(AT_ONCE, seconds=0.1).rows

    assert figures["scenes"] == SCENES
    assert float(figures["MB"] or 0) > 0


def test_several_workers_write_each_scene_once(postgres_url: Secret) -> None:
    del postgres_url  # where none can be had the test is skipped
    for row in workers.measure(AT_ONCE).rows:
        assert (row["edits"], row["right"], row["same"]) == (SCENES, SCENES, "yes")


def test_the_parts_without_servers_are_measured() -> None:
    assert figures(SCENES).keys() >= {"items", "build s", "path/s", "diff/s"}


def test_no_two_scenes_share_a_cover() -> None:
    covers = [cover(number) for number in range(100)]

    assert len(set(covers)) == len(covers)
    assert all(one.startswith(b"\x89PNG\r\n\x1a\n") for one in covers)


@pytest.mark.parametrize(
    ("figure", "text"),
    [(None, ""), (1234567, "1,234,567"), (1234.5, "1,234"), (12.345, "12.35"), (0.0123, "0.012")],
)
def test_a_figure_has_as_many_digits_as_mean_something(figure: float | None, text: str) -> None:
    assert shown(figure) == text


def test_columns_stand_below_their_headings() -> None:
    table = Table("t", "Title", [{"way": "a", "s": 1.5}, {"way": "bb", "s": 10}], ["A note."])

    assert str(table).splitlines() == [
        "Title",
        "---------",
        "way     s",
        "---------",
        "a    1.50",
        "bb     10",
        "A note.",
    ]


def test_what_is_not_known_is_another_kind() -> None:
    assert kind_of("GET", "/library/sections") == "other"
