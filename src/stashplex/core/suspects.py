"""Tells a server that is away from one scene that it cannot take."""

from typing import Final

from msgspec import Struct

MOST_OPENINGS: Final = 3
"""So often may one scene meet a server that is away, while others go well in between."""
MOST_OPENINGS_AT_ALL: Final = 10
"""And so often whatever happens in between, so that nothing is waited for without an end."""


class _Openings(Struct):
    telling: int = 0
    """Those that point at the scene, and the first."""
    all: int = 0
    successes_then: int = 0


class Suspects:
    """The scenes that met a server that was away, though its probes were answered.

    A server that is really away meets whichever scene is next. Points at a scene: that it is met
    twice running, or again after another one went well.
    """

    def __init__(self) -> None:
        self._openings: dict[int, _Openings] = {}
        self._latest: int | None = None
        self._successes = 0

    def met(self, scene: int) -> None:
        """Records that a scene found the server away."""
        seen = self._openings.setdefault(scene, _Openings())
        others_went_well = self._successes > seen.successes_then
        if seen.all == 0 or self._latest == scene or others_went_well:
            seen.telling += 1
        seen.all += 1
        seen.successes_then = self._successes
        self._latest = scene

    def went_well(self, scene: int) -> None:
        """Records that a scene was answered, which clears it."""
        self._successes += 1
        self._openings.pop(scene, None)

    def __contains__(self, scene: int) -> bool:
        """True where it is the scene, and not the server."""
        seen = self._openings.get(scene)
        return seen is not None and (
            seen.telling >= MOST_OPENINGS or seen.all >= MOST_OPENINGS_AT_ALL
        )
