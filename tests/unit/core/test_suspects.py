"""Telling a server that is away from one scene that it cannot take."""

from stashplex.core.suspects import MOST_OPENINGS, MOST_OPENINGS_AT_ALL, Suspects


def test_a_scene_that_is_met_by_no_answer_time_and_again_is_to_blame() -> None:
    suspects = Suspects()
    for _ in range(MOST_OPENINGS):
        assert 7 not in suspects
        suspects.met(7)

    assert 7 in suspects


def test_an_answer_clears_it() -> None:
    suspects = Suspects()
    for _ in range(MOST_OPENINGS):
        suspects.met(7)
    suspects.went_well(7)

    assert 7 not in suspects


def test_a_server_that_takes_no_scene_is_no_scene_s_fault() -> None:
    suspects = Suspects()
    for _ in range(MOST_OPENINGS):
        for scene in range(10):
            suspects.met(scene)

    assert [scene for scene in range(10) if scene in suspects] == []


def test_two_bad_scenes_are_both_found_while_others_go_well() -> None:
    suspects = Suspects()
    for other in range(MOST_OPENINGS):
        suspects.met(1)
        suspects.met(2)
        suspects.went_well(100 + other)

    assert 1 in suspects
    assert 2 in suspects
    assert 100 not in suspects


def test_whatever_happens_nothing_is_waited_for_without_an_end() -> None:
    suspects = Suspects()
    for _ in range(MOST_OPENINGS_AT_ALL):
        assert 1 not in suspects
        suspects.met(1)
        suspects.met(2)

    assert 1 in suspects
