"""Every operation of the API in one table: the routes, the document and the tests read it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from msgspec import Struct

from stashplex.core import answers
from stashplex.core.service import (
    Change,
    Chosen,
    RecoverOrder,
    SceneQuery,
    Service,
    SyncOrder,
    UndoOrder,
)
from stashplex.web.api.shapes import Asked, Operation, Parameter

PREFIX: Final = "/api/v1"
MOST: Final = 1000
"""Rows that are answered at once."""


class PinBody(Struct, frozen=True):
    """Which item a scene is."""

    item: int
    dry_run: bool = False


class UnpinBody(Struct, frozen=True):
    """Which pin is taken back; without an item all of the scene."""

    item: int | None = None


class Accepted(Struct, frozen=True):
    """What was taken in, and is done in its time."""

    accepted: bool = True


class Started(Struct, frozen=True):
    """A task that waits for its turn or goes on."""

    task: int


def operations() -> tuple[Operation, ...]:
    """Returns every operation that is answered with one JSON document."""
    return (*_READING, *_ACTING, *_TASKS)


def _limit(default: int) -> Parameter:
    return Parameter("limit", default, "At most so many.", least=1, most=MOST)


def _query_of(asked: Asked) -> SceneQuery:
    told = asked.query
    return SceneQuery(told["text"], told["state"], told["after"], told["limit"])


_SCENE_STATES: Final = ("", "changed", "unchanged", "skipped", "waiting", "failed", "dead")
_READING: Final = (
    Operation(
        "GET",
        "/live",
        "What moves from second to second.",
        lambda service, _: service.reading.live(),
        answers.LiveAnswer,
    ),
    Operation(
        "GET",
        "/home",
        "The front page.",
        lambda service, _: service.reading.home(),
        answers.HomeAnswer,
    ),
    Operation(
        "GET",
        "/status",
        "Queue, dead letters, statistics, last runs.",
        lambda service, _: service.reading.status(),
        answers.StatusAnswer,
    ),
    Operation(
        "GET",
        "/scenes",
        "A page of scenes, searched by title, path or id.",
        lambda service, asked: service.reading.scenes(_query_of(asked)),
        answers.ScenesAnswer,
        query=(
            Parameter("text", "", "Words of the title or the path, or an id."),
            Parameter("state", "", "How it ended last, or `dead`.", among=_SCENE_STATES),
            Parameter("after", 0, "Only scenes with a higher id."),
            _limit(50),
        ),
    ),
    Operation(
        "GET",
        "/scenes/{scene}",
        "One scene explained; asks both servers.",
        lambda service, asked: service.reading.inspect(asked.numbers["scene"]),
        answers.InspectAnswer,
    ),
    Operation(
        "GET",
        "/history",
        "What was written to Plex, the newest first.",
        lambda service, asked: service.reading.history(**asked.query),
        answers.HistoryAnswer,
        query=(
            Parameter("scene", None, "Only of this scene.", least=1),
            Parameter("run", None, "Only of this run.", least=1),
            _limit(100),
        ),
    ),
    Operation(
        "GET",
        "/runs",
        "The runs that are kept, the newest first.",
        lambda service, asked: service.reading.runs(asked.query["limit"]),
        answers.RunsAnswer,
        query=(_limit(20),),
    ),
    Operation(
        "GET",
        "/runs/{run}",
        "One run.",
        lambda service, asked: service.reading.run(asked.numbers["run"]),
        answers.RunEntryTold,
    ),
    Operation(
        "GET",
        "/outages",
        "When each server was away, and how reliable it was.",
        lambda service, _: service.reading.outages(),
        answers.OutagesAnswer,
    ),
    Operation(
        "GET",
        "/dead-letters",
        "What needs a person, by cause.",
        lambda service, asked: service.reading.letters(
            asked.query["type"], full=asked.query["full"]
        ),
        answers.DeadLettersAnswer,
        query=(
            Parameter("type", "", "Only of this error type."),
            Parameter("full", False, "With every dead letter of a cause, not only examples."),
        ),
    ),
    Operation(
        "GET",
        "/dead-letters/{scene}",
        "One dead letter, with the items it could be.",
        lambda service, asked: service.reading.letter(asked.numbers["scene"]),
        answers.DeadLetterAnswer,
    ),
    Operation(
        "GET",
        "/settings",
        "What is in force and where it came from; no secret.",
        lambda service, _: service.reading.settings(),
        answers.SettingsAnswer,
    ),
    Operation(
        "GET",
        "/check",
        "What the doctor says; asks both servers.",
        lambda service, _: service.reading.check(),
        answers.DoctorAnswer,
    ),
)
_ACTING: Final = (
    Operation(
        "POST",
        "/inbox",
        "Takes what a hook of Stash tells, and has it looked at next.",
        lambda service, asked: _taken(service, asked.body),
        Accepted,
        body=Change,
        status=HTTPStatus.ACCEPTED,
    ),
    Operation(
        "POST",
        "/dead-letters/retry",
        "Puts dead letters back in the line: of scenes, of a type or cause, or all.",
        lambda service, asked: service.acting.retry(asked.body),
        answers.RetryAnswer,
        body=Chosen,
    ),
    Operation(
        "POST",
        "/dead-letters/purge",
        "Forgets dead letters: of scenes, of a type or cause, old ones, or all.",
        lambda service, asked: service.acting.purge(asked.body),
        answers.PurgeAnswer,
        body=Chosen,
    ),
    Operation(
        "POST",
        "/scenes/{scene}/pin",
        "Says which item a scene is.",
        lambda service, asked: service.acting.pin(
            asked.numbers["scene"], asked.body.item, dry_run=asked.body.dry_run
        ),
        answers.PinAnswer,
        body=PinBody,
    ),
    Operation(
        "POST",
        "/scenes/{scene}/unpin",
        "Takes back what was pinned.",
        lambda service, asked: service.acting.unpin(asked.numbers["scene"], asked.body.item),
        answers.UnpinAnswer,
        body=UnpinBody,
    ),
)


def _taken(service: Service, change: Change) -> Accepted:
    service.acting.tell(change)
    return Accepted()


def _start(service: Service, asked: Asked) -> Started:
    return Started(service.tasks.start(asked.body).id)


def _stop(service: Service, asked: Asked) -> Accepted:
    service.tasks.find(asked.numbers["task"]).ask_to_stop()
    return Accepted()


_ORDERS: Final[Mapping[str, tuple[type[Any], str]]] = {
    "sync": (SyncOrder, "Begins a sync; with `work` false it only compares and puts."),
    "undo": (UndoOrder, "Begins to take back a run."),
    "recover": (RecoverOrder, "Begins to put back what died of an outage."),
}
_TASKS: Final = (
    *(
        Operation(
            "POST",
            f"/tasks/{name}",
            summary,
            _start,
            Started,
            body=order,
            status=HTTPStatus.ACCEPTED,
        )
        for name, (order, summary) in _ORDERS.items()
    ),
    Operation(
        "GET",
        "/tasks/{task}",
        "How far a task is.",
        lambda service, asked: service.tasks.find(asked.numbers["task"]).progress(),
        answers.ProgressTold,
    ),
    Operation(
        "DELETE",
        "/tasks/{task}",
        "Asks a task for a clean end between two writes.",
        _stop,
        Accepted,
        status=HTTPStatus.ACCEPTED,
    ),
)
