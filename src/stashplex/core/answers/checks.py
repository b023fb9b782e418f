"""What the doctor answers."""

from msgspec import UNSET, Struct, UnsetType

from stashplex.core.answers.told import ErrorTold


class CheckTold(Struct, frozen=True):
    """One check: how it came out, what was seen, and what to do about it."""

    name: str
    verdict: str
    """`good`, `warning` or `bad`."""
    seen: str
    remedy: str
    """Empty where nothing is to be done."""


class DoctorAnswer(Struct, frozen=True):
    """Every check; `ok` is True where none is bad."""

    ok: bool
    checks: tuple[CheckTold, ...]
    error: ErrorTold | UnsetType = UNSET
    """The worst of what is bad."""
