"""Every page: what a server says is text, what is empty says what to do next."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from tests.small_service import CALM
from tests.told_service import (
    HOSTILE,
    ITEM,
    LETTER,
    MAPPING,
    MOMENT,
    RUN,
    SCENE,
    ToldReading,
    ToldService,
    ToldTask,
    ToldTasks,
)
from tests.unit.web.pages.browsing import visiting

from stashplex.core.answers import (
    DoneTold,
    EndedTold,
    GuardTold,
    PlannedTold,
    SyncAnswer,
    TouchTold,
    UndoAnswer,
    VerdictTold,
)
from stashplex.core.errors import Unreachable
from stashplex.core.service import Order, SceneQuery, SyncOrder, TaskEvent, UndoOrder
from stashplex.web.pages.runs_told import result_of

PAGES = (
    "/",
    "/scenes",
    "/scenes/7",
    "/look",
    "/look?type=AmbiguousMatch",
    "/look/7",
    "/look/forget?scene=7",
    "/look/forget?type=AmbiguousMatch&cause=Several+items%3A+41%2C+42.",
    "/runs",
    "/runs/3",
    "/outages",
    "/settings",
    "/check",
    "/check?of=Plex",
    "/sync",
    "/tasks/1",
    "/tasks/2",
)
COUNTS = SyncAnswer(
    None, 9, 4, 3, {"no_file": 1}, {"not_in_plex": 1}, {}, {}, {}, 12, 3, 1.2, True, False, (), ()
)
NOTHING = replace(COUNTS, changed=0)
FAILED = replace(NOTHING, failed={"PlexRejected": 3, "AmbiguousMatch": 2})
UNDONE = UndoAnswer(9, 3, "undo", 1, 1, {}, 0, {}, {"NotTaken": 1}, (), 0, 4, 0.1, False, False)
DRY = SyncOrder(everything=True, dry_run=True)
PREVIEW = ToldTask(
    1,
    DRY,
    (
        TaskEvent(1, "planned", PlannedTold(7, HOSTILE, 41, ITEM.fields, (HOSTILE,))),
        TaskEvent(2, "ended", EndedTold(9, "waiting", "not_in_plex", HOSTILE)),
        TaskEvent(3, "ended", EndedTold(8, "skipped", "nothing_to_say", "A word of why. " * 9)),
        TaskEvent(4, "done", DoneTold(replace(COUNTS, warnings=(HOSTILE,)))),
    ),
)
GUARD = GuardTold("clear", "title", 90, 0, 100, 0.2, (TouchTold(7, HOSTILE, "title", HOSTILE, ""),))
EMPTY = ToldService(
    reading=ToldReading(moving=CALM, known=(), run_list=(), outage_list=(), dead=())
)


def busy() -> ToldService:
    return ToldService(tasks=ToldTasks([PREVIEW, ToldTask(2, SyncOrder(everything=True))]))


@pytest.mark.parametrize("path", PAGES)
def test_what_a_server_says_is_text_on_every_page(path: str) -> None:
    with visiting(busy()) as visitor:
        page = visitor.see(path)
    assert page.status == 200
    assert "<script>" not in page.body
    assert "<b>.mp4" not in page.body
    assert "\u202e" not in page.body
    assert "style=" not in page.body
    assert " onclick" not in page.body


@pytest.mark.parametrize(
    ("path", "next_step"),
    [
        ("/", "Preview a sync of everything"),
        ("/scenes", "Preview a sync of everything"),
        ("/scenes?text=nothing", "Show all scenes"),
        ("/look", "Nothing needs you."),
        ("/runs", "Preview a sync of everything"),
        ("/outages", "Check the connections"),
    ],
)
def test_what_is_empty_says_what_to_do_next(path: str, next_step: str) -> None:
    with visiting(EMPTY) as visitor:
        page = visitor.see(path)
    assert page.status == 200
    assert next_step in page.body


@pytest.mark.parametrize("path", ["/runs/99", "/look/99", "/tasks/99"])
def test_what_does_not_exist_is_a_page_that_says_so(path: str) -> None:
    with visiting() as visitor:
        page = visitor.see(path)
    assert page.status == 404
    assert "That did not work." in page.body


def test_a_preview_says_what_it_would_do_and_offers_to_do_it() -> None:
    told = busy()
    with visiting(told) as visitor:
        page = visitor.see("/tasks/1")
        done = visitor.send("/tasks/1/go-on", how="in_earnest")
    assert "Nothing was written yet." in page.body
    assert "Plex does not have the file yet" in page.body
    assert done.goes_to == "/tasks/3"
    assert told.ordered()[-1] == SyncOrder(everything=True)


@pytest.mark.parametrize(
    ("order", "answer", "sentence"),
    [
        (DRY, COUNTS, "Nothing was written yet."),
        (DRY, NOTHING, "There is nothing to do."),
        (DRY, FAILED, "Nothing would change, but 5 scenes need a look."),
        (SyncOrder(), replace(NOTHING, dry_run=False), "Done."),
        (SyncOrder(), replace(FAILED, dry_run=False), "Done, but 5 scenes need a look."),
        (SyncOrder(), replace(FAILED, dry_run=False, interrupted=True), "Stopped; what was done"),
        (UndoOrder(3), UNDONE, "Done, but 1 field could not be put back."),
    ],
)
def test_the_end_of_a_task_is_called_what_it_is(
    order: Order, answer: SyncAnswer | UndoAnswer, sentence: str
) -> None:
    task = ToldTask(1, order, (TaskEvent(1, "done", DoneTold(answer)),))
    with visiting(ToldService(tasks=ToldTasks([task]))) as visitor:
        page = visitor.see("/tasks/1")
    assert f'<p class="title">{sentence}' in page.body
    assert ("See what to do" in page.body) is ("need a look" in sentence)


@pytest.mark.parametrize(
    ("put_back", "said"),
    [
        ({"rating": 1}, "<b>1</b> <span>field put back"),
        ({"rating": 6, "genres": 3}, "<b>9</b> <span>fields put back"),
    ],
)
def test_the_end_of_an_undo_says_what_it_counts(put_back: dict[str, int], said: str) -> None:
    answer = replace(UNDONE, put_back=put_back)
    task = ToldTask(1, UndoOrder(3), (TaskEvent(1, "done", DoneTold(answer)),))
    with visiting(ToldService(tasks=ToldTasks([task]))) as visitor:
        page = visitor.see("/tasks/1")
    assert said in page.body


def test_what_a_guard_stopped_goes_on_once_a_person_means_it() -> None:
    held = ToldTask(
        1,
        SyncOrder(everything=True),
        (TaskEvent(1, "done", DoneTold(replace(COUNTS, dry_run=False, guards=(GUARD,)))),),
    )
    told = ToldService(tasks=ToldTasks([held]))
    with visiting(told) as visitor:
        page = visitor.see("/tasks/1")
        visitor.send("/tasks/1/go-on", how="accepted")
    assert "Held back" in page.body
    assert "Go on: I know how much it is" in page.body
    assert told.ordered()[-1] == SyncOrder(everything=True, accepted=True)


def test_a_run_that_a_guard_stopped_shows_why_and_can_go_on() -> None:
    counts = {"scenes": 9, "guards": [{**_fields_of(GUARD)}]}
    told = ToldService(reading=ToldReading(run_list=(replace(RUN, counts=counts),)))
    with visiting(told) as visitor:
        page = visitor.see("/runs/3")
        visitor.send("/tasks/sync", what="everything", accepted=1)
    assert "Held back" in page.body
    assert "Go on: I know how much it is" in page.body
    assert told.ordered() == [SyncOrder(everything=True, accepted=True)]


@pytest.mark.parametrize(
    ("counts", "result"),
    [
        ({}, "nothing to do"),
        ({"changed": 2, "failed": {"NotTaken": 1}}, "2 changed, 1 failed"),
        ({"changed": 2, "interrupted": True}, "2 changed; stopped"),
        ({"changed": 0, "error": {"type": "Unreachable"}}, "ended before its time"),
    ],
)
def test_a_run_that_got_nowhere_is_not_one_that_had_nothing_to_do(
    counts: Mapping[str, object], result: str
) -> None:
    assert result_of(replace(RUN, counts=counts)) == result


def test_why_a_comparison_put_scenes_is_told_in_words() -> None:
    counts = {"scenes": 3, "enqueued": {"differs": 2, "NotInPlex": 1}}
    told = ToldService(reading=ToldReading(run_list=(replace(RUN, counts=counts),)))
    with visiting(told) as visitor:
        page = visitor.see("/runs/3")
    assert "2 Plex shows something else than Stash says" in page.body
    assert "1 Plex does not have the file yet" in page.body


@pytest.mark.parametrize(
    ("ending", "detail", "is_missing"),
    [
        ("waiting", "not_in_plex", True),
        ("failed", "NotInPlex", True),
        ("skipped", "shares_item", False),
        ("skipped", "no_file", False),
        ("skipped", "nothing_to_say", False),
    ],
)
def test_only_of_a_file_that_plex_lacks_is_it_said_that_plex_shall_scan(
    ending: str, detail: str, *, is_missing: bool
) -> None:
    verdict = VerdictTold(ending, detail, "")
    told = ToldService()
    told.reading.explained = replace(SCENE, verdict=verdict, items=(), candidates=(), job=None)
    with visiting(told) as visitor:
        page = visitor.see("/scenes/7")
    assert ("Let Plex scan the folder" in page.body) is is_missing


def test_a_scene_that_could_not_be_synced_says_so_though_a_sync_would_try_it_again() -> None:
    told = ToldService()
    told.reading.explained = replace(SCENE, verdict=VerdictTold("changed", "", ""), candidates=())
    with visiting(told) as visitor:
        page = visitor.see("/scenes/7")
    assert "A sync would change it" in page.body
    assert "It could not be synced the last time: AmbiguousMatch." in page.body
    assert 'href="/look/7"' in page.body


@pytest.mark.parametrize("path", ["/scenes", "/scenes/7", "/look", "/look/7"])
def test_of_a_title_without_end_the_beginning_is_shown(path: str) -> None:
    endless = "W" * 10_000
    told = ToldService()
    told.reading.explained = replace(SCENE, title=endless, items=())
    told.reading.known = tuple(replace(one, title=endless) for one in told.reading.known)
    told.reading.dead = tuple(replace(one, title=endless) for one in told.reading.dead)
    with visiting(told) as visitor:
        page = visitor.see(path)
    assert "W" * 200 in page.body
    assert "W" * 300 not in page.body


def test_a_plex_that_does_not_answer_for_one_choice_is_not_waited_for_at_each() -> None:
    told = ToldService()
    told.reading.dead = tuple(replace(LETTER, scene=scene) for scene in (7, 8, 9))
    with visiting(told) as visitor:
        page = visitor.see("/look")
    assert page.status == 200
    assert told.reading.letters_shown == [7]
    assert 'href="/look/9"' in page.body


def test_a_scene_is_told_from_memory_while_a_server_is_away() -> None:
    away = Unreachable("Plex", "Plex cannot be reached.", "Start it.")
    told = ToldService(reading=ToldReading(away=away))
    with visiting(told) as visitor:
        page = visitor.see("/scenes/7")
    assert page.status == 200
    assert "Plex does not answer, so this is what was known last." in page.body
    assert "Start it." in page.body
    assert "/media/a&lt;b&gt;.mp4" in page.body
    assert told.reading.asked == [SceneQuery(text="7", limit=1)]


def test_the_list_of_scenes_asks_for_what_is_looked_for() -> None:
    told = ToldService()
    with visiting(told) as visitor:
        page = visitor.see("/scenes?text=clip+%26&state=dead&after=20")
    assert told.reading.asked == [SceneQuery(text="clip &", state="dead", after=20)]
    assert 'href="/scenes?text=clip+%26&amp;state=dead&amp;after=7"' in page.body


def test_a_picture_is_a_picture_and_nothing_else() -> None:
    with visiting() as visitor:
        there = visitor.see("/scenes/7/picture/stash")
        missing = visitor.see("/scenes/7/picture/plex")
    assert (there.status, there.headers["content-type"]) == (200, "image/png")
    assert missing.goes_to.startswith("/static/no-picture.svg")


def test_settings_show_of_a_secret_only_whether_it_is_set() -> None:
    with visiting() as visitor:
        page = visitor.see("/settings")
    assert "STASHPLEX_PLEX_URL" in page.body
    assert "90 of 92 files agree" in page.body
    assert "/other" in page.body


def test_settings_name_the_file_they_come_from_once() -> None:
    file = "/home/someone/.config/stashplex/stashplex.toml"
    with visiting(ToldService(reading=ToldReading(origin=file))) as visitor:
        page = visitor.see("/settings")
    assert page.body.count(file) == 1
    assert "<bdi>stashplex.toml</bdi>" in page.body


def test_folders_whose_files_nobody_counted_yet_are_shown_without_figures() -> None:
    uncounted = replace(MAPPING, agreeing=0, files=0, exceptions=())
    with visiting(ToldService(reading=ToldReading(mapping=uncounted))) as visitor:
        page = visitor.see("/settings")
    assert "/media&lt;b&gt;" in page.body
    assert "files agree" not in page.body


def test_a_list_of_tags_says_which_come_go_and_stay() -> None:
    with visiting() as visitor:
        page = visitor.see("/runs/3")
    assert '<span class="unseen">added: </span><bdi>New</bdi>' in page.body
    assert '<span class="unseen">removed: </span><bdi>Old</bdi>' in page.body
    assert '<li class="kept"><bdi>&lt;script&gt;' in page.body


def test_moments_are_for_people_and_for_programs() -> None:
    with visiting() as visitor:
        page = visitor.see("/runs")
    assert f'<time datetime="{MOMENT}"' in page.body


def _fields_of(guard: GuardTold) -> dict[str, object]:
    """Returns a guard as it stands in the counts of a run."""
    touch = guard.examples[0]
    return {
        "guard": guard.guard,
        "what": guard.what,
        "now": guard.now,
        "earlier": guard.earlier,
        "of": guard.of,
        "allowed": guard.allowed,
        "examples": [
            {
                "scene": touch.scene,
                "title": touch.title,
                "field": touch.field,
                "have": touch.have,
                "want": touch.want,
            }
        ],
    }
