"""Every form: what it does, where it leads, and what it says there, once."""

import pytest
from tests.told_service import ToldService
from tests.unit.web.pages.browsing import visiting

from stashplex.core.service import Chosen, RecoverOrder, SyncOrder, UndoOrder


@pytest.mark.parametrize(
    ("path", "fields", "order"),
    [
        ("/tasks/sync", {"what": "everything", "dry_run": 1}, SyncOrder((), True, dry_run=True)),
        ("/tasks/sync", {"what": "recent", "hours": 24}, SyncOrder(since_seconds=86400.0)),
        ("/tasks/sync", {"what": "scenes", "ids": "17, 42"}, SyncOrder(ids=(17, 42))),
        ("/tasks/sync", {"what": "scenes", "ids": " 17 42,7 "}, SyncOrder(ids=(17, 42, 7))),
        ("/tasks/sync", {"what": "due"}, SyncOrder()),
        (
            "/tasks/sync",
            {"what": "everything", "verify": 1, "take_over": ["title", "poster", "nonsense"]},
            SyncOrder(everything=True, verify=True, take_over=("title", "poster")),
        ),
        ("/tasks/reconcile", {}, SyncOrder(everything=True, work=False)),
        ("/tasks/undo", {"run": 3, "dry_run": 1}, UndoOrder(3, dry_run=True)),
        ("/tasks/recover", {"dry_run": 1}, RecoverOrder(dry_run=True)),
        ("/scenes/7/sync", {}, SyncOrder(ids=(7,))),
    ],
)
def test_what_takes_its_time_is_started_and_followed(
    path: str, fields: dict[str, object], order: object
) -> None:
    told = ToldService()
    with visiting(told) as visitor:
        answer = visitor.send(path, **fields)
    assert (answer.status, answer.goes_to) == (303, "/tasks/1")
    assert told.ordered() == [order]


@pytest.mark.parametrize(
    ("path", "fields", "done", "notice"),
    [
        ("/scenes/7/pin", {"item": 41}, ("pin", 7, 41), "Scene 7 is pinned to item 41"),
        ("/scenes/7/unpin", {"item": 41}, ("unpin", 7, 41), "found by its files again"),
        ("/look/retry", {"scene": 7}, ("retry", Chosen(scenes=(7,))), "2 scenes will be tried"),
        (
            "/look/retry",
            {"type": "NotTaken", "cause": "Plex keeps …"},
            ("retry", Chosen(error_type="NotTaken", cause="Plex keeps …")),
            "2 scenes will be tried",
        ),
        ("/look/forget", {"type": ""}, ("purge", Chosen()), "2 dead letters forgotten"),
    ],
)
def test_what_is_done_at_once_is_said_once(
    path: str, fields: dict[str, object], done: tuple[object, ...], notice: str
) -> None:
    told = ToldService()
    with visiting(told) as visitor:
        answer = visitor.send(path, **fields)
        first, second = visitor.see(answer.goes_to), visitor.see(answer.goes_to)
    assert answer.status == 303
    assert told.acting.done == [done]
    assert notice in first.body
    assert notice not in second.body


def test_what_was_settled_in_the_list_leads_back_to_the_list() -> None:
    with visiting() as visitor:
        assert visitor.send("/scenes/7/pin", item=41, back="look").goes_to == "/look"
        assert visitor.send("/scenes/7/pin", item=41, back="//evil").goes_to == "/scenes/7"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/tasks/sync", {}),
        ("/tasks/sync", {"what": "scenes", "ids": "seven"}),
        ("/tasks/sync", {"what": "scenes", "ids": " , "}),
        ("/tasks/sync", {"what": "recent", "hours": "0"}),
        ("/tasks/undo", {"run": "9" * 40}),
        ("/scenes/7/pin", {"item": "-1"}),
        ("/scenes/7/pin", {"item": "²"}),
    ],
)
def test_a_form_that_says_nothing_we_can_do_is_told_so(
    path: str, fields: dict[str, object]
) -> None:
    told = ToldService()
    with visiting(told) as visitor:
        answer = visitor.send(path, **fields)
    assert answer.status == 400
    assert "That did not work." in answer.body
    assert (told.ordered(), told.acting.done) == ([], [])


def test_a_form_without_its_proof_does_nothing() -> None:
    told = ToldService()
    with visiting(told) as visitor:
        visitor.proof = "forged"
        assert visitor.send("/look/forget", type="").status == 403
    assert told.acting.done == []


def test_a_task_is_asked_to_stop() -> None:
    told = ToldService()
    with visiting(told) as visitor:
        visitor.send("/tasks/reconcile")
        assert visitor.send("/tasks/1/stop").goes_to == "/tasks/1"
    assert told.tasks.started[0].stopped
