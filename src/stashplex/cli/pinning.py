"""The commands `pin` and `unpin`."""

from typing import Final

from stashplex.app.running import acting
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.core.errors import WrongUsage

LARGEST_ID: Final = 2**63 - 1
"""What a database can keep."""


def pin(front: Front, scene: int, item: int, *, dry_run: bool) -> Exit:
    """Gives an item to a scene, and shows both side by side."""
    _refuse_bad_ids("pin", scene, item)
    with acting(front.settings(), front.clock) as actor:
        front.screen.show(actor.pin(scene, item, dry_run=dry_run))
    return Exit.DONE


def unpin(front: Front, scene: int, item: int | None) -> Exit:
    """Takes back which items a scene is."""
    _refuse_bad_ids("unpin", scene, *([] if item is None else [item]))
    with acting(front.settings(), front.clock) as actor:
        front.screen.show(actor.unpin(scene, item))
    return Exit.DONE


def _refuse_bad_ids(command: str, scene: int, *items: int) -> None:
    for what, number in (("a scene", scene), *(("an item", item) for item in items)):
        if not 1 <= number <= LARGEST_ID:
            raise WrongUsage(f"{command}: {number} is no id of {what}.", "Ids are 1 and higher.")
