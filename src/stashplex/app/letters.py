"""The dead letters as a person handles them: seen by cause, retried, or forgotten."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stashplex.app import telling
from stashplex.core.answers import (
    CandidateTold,
    CauseTold,
    DeadLetterAnswer,
    DeadLettersAnswer,
    DeadLetterTold,
    PurgeAnswer,
    RetryAnswer,
)
from stashplex.core.errors import UnknownId
from stashplex.core.job import DeadLetter
from stashplex.core.remedies import remedy_for
from stashplex.core.service import Chosen
from stashplex.core.shape import shape_of
from stashplex.sync_queue.dlq import DeadLetterQueue

EXAMPLES: Final = 3


def listed(letters: DeadLetterQueue, error_type: str, *, full: bool = False) -> DeadLettersAnswer:
    """Returns the dead letters, of one type or of all; `full` leaves none out of its cause."""
    by_type = letters.get_error_summary()
    found = letters.list(error_type or None)
    causes = _by_cause(found, by_type, None if full else EXAMPLES)
    return DeadLettersAnswer(by_type, tuple(map(_told, found)), tuple(causes))


def shown(
    letter: DeadLetter, candidates: tuple[CandidateTold, ...] = (), warning: str = ""
) -> DeadLetterAnswer:
    """Returns a dead letter in full."""
    return DeadLetterAnswer(_told(letter), remedy_for(letter.error_type), candidates, warning)


def retry(letters: DeadLetterQueue, chosen: Chosen, now: float) -> RetryAnswer:
    """Puts dead letters back in the line; raises UnknownId for a scene that is not among them."""
    scenes = _meant(letters, chosen)
    retried = letters.retry(now, error_type=chosen.error_type or None, scenes=scenes)
    return RetryAnswer(retried, letters.get_error_summary())


def purge(letters: DeadLetterQueue, chosen: Chosen) -> PurgeAnswer:
    """Forgets dead letters; raises UnknownId for a scene that is not among them."""
    scenes = _meant(letters, chosen)
    purged = letters.purge(error_type=chosen.error_type or None, scenes=scenes)
    return PurgeAnswer(purged, letters.get_error_summary())


def _by_cause(
    found: Sequence[DeadLetter], by_type: Mapping[str, int], most: int | None
) -> Iterator[CauseTold]:
    groups: dict[tuple[str, str], list[DeadLetter]] = defaultdict(list)
    for letter in found:
        groups[letter.error_type, shape_of(letter.message)].append(letter)
    types = list(by_type)
    for (error_type, cause), of_it in sorted(
        groups.items(), key=lambda group: (types.index(group[0][0]), -len(group[1]), group[0])
    ):
        examples = tuple(map(_told, of_it[:most]))
        yield CauseTold(error_type, cause, len(of_it), remedy_for(error_type), examples)


def _meant(letters: DeadLetterQueue, chosen: Chosen) -> Sequence[int] | None:
    """Returns the scenes that are meant, or None for all, of whatever type; none at all is none."""
    _refuse_unknown(letters, chosen.scenes)
    if not chosen.cause and chosen.older_than is None:
        return chosen.scenes or None
    return [one.scene for one in letters.list() if _is_meant(one, chosen)]


def _is_meant(letter: DeadLetter, chosen: Chosen) -> bool:
    return (
        letter.scene in (chosen.scenes or (letter.scene,))
        and chosen.cause in ("", shape_of(letter.message))
        and (chosen.older_than is None or letter.died_at < chosen.older_than)
    )


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
