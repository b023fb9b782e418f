"""What happens over and over: the first times are told in full, the rest are counted."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.shape import shape_of

IN_FULL: Final = 3
"""So many of a kind are told in full; after that every tenfold is worth a word."""


class Repeated(Struct, frozen=True):
    """One kind of thing that was met, as it was met first."""

    name: str
    words: str
    scene: int
    times: int = 0


class Repeats:
    """Counts what is met by its name and words, whatever scene, item or file the words name."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, str], Repeated] = {}

    def meet(self, name: str, words: str, scene: int) -> Repeated:
        """Counts one more of its kind; returns the kind as it stands now."""
        kind = (name, shape_of(words))
        known = self._met.get(kind) or Repeated(name, words, scene)
        self._met[kind] = replace(known, times=known.times + 1)
        return self._met[kind]

    def counted(self) -> Iterator[Repeated]:
        """Yields the kinds that were met too often to be told each time, most frequent first."""
        often = (one for one in self._met.values() if one.times > IN_FULL)
        yield from sorted(often, key=lambda one: -one.times)


def is_round(times: int) -> bool:
    """Tells whether a count is 10, 100, 1000 and so on."""
    digits = str(times)
    return len(digits) > 1 and digits[0] == "1" and not digits[1:].strip("0")
