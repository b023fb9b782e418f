"""The dead letters as a person handles them: seen by type, retried, or forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from stashplex.app import telling
from stashplex.core.answers import (
    DeadLetterAnswer,
    DeadLettersAnswer,
    DeadLetterTold,
    PurgeAnswer,
    RetryAnswer,
)
from stashplex.core.errors import UnknownId
from stashplex.core.job import DeadLetter
from stashplex.core.remedies import remedy_for
from stashplex.sync_queue.dlq import DeadLetterQueue


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which dead letters are meant: those named, those of a type, or all."""

    scenes: tuple[int, ...] = ()
    error_type: str = ""


def listed(letters: DeadLetterQueue, error_type: str) -> DeadLettersAnswer:
    """Returns the dead letters, of one type or of all."""
    found = letters.list(error_type or None)
    return DeadLettersAnswer(letters.get_error_summary(), tuple(map(_told, found)))


def shown(letters: DeadLetterQueue, scene: int) -> DeadLetterAnswer:
    """Returns the dead letter of a scene; raises UnknownId where there is none."""
    letter = letters.show(scene)
    return DeadLetterAnswer(_told(letter), remedy_for(letter.error_type))


def retry(letters: DeadLetterQueue, chosen: Chosen, now: float) -> RetryAnswer:
    """Puts dead letters back in the line; raises UnknownId for a scene that is not among them."""
    _refuse_unknown(letters, chosen.scenes)
    scenes = chosen.scenes or None
    return RetryAnswer(letters.retry(now, error_type=chosen.error_type or None, scenes=scenes))


def purge(letters: DeadLetterQueue, chosen: Chosen) -> PurgeAnswer:
    """Forgets dead letters; raises UnknownId for a scene that is not among them."""
    _refuse_unknown(letters, chosen.scenes)
    scenes = chosen.scenes or None
    return PurgeAnswer(letters.purge(error_type=chosen.error_type or None, scenes=scenes))


def _refuse_unknown(letters: DeadLetterQueue, scenes: Sequence[int]) -> None:
    known = letters.of(scenes)
    unknown = [str(scene) for scene in scenes if scene not in known]
    if unknown:
        raise UnknownId(
            f"Not among the dead letters: {', '.join(unknown)}.",
            "`stashplex dlq list` names those that are.",
        )


def _told(letter: DeadLetter) -> DeadLetterTold:
    return DeadLetterTold(
        scene=letter.scene,
        title=letter.title,
        path=letter.path,
        error_type=letter.error_type,
        message=letter.message,
        attempts=letter.attempts,
        died_at=telling.moment(letter.died_at),
    )
