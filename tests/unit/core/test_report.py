"""The counts of a run."""

import pytest

from stashplex.core.item import Field
from stashplex.core.outcome import Skip, Waiting
from stashplex.core.report import (
    CHANGED,
    UNCHANGED,
    Counts,
    Ended,
    RunReport,
    failed,
    skipped,
    waiting,
)


def test_an_empty_run_counts_nothing() -> None:
    assert RunReport().counts() == Counts()
    assert len(RunReport()) == 0


def test_scenes_are_counted_by_how_they_ended_and_why() -> None:
    report = RunReport()
    endings = [
        CHANGED,
        UNCHANGED,
        skipped(Skip.NOTHING_TO_SAY),
        waiting(Waiting.NOT_IN_PLEX),
        failed("NotTaken"),
        failed("AmbiguousMatch"),
        failed("AmbiguousMatch"),
    ]
    for scene, ended in enumerate(endings):
        report.record(scene, ended)

    counts = report.counts()

    assert counts == Counts(
        scenes=7,
        changed=1,
        unchanged=1,
        skipped={"nothing_to_say": 1},
        waiting={"not_in_plex": 1},
        failed={"AmbiguousMatch": 2, "NotTaken": 1},
    )
    assert list(counts.failed) == ["AmbiguousMatch", "NotTaken"]


def test_the_last_record_of_a_scene_counts_with_all_that_belongs_to_it() -> None:
    report = RunReport()
    report.record(1, failed("RequestTimedOut"), warnings=["no cover"], left=[Field.TITLE])

    report.record(1, CHANGED)

    assert report.ended(1) == CHANGED
    assert report.ended(2) is None
    assert report.counts() == Counts(scenes=1, changed=1)
    assert report.warnings() == {}
    assert report.left() == {}


@pytest.mark.parametrize("later", [UNCHANGED, skipped(Skip.SCENE_GONE)])
def test_what_was_changed_stays_so_where_a_further_look_finds_nothing_to_do(later: Ended) -> None:
    report = RunReport()
    report.record(1, CHANGED)
    report.record(1, waiting(Waiting.OUTAGE))

    report.record(1, later)

    assert report.ended(1) == CHANGED


def test_what_was_changed_and_failed_afterwards_has_failed() -> None:
    report = RunReport()
    report.record(1, CHANGED)

    report.record(1, failed("NotTaken"))

    assert report.ended(1) == failed("NotTaken")


@pytest.mark.parametrize(
    ("of_items", "applies"),
    [
        ((UNCHANGED, CHANGED), CHANGED),
        ((CHANGED, waiting(Waiting.OUTAGE), failed("ItemGone")), failed("ItemGone")),
        ((skipped(Skip.SHARES_ITEM), UNCHANGED), skipped(Skip.SHARES_ITEM)),
        ((failed("TooLong"), failed("NotTaken")), failed("TooLong")),
    ],
)
def test_of_several_items_the_gravest_ending_applies(
    of_items: tuple[Ended, ...], applies: Ended
) -> None:
    report = RunReport()

    report.record(1, *of_items)

    assert report.ended(1) == applies


def test_fields_left_alone_are_counted_by_scene() -> None:
    report = RunReport()
    report.record(1, UNCHANGED, left=[Field.TITLE, Field.GENRES, Field.TITLE])
    report.record(2, CHANGED, left=iter([Field.GENRES]))

    assert list(report.left().items()) == [(Field.GENRES, 2), (Field.TITLE, 1)]


def test_warnings_are_kept_by_scene() -> None:
    report = RunReport()
    report.record(4, CHANGED, warnings=["the cover is an SVG", "a tag was cut"])

    assert report.warnings() == {4: ("the cover is an SVG", "a tag was cut")}
