"""The items that a scene could be, side by side, each with the command that decides for it."""

from collections.abc import Sequence

from stashplex.core.answers import CandidateTold
from stashplex.core.item import Field, Item, ItemFile
from stashplex.core.paths import same_name
from stashplex.core.ports import PlexServer


def candidates_of(
    scene: int, path: str, items: Sequence[int], plex: PlexServer
) -> tuple[CandidateTold, ...]:
    """Returns these items as Plex shows them now; one that vanished has no path."""
    there = plex.items(items) if items else {}
    return tuple(_told(scene, path, item, there.get(item)) for item in dict.fromkeys(items))


def unseen(scene: int, items: Sequence[int]) -> tuple[CandidateTold, ...]:
    """Returns these items by their numbers alone."""
    return tuple(_told(scene, "", item, None) for item in items)


def _told(scene: int, path: str, number: int, item: Item | None) -> CandidateTold:
    pin = f"stashplex pin {scene} {number}"
    if item is None or not item.files:
        return CandidateTold(number, "", "", 0, None, pin)
    file = _file_meant(path, item.files)
    seconds = None if file.duration_ms is None else file.duration_ms / 1000
    return CandidateTold(
        number, item.texts.get(Field.TITLE, ""), file.path, file.size, seconds, pin
    )


def _file_meant(path: str, files: Sequence[ItemFile]) -> ItemFile:
    return next((file for file in files if same_name(path, file.path)), files[0])
