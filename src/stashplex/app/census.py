"""How many scenes there are, counted so seldom that it is never what one waits for."""

from collections.abc import Mapping
from typing import Final

from stashplex.core.ports import Clock
from stashplex.sync_queue.scene_list import SceneList

SHARE: Final = 0.005
"""The share of the time that counting may take: a count that took 10 ms is told for 2 s."""


class Census:
    """The scenes by how they ended last; of a large library perhaps as it was seconds ago."""

    def __init__(self, scenes: SceneList, clock: Clock) -> None:
        self._scenes = scenes
        self._clock = clock
        self._counted: Mapping[str, int] = {}
        self._good_until = float("-inf")

    def by_ending(self) -> Mapping[str, int]:
        """Returns how many scenes there are by how they ended last."""
        began = self._clock.monotonic()
        if began >= self._good_until:
            self._counted = self._scenes.by_ending()
            ended = self._clock.monotonic()
            self._good_until = ended + (ended - began) / SHARE
        return self._counted
