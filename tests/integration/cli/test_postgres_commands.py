"""The commands, where the durable state is in PostgreSQL."""

import pytest
from tests.doors import CONFIG, Door

from stashplex.core.secret import Secret


def use(door: Door, url: str) -> None:
    """Lets the configuration name a PostgreSQL."""
    text = (door.folder / CONFIG).read_text(encoding="utf-8")
    door.configure(f'{text}[storage]\ndatabase = "{url}"\n')


def test_an_odd_library_arrives_and_every_command_reads_it(
    door: Door, postgres_url: Secret
) -> None:
    use(door, postgres_url.reveal())

    first = door("sync", "--all", "--json")
    second = door("sync", "--all", "--json")
    told = [door(*words) for words in (["status"], ["dlq", "list"], ["doctor"], ["status", "-v"])]

    assert first.answer["changed"] > 20
    assert second.answer["changed"] == 0
    assert first.answer["failed"] == second.answer["failed"]
    assert "PostgreSQL" in told[2].all
    assert [one.code for one in told[:2]] == [0, 0]
    for said in (first, second, *told):
        assert ":secret@" not in said.all


@pytest.mark.parametrize("command", ["sync", "status", "dlq list"])
def test_a_database_that_is_not_there_is_one_line_with_its_remedy(door: Door, command: str) -> None:
    use(door, "postgresql://me:s3cret-word@/films?host=/nowhere")

    said = door(*command.split(), "--json")

    assert said.code == 3, "the unit of systemd starts a service again, but for 2"
    assert said.answer["error"]["type"] == "DatabaseAway"
    assert 'database "films" at /nowhere:5432 cannot be reached' in said.answer["error"]["message"]
    assert "storage.database" in said.answer["error"]["remedy"]
    assert "s3cret" not in said.all


def test_another_kind_of_database_is_refused_before_anything_starts(door: Door) -> None:
    use(door, "mysql://me:s3cret-word@localhost/films")

    said = door("status")

    assert said.code == 2
    assert 'storage.database is not usable; it must be an address like "postgresql://' in said.err
    assert "s3cret" not in said.all
