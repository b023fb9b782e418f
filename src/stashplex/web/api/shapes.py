"""What an operation of the API is, and what is asked of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from stashplex.core.service import Service


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may stand in the query, with what it is where it does not."""

    name: str
    default: str | int | bool | None
    meaning: str
    least: int = 0
    most: int = 2**53
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The numbers of the path, what stands in the query, and the body as a record."""

    numbers: Mapping[str, int]
    query: Mapping[str, Any]
    body: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked or done."""

    method: str
    path: str
    summary: str
    carry_out: Callable[[Service, Asked], Any]
    answers: type
    query: tuple[Parameter, ...] = ()
    body: type | None = None
    status: HTTPStatus = HTTPStatus.OK

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))
