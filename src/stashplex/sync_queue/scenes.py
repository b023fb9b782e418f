"""What is known of each scene and item between runs."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from stashplex.core.item import Field
from stashplex.core.ports import ItemStamp, SceneRecord
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.scene_list import SceneList

AT_ONCE: Final = 1000
"""So many records are read at once where all of them are."""
_ITEMS: Final = msgspec.json.Decoder(tuple[int, ...])
_FIELDS: Final = msgspec.json.Decoder(tuple[Field, ...])


class SceneRecords:
    """The records of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id
        self._list = SceneList(database, target_id)

    def scenes(self, ids: Sequence[int]) -> dict[int, SceneRecord]:
        """Returns the records there are."""
        rows = self._database.rows("read_scenes", target=self._target, scenes=json.dumps(list(ids)))
        return {
            row["scene_id"]: SceneRecord(
                scene=row["scene_id"],
                title=row["title"],
                path=row["path"],
                updated_at=row["updated_at"],
                fingerprint=row["fingerprint"],
                cover_sha1=row["cover_sha1"],
                cover_etag=row["cover_etag"],
                ending=row["ending"],
                reason=row["reason"],
                confidence=row["confidence"],
                evidence=row["evidence"],
                items=_ITEMS.decode(row["items"]),
                left=_FIELDS.decode(row["left_alone"]),
                checked_at=row["checked_at"],
            )
            for row in rows
        }

    def known(self) -> tuple[int, ...]:
        """Returns every scene that has a record, an item or a job, by id."""
        rows = self._database.rows("list_known_scenes", target=self._target)
        return tuple(row["scene_id"] for row in rows)

    def remember(self, records: Iterable[SceneRecord]) -> None:
        """Stores records, replacing older ones."""
        records = tuple(records)
        with self._database.transaction():
            self._store(records)
            self._list.keep(records)

    def make_searchable(self) -> None:
        """Lists by their texts the scenes that an older stashplex remembered; else does nothing."""
        while unfolded := self._list.unfolded(AT_ONCE):
            with self._database.transaction():
                known = self.scenes(unfolded)
                self._list.keep(known.get(scene) or SceneRecord(scene) for scene in unfolded)

    def forget(self, scenes: Iterable[int]) -> None:
        """Drops the records of scenes that are gone, their ownership of items, and their pins."""
        ids = list(scenes)
        gone = json.dumps(ids)
        with self._database.transaction():
            self._database.change("forget_scenes", target=self._target, scenes=gone)
            self._list.drop(ids)
            self._database.change("disown_items", target=self._target, scenes=gone)
            self._database.change("unpin_scenes", target=self._target, scenes=gone)

    def owned(self, scenes: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Returns the items each of these scenes holds (a scene without any is there, empty)."""
        items: dict[int, list[int]] = {scene: [] for scene in scenes}
        rows = self._database.rows(
            "read_owned", target=self._target, scenes=json.dumps(list(scenes))
        )
        for row in rows:
            items[row["scene_id"]].append(row["item_id"])
        return {scene: tuple(owned) for scene, owned in items.items()}

    def stamps(self, items: Sequence[int]) -> dict[int, ItemStamp]:
        """Returns owner and stamps of the items there are."""
        rows = self._database.rows(
            "read_stamps", target=self._target, items=json.dumps(list(items))
        )
        return {
            row["item_id"]: ItemStamp(
                item=row["item_id"],
                section=row["section_id"],
                scene=row["scene_id"],
                updated_at=row["updated_at"],
                thumb=row["thumb"],
            )
            for row in rows
        }

    def stamp(self, stamps: Iterable[ItemStamp]) -> None:
        """Stores owner and stamps, replacing older ones."""
        self._database.change_each(
            "stamp_item",
            (
                {
                    "target": self._target,
                    "item": stamp.item,
                    "section": stamp.section,
                    "scene": stamp.scene,
                    "updated_at": stamp.updated_at,
                    "thumb": stamp.thumb,
                }
                for stamp in stamps
            ),
        )

    def _store(self, records: Sequence[SceneRecord]) -> None:
        self._database.change_each(
            "remember_scene",
            (
                {
                    "target": self._target,
                    "scene": record.scene,
                    "title": record.title,
                    "path": record.path,
                    "updated_at": record.updated_at,
                    "fingerprint": record.fingerprint,
                    "cover_sha1": record.cover_sha1,
                    "cover_etag": record.cover_etag,
                    "ending": record.ending,
                    "reason": record.reason,
                    "confidence": record.confidence,
                    "evidence": record.evidence,
                    "items": json.dumps(record.items),
                    "left_alone": json.dumps(record.left),
                    "checked_at": record.checked_at,
                }
                for record in records
            ),
        )
