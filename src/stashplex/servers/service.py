"""The conversation with a service of ours that runs on this machine and owns the data folder."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, TypeVar

import httpx2
import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from stashplex.core import errors
from stashplex.core.answers import (
    DoneTold,
    EndedTold,
    ErrorAnswer,
    ErrorTold,
    LineTold,
    MovedTold,
    PhaseTold,
    PinAnswer,
    PlannedTold,
    PurgeAnswer,
    ReconcileAnswer,
    RecoverAnswer,
    RetryAnswer,
    SyncAnswer,
    UndoAnswer,
    UnpinAnswer,
)
from stashplex.core.errors import ConfigError, ServerError, StashplexError, Unreachable
from stashplex.core.secret import Secret
from stashplex.core.service import Chosen, Order, RecoverOrder, SyncOrder, Told, UndoOrder

Answer = TypeVar("Answer")
SERVICE: Final = "stashplex serve"
PREFIX: Final = "/api/v1"
TIMEOUT: Final = httpx2.Timeout(60.0, connect=2.0)
"""While a task is followed, something is heard every ten seconds."""
STRANGERS: Final = (401, 403, 421, 429)
"""The door is closed to us: what is configured here is not what the service goes by."""
KINDS: Final[Mapping[str, type[Told]]] = {
    "phase": PhaseTold,
    "progress": MovedTold,
    "ended": EndedTold,
    "planned": PlannedTold,
    "line": LineTold,
}


class _Event(Struct):
    number: int
    kind: str
    told: Raw


class _Done(Struct):
    answer: Raw
    error: ErrorTold | UnsetType = UNSET


class _Started(Struct):
    task: int


class ServiceClient:
    """Asks a running service to do what this process may not, since the service owns the data."""

    def __init__(self, address: str, token: Secret) -> None:
        headers = {"Authorization": f"Bearer {token.reveal()}"} if token else {}
        # It speaks plain HTTP on this machine: no certificate is ever looked at, nor loaded.
        self._client = httpx2.Client(
            base_url=address, headers=headers, timeout=TIMEOUT, trust_env=False, verify=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def is_alive(self) -> bool:
        """Tells whether a service answers there."""
        try:
            return self._client.get("/healthz").is_success
        except httpx2.HTTPError:
            return False

    def start(self, order: Order) -> int:
        """Begins a task and returns its number."""
        return self._post(f"/tasks/{_name_of(order)}", order, _Started).task

    def follow(self, task: int, order: Order) -> Iterator[Told]:
        """Yields what happens in a task, the last of it how it ended; raises when it breaks off."""
        with self._errors(), self._client.stream("GET", f"{PREFIX}/tasks/{task}/events") as lines:
            self._expect_success(lines)
            for line in lines.iter_lines():
                event = msgspec.json.decode(line, type=_Event)
                if event.kind == "done":
                    yield _done(event.told, order)
                    return
                if (kind := KINDS.get(event.kind)) is not None:
                    yield msgspec.json.decode(event.told, type=kind)
        raise Unreachable(
            SERVICE,
            "The service broke off while it was followed; what it began goes on, or waits.",
            "`stashplex status` shows where everything stands.",
        )

    def ask_to_stop(self, task: int) -> None:
        """Asks a task for a clean end between two writes."""
        with self._errors():
            self._expect_success(self._client.delete(f"{PREFIX}/tasks/{task}"))

    def pin(self, scene: int, item: int, *, dry_run: bool = False) -> PinAnswer:
        """Says which item a scene is, and has it synced next."""
        body = {"item": item, "dry_run": dry_run}
        return self._post(f"/scenes/{scene}/pin", body, PinAnswer)

    def unpin(self, scene: int, item: int | None = None) -> UnpinAnswer:
        """Takes back what was pinned."""
        return self._post(f"/scenes/{scene}/unpin", {"item": item}, UnpinAnswer)

    def retry(self, chosen: Chosen) -> RetryAnswer:
        """Puts dead letters back in the line."""
        return self._post("/dead-letters/retry", chosen, RetryAnswer)

    def purge(self, chosen: Chosen) -> PurgeAnswer:
        """Forgets dead letters."""
        return self._post("/dead-letters/purge", chosen, PurgeAnswer)

    def _post(self, path: str, body: object, kind: type[Answer]) -> Answer:
        content = msgspec.json.encode(body)
        headers = {"Content-Type": "application/json"}
        with self._errors():
            answer = self._client.post(PREFIX + path, content=content, headers=headers)
            self._expect_success(answer)
            return msgspec.json.decode(answer.content, type=kind)

    def _expect_success(self, answer: httpx2.Response) -> None:
        if not answer.is_success:
            told = msgspec.json.decode(answer.read(), type=ErrorAnswer).error
            if answer.status_code in STRANGERS:
                raise ConfigError([told.message], told.remedy)
            raise revived(told)

    def _errors(self) -> "_Errors":
        return _Errors(str(self._client.base_url))


class _Errors:
    """Raises our errors in place of the library's."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, httpx2.HTTPError):
            raise Unreachable(
                SERVICE,
                f"The service at {self._address} does not answer any more ({error}).",
                "Ask again: if it has ended, the command does its work itself.",
            ) from error
        if isinstance(error, msgspec.MsgspecError):
            raise errors.BadAnswer(
                SERVICE,
                f"What answers at {self._address} speaks otherwise than this stashplex: {error}.",
                "Start the service again, in the version that is installed.",
            ) from error


def revived(told: ErrorTold) -> StashplexError:
    """Returns an error as it was raised in the service, of the same type."""
    if told.type == ConfigError.__name__:
        return ConfigError(told.message.splitlines(), told.remedy)
    kind = getattr(errors, told.type, StashplexError)
    if not (isinstance(kind, type) and issubclass(kind, StashplexError)):
        kind = StashplexError
    error: Any = kind.__new__(kind)  # what made it is not known here, only what it says
    StashplexError.__init__(error, told.message, told.remedy)
    if isinstance(error, ServerError):
        error.server = SERVICE
    return error if isinstance(error, StashplexError) else StashplexError(told.message)


def _name_of(order: Order) -> str:
    match order:
        case UndoOrder():
            return "undo"
        case RecoverOrder():
            return "recover"
        case SyncOrder():
            return "sync"


def _done(told: Raw, order: Order) -> DoneTold:
    done = msgspec.json.decode(told, type=_Done)
    answer = msgspec.json.decode(done.answer, type=_answer_of(order) | None)
    return DoneTold(answer, done.error)


def _answer_of(order: Order) -> Any:  # noqa: ANN401  the type of an answer
    match order:
        case UndoOrder():
            return UndoAnswer
        case RecoverOrder():
            return RecoverAnswer
        case SyncOrder(work=True):
            return SyncAnswer
        case SyncOrder():
            return ReconcileAnswer
