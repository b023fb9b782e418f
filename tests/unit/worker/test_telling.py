"""The lines of the log about scenes: cause and remedy, and nothing thousands of times."""

import logging

import pytest

from stashplex.core.outcome import Cause
from stashplex.worker.telling import Storyteller


def refused(item: int) -> Cause:
    return Cause("PlexRejected", f"Plex refuses title of item {item} (400: Bad Request).")


@pytest.fixture(autouse=True)
def _listen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "stashplex")


def test_a_failed_scene_is_one_line_with_everything(caplog: pytest.LogCaptureFixture) -> None:
    Storyteller().failed(7, "/data/a.mp4", refused(57))

    words = "Plex refuses title of item 57 (400: Bad Request)."
    remedy = "Read Plex's words, correct the scene in Stash, then retry."
    assert caplog.messages == [f"Scene 7 (/data/a.mp4) failed: PlexRejected: {words} {remedy}"]


def test_an_error_that_says_what_to_do_is_not_told_twice(caplog: pytest.LogCaptureFixture) -> None:
    Storyteller().failed(7, "a", Cause("NotTaken", "Still shows the old title. Look at it."))

    assert caplog.messages == [
        "Scene 7 (a) failed: NotTaken: Still shows the old title. Look at it."
    ]


def test_an_attempt_says_that_it_was_one(caplog: pytest.LogCaptureFixture) -> None:
    Storyteller().failed(7, "a", Cause("ServerFailed", "No."), attempt=2)

    assert caplog.messages[0].startswith(
        "Scene 7 (a) failed at attempt 2 and is tried again: ServerFailed: No. Look into"
    )


def test_a_thousand_of_one_cause_are_a_handful_of_lines_that_add_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    story = Storyteller()

    for scene in range(1, 1235):
        story.failed(scene, f"/data/{scene}.mp4", refused(scene))
    story.close()

    assert len(caplog.messages) == 3 + 1 + 3 + 1
    assert caplog.messages[3:] == [
        "PlexRejected again, as with scene 1: counted from here on",
        "PlexRejected: 10 so far, as with scene 1",
        "PlexRejected: 100 so far, as with scene 1",
        "PlexRejected: 1000 so far, as with scene 1",
        "PlexRejected: 1234 in all, as with scene 1",
    ]


def test_the_end_of_a_scene_is_told_after_any_number_of_attempts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    story = Storyteller()

    for attempt in range(1, 6):
        story.failed(7, "a", Cause("ServerFailed", "No."), attempt=attempt)
    story.failed(7, "a", Cause("ServerFailed", "No."))

    assert caplog.messages[-1].startswith("Scene 7 (a) failed: ServerFailed")


def test_a_rare_cause_among_a_frequent_one_is_told(caplog: pytest.LogCaptureFixture) -> None:
    story = Storyteller()

    for scene in range(50):
        story.failed(scene, "a", refused(scene))
    story.failed(50, "b", Cause("TooLong", "The genres of item 3 are too long."))

    assert "Scene 50 (b) failed: TooLong" in caplog.messages[-1]


def test_warnings_are_counted_as_failures_are(caplog: pytest.LogCaptureFixture) -> None:
    story = Storyteller()

    for scene in range(20):
        story.warned(scene, "a", f"the cover of scene {scene} is too large")
    story.close()

    assert caplog.messages[0] == "Scene 0 (a): the cover of scene 0 is too large"
    assert caplog.messages[-1] == "Warning: 20 in all, as with scene 0"
    assert len(caplog.messages) == 6


def test_a_closed_story_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    story = Storyteller()
    for scene in range(5):
        story.warned(scene, "a", "the cover is too large")
    story.close()
    caplog.clear()

    story.warned(9, "a", "the cover is too large")
    story.close()

    assert caplog.messages == ["Scene 9 (a): the cover is too large"]


def test_every_single_one_can_be_had_with_v(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "stashplex")
    story = Storyteller()

    for scene in range(9):
        story.failed(scene, "a", refused(scene))

    assert len([one for one in caplog.messages if one.startswith("Scene ")]) == 9


def test_a_mistake_of_ours_is_traced_once_however_many_scenes_meet_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    story = Storyteller()

    for scene in range(1, 100):
        story.mistake(scene, KeyError(scene))
    story.mistake(100, ZeroDivisionError("by nought"))
    story.close()

    assert caplog.messages == [
        "Scene 1 met a mistake in stashplex itself: KeyError: 1",
        "Scene 100 met a mistake in stashplex itself: ZeroDivisionError: by nought",
    ]
    assert all(record.exc_info for record in caplog.records)
