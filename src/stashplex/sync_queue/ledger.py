"""The ledger: what we hold on each item, and the history of every write."""

import json
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from stashplex.core.holding import Holding, Holdings, Write, WriteState
from stashplex.core.item import Field, Value, value_from_json, value_to_json
from stashplex.sync_queue.connection import Database, Parameter, Row, storable


class Ledger:
    """Holdings and writes of one target."""

    def __init__(self, database: Database, target_id: int) -> None:
        self._database = database
        self._target = target_id

    def holdings(self, items: Sequence[int]) -> dict[int, Holdings]:
        """Returns the holdings of these items (an item without any is there, empty)."""
        held: dict[int, list[Holding]] = {item: [] for item in items}
        rows = self._database.rows(
            "read_holdings", target=self._target, items=json.dumps(list(items))
        )
        for row in rows:
            held[row["item_id"]].append(_holding(row))
        undone = self._undone(items)
        return {item: Holdings.of_rows(of_item, undone.get(item)) for item, of_item in held.items()}

    def hold(
        self,
        item: int,
        rows: Iterable[Holding],
        dropped: Iterable[Holding] = (),
        released: Iterable[Field] = (),
    ) -> None:
        """Stores these rows, replacing rows of the same field and tag, and drops others.

        From `released` fields nothing is held back any more.
        """
        with self._database.transaction():
            self._database.change_each(
                "release_field",
                ({"target": self._target, "item": item, "field": name} for name in released),
            )
            self._database.change_each(
                "drop_holding",
                (
                    {"target": self._target, "item": item, "field": row.field, "tag": row.tag}
                    for row in dropped
                ),
            )
            self._database.change_each(
                "hold_value",
                (
                    {
                        "target": self._target,
                        "item": item,
                        "field": row.field,
                        "tag": row.tag,
                        "value": row.value,
                        "shown": row.shown,
                        "found": row.found,
                        "lock_ours": row.lock_ours,
                        "before": value_to_json(row.before),
                    }
                    for row in rows
                ),
            )

    def intend(self, writes: Sequence[Write], now: float) -> tuple[Write, ...]:
        """Commits writes as intended, before they are sent; returns them with their ids."""
        stored = json.dumps([_intended(write) for write in writes])
        with self._database.transaction():
            rows = self._database.rows("intend_writes", target=self._target, writes=stored, now=now)
        ids = sorted(row["id"] for row in rows)
        return tuple(
            replace(write, id=one, state=WriteState.INTENDED, at=now)
            for write, one in zip(writes, ids, strict=True)
        )

    def judge(self, ids: Iterable[int], state: WriteState, now: float) -> None:
        """Marks intended writes as proved or lost; what is judged already stays as it is."""
        judged = list(ids)
        if judged:
            self._database.change(
                "judge_writes", target=self._target, ids=json.dumps(judged), state=state, now=now
            )

    def open_writes(self, items: Sequence[int]) -> dict[int, tuple[Write, ...]]:
        """Returns the writes that are still intended, per item, oldest first."""
        found: dict[int, list[Write]] = {}
        rows = self._database.rows(
            "read_open_writes", target=self._target, items=json.dumps(list(items))
        )
        for row in rows:
            found.setdefault(row["item_id"], []).append(_write(row))
        return {item: tuple(writes) for item, writes in found.items()}

    def writes_of_scene(self, scene: int, limit: int) -> tuple[Write, ...]:
        """Returns the newest writes of a scene, newest first."""
        rows = self._database.rows(
            "read_writes_of_scene", target=self._target, scene=scene, limit=limit
        )
        return tuple(_write(row) for row in rows)

    def writes_of_run(self, run: int) -> tuple[Write, ...]:
        """Returns the writes of a run, oldest first."""
        rows = self._database.rows("read_writes_of_run", target=self._target, run=run)
        return tuple(_write(row) for row in rows)

    def writes_of_items(self, items: Sequence[int]) -> dict[int, tuple[Write, ...]]:
        """Returns the whole history of these items, oldest first."""
        found: dict[int, list[Write]] = {}
        rows = self._database.rows(
            "read_writes_of_items", target=self._target, items=json.dumps(list(items))
        )
        for row in rows:
            found.setdefault(row["item_id"], []).append(_write(row))
        return {item: tuple(writes) for item, writes in found.items()}

    def newest_writes(self, limit: int) -> tuple[Write, ...]:
        """Returns the newest writes of all scenes, newest first."""
        rows = self._database.rows("list_writes", target=self._target, limit=limit)
        return tuple(_write(row) for row in rows)

    def items_of_run(self, run: int) -> tuple[int, ...]:
        """Returns the items that a run wrote to, in the order in which it did."""
        rows = self._database.rows("read_items_of_run", target=self._target, run=run)
        return tuple(row["item_id"] for row in rows)

    def writes_by_run(self, runs: Sequence[int]) -> dict[int, dict[WriteState, int]]:
        """Returns how many writes of each state these runs have in the history."""
        counts: dict[int, dict[WriteState, int]] = {run: {} for run in runs}
        rows = self._database.rows("count_writes", target=self._target, runs=json.dumps(list(runs)))
        for row in rows:
            counts[row["run_id"]][WriteState(row["state"])] = row["writes"]
        return counts

    def hold_back(self, writes: Iterable[Write]) -> None:
        """Remembers that these writes were undone: what they wanted is not written again."""
        self._database.change_each(
            "hold_back",
            (
                {**self._place(write), "write": write.id, "wanted": value_to_json(_wanted(write))}
                for write in writes
            ),
        )

    def let_go(self, writes: Iterable[Write]) -> None:
        """Forgets that these writes were undone."""
        self._database.change_each(
            "release_write", ({**self._place(write), "write": write.id} for write in writes)
        )

    def release(self, items: Sequence[int]) -> None:
        """Forgets everything that was undone on these items: a person wants it written."""
        self._database.change("release_items", target=self._target, items=json.dumps(list(items)))

    def held_back(self) -> dict[int, tuple[Field, ...]]:
        """Returns the scenes from whose items something is held back, and the fields."""
        held: dict[int, tuple[Field, ...]] = {}
        for row in self._database.rows("read_held_scenes", target=self._target):
            scene = row["scene_id"]
            held[scene] = (*held.get(scene, ()), Field(row["field"]))
        return held

    def prune(self, before: float) -> int:
        """Forgets the history before a moment; holdings and what is still intended stay."""
        return self._database.change("prune_writes", target=self._target, before=before)

    def _undone(self, items: Sequence[int]) -> dict[int, dict[Field, tuple[Value, ...]]]:
        undone: dict[int, dict[Field, tuple[Value, ...]]] = {}
        rows = self._database.rows(
            "read_undone", target=self._target, items=json.dumps(list(items))
        )
        for row in rows:
            fields = undone.setdefault(row["item_id"], {})
            name = Field(row["field"])
            fields[name] = (*fields.get(name, ()), value_from_json(row["wanted"]))
        return undone

    def _place(self, write: Write) -> dict[str, Parameter]:
        return {"target": self._target, "item": write.item, "field": write.field.value}


def _wanted(write: Write) -> Value:
    return write.after if write.wanted is None else write.wanted


def _intended(write: Write) -> dict[str, Parameter]:
    row: dict[str, Parameter] = {
        "run": write.run,
        "scene": write.scene,
        "item": write.item,
        "field": write.field.value,
        "before": value_to_json(write.before),
        "after": value_to_json(write.after),
        "locked_before": int(write.locked_before),
        "lock": None if write.lock is None else int(write.lock),
        "thumb_before": write.thumb_before,
        "wanted": None if write.wanted is None else value_to_json(write.wanted),
        "undoes": write.undoes,
        "theirs": int(write.theirs),
    }
    return storable(row)


def _holding(row: Row) -> Holding:
    return Holding(
        field=Field(row["field"]),
        tag=row["tag"],
        value=row["value"],
        shown=row["shown"],
        found=bool(row["found"]),
        lock_ours=bool(row["lock_ours"]),
        before=value_from_json(row["before_value"]),
    )


def _write(row: Row) -> Write:
    return Write(
        scene=row["scene_id"],
        item=row["item_id"],
        field=Field(row["field"]),
        before=value_from_json(row["before_value"]),
        after=value_from_json(row["after_value"]),
        locked_before=bool(row["locked_before"]),
        lock=None if row["lock"] is None else bool(row["lock"]),
        thumb_before=row["thumb_before"],
        run=row["run_id"],
        wanted=None if row["wanted"] is None else value_from_json(row["wanted"]),
        undoes=row["undoes"],
        theirs=bool(row["theirs"]),
        state=WriteState(row["state"]),
        id=row["id"],
        at=row["intended_at"],
    )
