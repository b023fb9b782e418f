"""What the doctor answers."""

from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from stashplex.core.answers.told import ErrorTold


@dataclass(frozen=True, slots=True)
class CheckTold:
    """One check: how it came out, what was seen, and what to do about it."""

    name: str
    verdict: str
    """`good`, `warning` or `bad`."""
    seen: str
    remedy: str
    """Empty where nothing is to be done."""


@dataclass(frozen=True, slots=True)
class DoctorAnswer:
    """Every check; `ok` is True where none is bad."""

    ok: bool
    checks: tuple[CheckTold, ...]
    error: ErrorTold | UnsetType = UNSET
    """The worst of what is bad."""
