"""The tables refuse what must not be, in every database."""

import pytest

from stashplex.core.errors import DataFolderError
from stashplex.sync_queue.connection import Parameter
from stashplex.sync_queue.database import Database
from stashplex.sync_queue.dialect import with_named_places

NOBODY = 1_000_000
WAITING: dict[str, Parameter] = {
    "scene_id": 42,
    "state": "waiting",
    "priority": 0,
    "reason": "sync",
    "put_at": 1.0,
    "due_at": 1.0,
    "moved_at": 1.0,
}
LEASE: dict[str, Parameter] = {"lease_token": "t", "lease_until": 2.0}
RUNNING: dict[str, Parameter] = {**WAITING, **LEASE, "state": "running"}
ERROR: dict[str, Parameter] = {"error_type": "NotTaken", "error_message": "", "error_at": 1.0}
DEAD: dict[str, Parameter] = {**WAITING, **ERROR, "state": "dead"}
WRITE: dict[str, Parameter] = {
    "scene_id": 42,
    "item_id": 7,
    "field": "title",
    "before_value": '""',
    "after_value": '"x"',
    "locked_before": 0,
    "thumb_before": "",
    "state": "intended",
    "intended_at": 1.0,
}
HOLDING: dict[str, Parameter] = {
    "item_id": 7,
    "field": "title",
    "tag": "",
    "value": "x",
    "shown": "",
    "found": 0,
    "lock_ours": 1,
    "before_value": '""',
}
TOUCH: dict[str, Parameter] = {
    "scene_id": 42,
    "changed": 1,
    "vanished": 0,
    "cleared": "[]",
    "passed_at": 1.0,
}
SIDE: dict[str, Parameter] = {"side": "stash", "name": "Stash", "held": 3, "seen_at": 1.0}
WATCH: dict[str, Parameter] = {"newest": "", "owed_at": 1.0, "reconciled_at": 0.0}
SIGHTING: dict[str, Parameter] = {
    "kind": "scene",
    "thing_id": 42,
    "stamp": "",
    "stamped_at": 1.0,
    "seen_at": 1.0,
    "sure": 0,
}
MAPPING: dict[str, Parameter] = {"roots": "[]", "strays": 0, "learned_at": 1.0}


def insert(database: Database, table: str, row: dict[str, Parameter]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608  our own literals
    with database.transaction():
        database._execute(with_named_places(sql) if database.dialect == "postgres" else sql, row)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("jobs", WAITING),
        ("jobs", RUNNING),
        ("jobs", RUNNING | {"again": 1}),
        ("jobs", WAITING | ERROR),
        ("jobs", DEAD),
        ("writes", WRITE),
        ("writes", WRITE | {"state": "proved", "judged_at": 2.0, "lock": 1}),
        ("holdings", HOLDING),
        ("mappings", MAPPING),
        ("touches", TOUCH),
        ("sides", SIDE),
        ("watches", WATCH),
        ("sightings", SIGHTING),
    ],
)
def test_rows_that_may_be_are_taken(
    database: Database, target: int, table: str, row: dict[str, Parameter]
) -> None:
    insert(database, table, {"target_id": target} | row)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("jobs", WAITING | {"state": "done"}),
        ("jobs", WAITING | LEASE),
        ("jobs", WAITING | {"lease_until": 2.0}),
        ("jobs", WAITING | {"again": 1}),
        ("jobs", WAITING | {"attempts": -1}),
        ("jobs", WAITING | {"begun": -1}),
        ("jobs", WAITING | {"scene_id": "forty-two"}),
        ("jobs", WAITING | {"target_id": NOBODY}),
        ("jobs", WAITING | {"run_id": NOBODY}),
        ("jobs", WAITING | {"error_type": "NotTaken"}),
        ("jobs", WAITING | {"error_type": "", "error_message": "", "error_at": 1.0}),
        ("jobs", RUNNING | {"lease_token": None, "lease_until": None}),
        ("jobs", RUNNING | {"lease_until": None}),
        ("jobs", RUNNING | {"again": 2}),
        ("jobs", WAITING | {"state": "dead"}),
        ("jobs", DEAD | {"again": 1}),
        ("jobs", DEAD | LEASE),
        ("writes", WRITE | {"state": "hoped"}),
        ("writes", WRITE | {"state": "proved"}),
        ("writes", WRITE | {"judged_at": 2.0}),
        ("writes", WRITE | {"lock": 2}),
        ("writes", WRITE | {"before_value": "not json"}),
        ("writes", WRITE | {"run_id": NOBODY}),
        ("holdings", HOLDING | {"before_value": "not json"}),
        ("holdings", HOLDING | {"found": 2}),
        ("holdings", HOLDING | {"target_id": NOBODY}),
        ("holdings", HOLDING | {"field": ""}),
        ("mappings", MAPPING | {"target_id": NOBODY}),
        ("mappings", MAPPING | {"roots": "not json"}),
        ("mappings", MAPPING | {"strays": -1}),
        ("touches", TOUCH | {"changed": 2}),
        ("touches", TOUCH | {"vanished": 2}),
        ("touches", TOUCH | {"cleared": "not json"}),
        ("touches", TOUCH | {"target_id": NOBODY}),
        ("sides", SIDE | {"side": ""}),
        ("sides", SIDE | {"held": -1}),
        ("sides", SIDE | {"target_id": NOBODY}),
        ("watches", WATCH | {"newest": None}),
        ("watches", WATCH | {"target_id": NOBODY}),
        ("sightings", SIGHTING | {"kind": "marker"}),
        ("sightings", SIGHTING | {"sure": 2}),
        ("sightings", SIGHTING | {"target_id": NOBODY}),
        ("runs", {"kind": "", "started_at": 1.0}),
        ("runs", {"kind": "sync", "started_at": 1.0, "counts": "{"}),
    ],
)
def test_rows_that_must_not_be_are_refused(
    database: Database, target: int, table: str, row: dict[str, Parameter]
) -> None:
    with pytest.raises(DataFolderError, match="refused a statement"):
        insert(database, table, {"target_id": target} | row)


@pytest.mark.parametrize("second", [WAITING, RUNNING, DEAD], ids=lambda row: str(row["state"]))
@pytest.mark.parametrize("first", [WAITING, RUNNING, DEAD], ids=lambda row: str(row["state"]))
def test_a_scene_has_one_row_whatever_its_state(
    database: Database, target: int, first: dict[str, Parameter], second: dict[str, Parameter]
) -> None:
    insert(database, "jobs", {"target_id": target} | first)

    with pytest.raises(DataFolderError, match=r"(?i)unique"):
        insert(database, "jobs", {"target_id": target} | second)
