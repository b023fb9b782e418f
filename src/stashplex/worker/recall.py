"""Scenes that need no look: nothing that decides them has moved since the last one.

The stamps are a shortcut that neither server promises; `--verify` and the daily reconcile read
everything whatever they say.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from stashplex.core.item import IMAGE_FIELDS
from stashplex.core.mapping import desire, fingerprint
from stashplex.core.outcome import Ending
from stashplex.core.pins import NO_PINS
from stashplex.core.ports import ItemStamp, SceneRecord
from stashplex.core.scene import Scene
from stashplex.worker.library import Library
from stashplex.worker.parts import Parts
from stashplex.worker.settling import Settled

_RIGHT = (Ending.CHANGED, Ending.UNCHANGED)
STAMP_SECONDS = 2.0
"""A scene looked at within this time of its stamp may have changed again under the same stamp."""


class Recall:
    """Answers for scenes from what is remembered, without asking either server."""

    def __init__(self, parts: Parts, library: Library) -> None:
        self._parts = parts
        self._library = library
        self._pins = NO_PINS
        """As they were when it was asked last."""
        self._version = ""
        """That of mapping and rules, as it was then."""

    def right(self, scenes: Sequence[Scene]) -> dict[int, Settled]:
        """Returns the scenes whose items are as right as when they were last read."""
        records = self._parts.state.records
        known = records.scenes([scene.id for scene in scenes])
        stamps = records.stamps([item for one in known.values() for item in one.items])
        self._pins = self._parts.state.pins.read()
        self._version = self._parts.version
        return {
            scene.id: Settled(scene.id, Ending.UNCHANGED, left=known[scene.id].left)
            for scene in scenes
            if scene.id in known and self._is_right(scene, known[scene.id], stamps)
        }

    def _is_right(self, scene: Scene, record: SceneRecord, stamps: Mapping[int, ItemStamp]) -> bool:
        return (
            record.ending in _RIGHT
            and bool(record.items)
            and _settled_since(scene, record)
            and all(self._stands(item, scene, stamps) for item in record.items)
            and self._fingerprint(scene, record) == record.fingerprint
            and self._items(scene, record) == record.items
        )

    def _stands(self, item: int, scene: Scene, stamps: Mapping[int, ItemStamp]) -> bool:
        stamp, listed = stamps.get(item), self._library.listed(item)
        return (
            stamp is not None
            and listed is not None
            and stamp.scene == scene.id
            and self._pins.other_owner(scene.id, item) is None
            and (stamp.updated_at, stamp.thumb) == (listed.updated_at, listed.thumb)
        )

    def _fingerprint(self, scene: Scene, record: SceneRecord) -> str:
        desired = desire(scene, self._parts.rules)
        for name in IMAGE_FIELDS:
            if name in self._parts.rules.fields:
                desired = desired.with_image(name, record.cover_sha1)
        return fingerprint(
            desired,
            mapping=self._version,
            etag=record.cover_etag,
            items=record.items,
        )

    def _items(self, scene: Scene, record: SceneRecord) -> tuple[int, ...]:
        pinned = self._pins.of(scene.id)
        found = self._library.find(scene.files, record.items, self._parts, pinned)
        if found.ambiguous or found.lost:
            return ()
        return tuple(sorted(one.item for one in found.found))


def _settled_since(scene: Scene, record: SceneRecord) -> bool:
    """A cover moves the stamp of its scene: under an old stamp it is the one we know."""
    if scene.updated_at != record.updated_at:
        return False
    try:
        stamped = datetime.fromisoformat(scene.updated_at).timestamp()
    except ValueError:
        return False
    return not 0 <= record.checked_at - stamped < STAMP_SECONDS
