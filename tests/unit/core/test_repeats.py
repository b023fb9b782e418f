"""What happens over and over is one kind, and counted."""

from stashplex.core.repeats import IN_FULL, Repeats, is_round


def test_a_kind_keeps_the_words_and_the_scene_it_was_met_with_first() -> None:
    repeats = Repeats()

    repeats.meet("PlexRejected", "no to item 1", 1)
    met = repeats.meet("PlexRejected", "no to item 2", 2)

    assert (met.words, met.scene, met.times) == ("no to item 1", 1, 2)


def test_two_causes_have_two_kinds() -> None:
    repeats = Repeats()
    repeats.meet("PlexRejected", "no to the title of item 1", 1)

    assert repeats.meet("PlexRejected", "no to the date of item 1", 2).times == 1
    assert repeats.meet("NotTaken", "no to the title of item 1", 3).times == 1


def test_only_what_was_met_too_often_is_counted_the_most_frequent_first() -> None:
    repeats = Repeats()
    for name, times in (("rare", IN_FULL), ("often", IN_FULL + 1), ("always", IN_FULL + 2)):
        for scene in range(times):
            repeats.meet(name, "words", scene)

    assert [(one.name, one.times) for one in repeats.counted()] == [("always", 5), ("often", 4)]


def test_round_counts_are_the_tenfolds() -> None:
    assert [number for number in range(1, 1001) if is_round(number)] == [10, 100, 1000]
