"""`stashplex demo`: what a newcomer sees first."""

import sys

import pytest
from tests.doors import Door, finish, start


@pytest.mark.timeout(20)
def test_the_demo_shows_the_main_job_in_less_than_twenty_seconds(bare_door: Door) -> None:
    said = finish(start(bare_door.folder, "demo"))

    assert said.code == 0
    assert "200 scenes" in said.out
    assert "A closer look" in said.out
    assert said.out.count("→") > 20
    assert "0 writes sent" in said.out
    assert "stashplex setup" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_the_demo_answers_programs(bare_door: Door) -> None:
    told = bare_door("demo", "--scenes", "40", "--json").answer

    assert told["first"]["scenes"] == 40
    assert told["first"]["changed"] == told["second"]["unchanged"]
    assert (told["second"]["changed"], told["second_writes"]) == (0, 0)
    assert len(told["examples"]) == 3
    assert {one["state"] for example in told["examples"] for one in example["writes"]} == {"proved"}


def test_a_demo_of_one_scene_is_a_demo(bare_door: Door) -> None:
    assert bare_door("demo", "--scenes", "1").code == 0


def test_the_demo_leaves_nothing_behind(bare_door: Door) -> None:
    bare_door("demo", "--scenes", "5")

    assert [one.name for one in bare_door.folder.iterdir()] == []


def test_without_its_extra_the_demo_says_how_to_get_it(
    bare_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stashplex.demo.world", None)

    said = bare_door("demo")

    assert said.code == 2
    assert "pip install 'stashplex[demo]'" in said.err
    assert len(said.err.splitlines()) == 2
