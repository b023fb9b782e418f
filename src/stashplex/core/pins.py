"""What a person said of which item is which scene; it comes before everything that is found."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field


class Pins(Struct, frozen=True):
    """Which scene each pinned item belongs to."""

    scene_of: Mapping[int, int] = field(default_factory=dict)
    """By item."""

    def of(self, scene: int) -> tuple[int, ...]:
        """Returns the items that are pinned to a scene, by id."""
        return tuple(sorted(item for item, owner in self.scene_of.items() if owner == scene))

    def other_owner(self, scene: int, item: int) -> int | None:
        """Returns the other scene that an item is pinned to, or None."""
        owner = self.scene_of.get(item)
        return None if owner == scene else owner


NO_PINS: Final = Pins()
