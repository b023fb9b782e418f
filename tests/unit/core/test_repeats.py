"""What happens over and over is one kind, and counted."""

import pytest

from stashplex.core.repeats import IN_FULL, Repeats, is_round, what_stays


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Plex refuses title of item 57 (400: Bad Request).",
            "Plex refuses title of item 7 (400: Bad Request).",
        ),
        (
            "'/data/one.mp4' could be any of: item 3 (/media/one.mp4), item 4 (/media/b/one.mp4).",
            "'/data/x y.mp4' could be any of: item 9 (/media/x y.mp4), item 8 (/media/b/x y.mp4).",
        ),
    ],
)
def test_one_cause_has_one_kind_whatever_scene_it_is_about(one: str, other: str) -> None:
    assert what_stays(one) == what_stays(other)


def test_two_causes_have_two_kinds() -> None:
    assert what_stays("Plex refuses title of item 5.") != what_stays("Plex refuses date of item 5.")


def test_a_kind_keeps_the_words_and_the_scene_it_was_met_with_first() -> None:
    repeats = Repeats()

    repeats.meet("PlexRejected", "no to item 1", 1)
    met = repeats.meet("PlexRejected", "no to item 2", 2)

    assert (met.words, met.scene, met.times) == ("no to item 1", 1, 2)


def test_only_what_was_met_too_often_is_counted_the_most_frequent_first() -> None:
    repeats = Repeats()
    for name, times in (("rare", IN_FULL), ("often", IN_FULL + 1), ("always", IN_FULL + 2)):
        for scene in range(times):
            repeats.meet(name, "words", scene)

    assert [(one.name, one.times) for one in repeats.counted()] == [("always", 5), ("often", 4)]


def test_round_counts_are_the_tenfolds() -> None:
    assert [number for number in range(1, 1001) if is_round(number)] == [10, 100, 1000]
