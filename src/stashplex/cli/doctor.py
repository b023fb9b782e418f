"""The command `doctor`."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import UNSET

from stashplex.app.checkup import check_up, told
from stashplex.cli.exits import Exit, exit_of
from stashplex.cli.front import Front
from stashplex.core.answers import DoctorAnswer
from stashplex.core.errors import ConfigError, StashplexError
from stashplex.worker.doctor import Check, Health


def doctor(front: Front, *, rebind: bool) -> Exit:
    """Checks everything, one line each, and tells what to do about what is not good."""
    checks = list(_drawn(front, _checks(front, rebind=rebind)))
    worst = _worst(checks)
    if front.screen.as_json:
        error = UNSET if worst is None else front.screen.told(worst)
        front.screen.tell(DoctorAnswer(worst is None, told(checks), error))
    return Exit.DONE if worst is None else exit_of(worst)


def _checks(front: Front, *, rebind: bool) -> Iterator[Check]:
    try:
        settings = front.load()
    except ConfigError as error:
        yield Check("configuration", Health.BAD, error.message, error.remedy, error)
        return
    yield from check_up(settings, front.clock, rebind=rebind)


def _drawn(front: Front, checks: Iterable[Check]) -> Iterator[Check]:
    from stashplex.cli.drawing.doctor import draw_check, draw_end  # noqa: PLC0415  rich only where drawn

    bad = 0
    for one in checks:
        bad += one.health is Health.BAD
        if not front.screen.as_json:
            draw_check(front.screen.console, one)
        yield one
    if not front.screen.as_json:
        draw_end(front.screen.console, bad)


def _worst(checks: Sequence[Check]) -> StashplexError | None:
    """Returns the error that decides the exit code: a server's before all others."""
    errors = [one.error for one in checks if one.error is not None]
    return max(errors, key=exit_of, default=None)
