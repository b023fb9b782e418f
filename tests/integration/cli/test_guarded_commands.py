"""What a person and a program see when it is too much at once, and how they go on."""

import pytest
from tests.doors import Door

from stashplex.app.diary import LOG_FOLDER
from stashplex.demo.world import World
from stashplex.log import FILE_NAME

HOSTILE = "[red]Night[/red]\x1b[31m\nend"


@pytest.fixture
def renamed(in_step: None, door: Door, world: World) -> Door:  # noqa: ARG001  asked for by name
    """Opens the door to a library in step, of which every scene was renamed since."""
    for scene in list(world.stash.scenes):
        world.stash.edit_scene(scene, title=f"{HOSTILE} {scene}")
    return door


def test_it_says_how_much_it_would_be_shows_some_and_how_to_go_on(
    renamed: Door, world: World
) -> None:
    writes = world.plex.writes

    said = renamed("sync", "--all")

    told = " ".join(said.out.split())
    assert said.code == 4
    assert world.plex.writes == writes
    assert "Run 2: held back, and nothing was put" in told
    assert "Held back: Of 31 scenes that were in step 30 would change: 96.8 %, where 50 %" in told
    assert "· title: The \"Blue\" Kettle's 'Last' Day" in told
    assert "→ [red]Night[/red][31m end 3" in told
    assert "held back: too much would change at once" in told
    assert "--yes goes on" in " ".join(said.err.split())
    assert "cost nothing: every" not in told


def test_the_log_tells_it_once_and_how_to_go_on(renamed: Door) -> None:
    renamed("sync", "--all")

    log = (renamed.folder / "data" / LOG_FOLDER / FILE_NAME).read_text()
    assert log.count("scenes that were in step") == 1
    assert log.count("--yes goes on") == 1


def test_a_program_gets_the_figures_and_the_error(renamed: Door) -> None:
    told = renamed("sync", "--all", "--json")

    assert told.code == 4
    assert told.answer["waiting"]["guard"] >= 30
    assert told.answer["error"]["type"] == "TooMuchAtOnce"
    assert "--yes" in told.answer["error"]["remedy"]
    (guard,) = told.answer["guards"]
    assert [guard[key] for key in ("guard", "what", "now", "earlier", "of", "allowed")] == [
        "change", "", 30, 0, 31, 0.5,
    ]  # fmt: skip
    assert {one["field"] for one in guard["examples"]} == {"title"}


@pytest.mark.parametrize("command", ["sync --all", "reconcile"])
def test_a_dry_run_tells_that_it_would_be_stopped(renamed: Door, command: str) -> None:
    told = renamed(*command.split(), "--dry-run", "--json")

    assert (told.code, told.answer["error"]["type"]) == (4, "TooMuchAtOnce")
    assert told.answer["waiting"]["guard"] >= 30
    assert renamed(*command.split(), "--dry-run", "--yes").code == 0


def test_with_yes_it_goes_on(renamed: Door) -> None:
    told = renamed("sync", "--all", "--yes", "--json")

    assert (told.code, told.answer["changed"]) == (0, 32)
    assert "guards" not in told.answer


def test_reconciling_with_yes_puts_it_all_and_a_bare_sync_works_it(renamed: Door) -> None:
    stopped = renamed("reconcile", "--json")
    assert (stopped.code, stopped.answer["enqueued"]) == (4, {})

    assert renamed("reconcile", "--yes").code == 0
    assert renamed("sync", "--json").answer["changed"] == 32
