"""A path mapping that a person gave wins over everything that could be learned."""

from pathlib import Path

from tests.integration.places import place_of, remembered
from tests.integration.runs import counts_of, sync_anew
from tests.worlds import FakeClock, settings_for

from stashplex.config.settings import PathPair


def test_a_given_mapping_wins_and_nothing_is_learned(clock: FakeClock, tmp_path: Path) -> None:
    given = (PathPair(stash="/data", plex="/media/library"),)
    with place_of(clock, tmp_path, paths=given) as place:
        twins = place.add_twins()
        learning = place.watch_learning()

        result = sync_anew(place.settings, clock)

        assert counts_of(result).changed == 12
        assert result.mapping_is_given
        assert [(root.agreeing, root.witnesses) for root in result.mapping] == [(12, 12)]
        assert (result.warnings, learning.seen) == ([], 0)
        assert remembered(place.settings, clock) is None
        assert place.titles(twins) == ["twin of the north", "twin of the south"]


def test_a_given_mapping_that_fits_nothing_is_named_once_and_the_run_goes_on(
    clock: FakeClock, tmp_path: Path
) -> None:
    given = (
        PathPair(stash="/data", plex="/media/wrong"),
        PathPair(stash="/nowhere", plex="/media/library"),
    )
    with place_of(clock, tmp_path, paths=given) as place:
        place.add_twins()

        result = sync_anew(place.settings, clock)

        looks = "most files look like /data -> /media/library."
        assert result.warnings == [
            f"[[paths]] {pair} fits no file of Plex; remove it or correct it: {looks}"
            for pair in ("/data -> /media/wrong", "/nowhere -> /media/library")
        ]
        assert counts_of(result).changed == 10
        assert counts_of(result).failed == {"AmbiguousMatch": 2}


def test_what_was_learned_is_not_used_once_a_mapping_is_given(
    clock: FakeClock, tmp_path: Path
) -> None:
    with place_of(clock, tmp_path) as place:
        sync_anew(place.settings, clock)
        before = remembered(place.settings, clock)
        given = (PathPair(stash="/data", plex="/media/wrong"),)
        settings = settings_for(place.world, tmp_path / "data", paths=given)

        result = sync_anew(settings, clock)

        assert [root.plex for root in result.mapping] == ["/media/wrong"]
        assert result.mapping_is_given
        assert remembered(place.settings, clock) == before
