"""The command `demo`."""

from stashplex.app import telling
from stashplex.app.house import House, open_house
from stashplex.app.showroom import Showroom, open_showroom
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.cli.sync import exit_after, run_in
from stashplex.core.answers import DemoAnswer, ExampleTold
from stashplex.worker.sync_run import Request

EVERYTHING = Request(everything=True)


def demo(front: Front, scenes: int) -> Exit:
    """Syncs an invented library twice, and shows what became of it."""
    from stashplex.cli.drawing import demo as drawing  # noqa: PLC0415  rich only where drawn

    console = front.screen.console
    with open_showroom(scenes) as room:
        front.use(room.settings)
        drawing.draw_welcome(console, scenes)
        with open_house(room.settings, writing=True, clock=front.clock) as house:
            first, follower = run_in(front, house, EVERYTHING)
            examples = _examples(house, room, first.answer.run_id)
        drawing.draw_first(console, first.answer, follower.notable)
        drawing.draw_examples(console, examples)
        if exit_after(first) is not Exit.DONE:
            return exit_after(first)
        with open_house(room.settings, writing=True, clock=front.clock) as house:
            second, _ = run_in(front, house, EVERYTHING)
            writes = house.servers.plex.requests.writes
        drawing.draw_second(console, second.answer, writes)
    if front.screen.as_json:
        front.screen.tell(DemoAnswer(first.answer, examples, second.answer, writes))
    return exit_after(second)


def _examples(house: House, room: Showroom, run: int | None) -> tuple[ExampleTold, ...]:
    """Returns what the run wrote for the scenes worth a closer look."""
    written = house.store.ledger.writes_of_run(run or 0)
    records = house.store.records.scenes(room.examples)
    return tuple(
        ExampleTold(
            scene,
            records[scene].title,
            tuple(telling.write(one) for one in written if one.scene == scene),
        )
        for scene in room.examples
        if scene in records
    )
