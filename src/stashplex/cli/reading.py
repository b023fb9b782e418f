"""The commands that only read: `inspect` and `status`."""

from stashplex.app.explaining import explain
from stashplex.app.house import open_house
from stashplex.app.overview import overview
from stashplex.app.state import open_store
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.core.errors import WrongUsage


def inspect(front: Front, scene: int) -> Exit:
    """Explains one scene."""
    if scene < 1:
        raise WrongUsage(f"inspect: {scene} is no id of a scene.", "Ids are 1 and higher.")
    settings = front.settings()
    with open_house(settings, writing=False, clock=front.clock) as house:
        with front.display() as display:
            display.begin("Reading the Plex library", None)
            answer = explain(house, scene)
        front.screen.show(answer)
    return Exit.DONE


def status(front: Front) -> Exit:
    """Tells where everything stands."""
    settings = front.settings()
    with open_store(settings, front.clock, writing=False) as store:
        front.screen.show(overview(settings, store, front.clock.now()))
    return Exit.DONE
