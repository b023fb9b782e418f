"""Which scene a person says an item is: kept until it is taken back."""

from stashplex.core.pins import Pins
from stashplex.sync_queue.connection import Database


class PinBook:
    """The pins of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def read(self) -> Pins:
        """Returns all there are: people make them one by one, so they are few."""
        rows = self._database.rows("read_pins", target=self._target)
        return Pins({row["item_id"]: row["scene_id"] for row in rows})

    def pin(self, scene: int, item: int, now: float) -> None:
        """Gives an item to a scene; an item has one owner, so the last word counts."""
        self._database.change("pin_item", target=self._target, scene=scene, item=item, now=now)

    def unpin(self, scene: int, item: int | None = None) -> tuple[int, ...]:
        """Takes back what was said of a scene, of one item or of all; returns those it was.

        The scene no longer owns them either: it is matched again as if nobody had said anything.
        """
        with self._database.transaction():
            pinned = self.read().of(scene)
            taken = tuple(one for one in pinned if item in (None, one))
            for one in taken:
                self._database.change("unpin_item", target=self._target, scene=scene, item=one)
                self._database.change("disown_item", target=self._target, scene=scene, item=one)
        return taken
