"""A person's answer to which item a scene is: checked, shown side by side, kept, taken back."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from stashplex.app.house import House
from stashplex.app.state import Store
from stashplex.core.answers import FileTold, PinAnswer, UnpinAnswer
from stashplex.core.errors import UnknownId
from stashplex.core.item import Field, Item
from stashplex.core.job import Priority
from stashplex.core.mapping import nothing_to_say
from stashplex.core.paths import base_name, same_name
from stashplex.core.scene import Scene

PINNED = "pinned"
UNPINNED = "unpinned"


def pin(house: House, scene: int, item: int, *, dry_run: bool) -> PinAnswer:
    """Gives an item to a scene, and has it synced next; raises UnknownId for either unknown.

    It takes the place of another pin of the scene in the same library, and of one whose item is
    not in Plex any more.
    """
    meant = _Meant.of(house, scene, item)
    replaced = tuple(sorted(meant.replaced))
    owner = _owner(house.store, scene, item)
    if not dry_run:
        _keep(house, meant, owner)
    return PinAnswer(
        scene=scene,
        title=meant.scene.title,
        files=tuple(FileTold(one.path, one.size, one.duration) for one in meant.scene.files),
        item=item,
        item_title=meant.item.texts.get(Field.TITLE, ""),
        library=meant.library,
        item_files=_files(meant.item),
        replaced=replaced,
        owner=owner,
        warnings=tuple(_warnings(meant)),
        dry_run=dry_run,
    )


def unpin(store: Store, scene: int, item: int | None, now: float) -> UnpinAnswer:
    """Takes back what was said of a scene; raises UnknownId where nothing was."""
    pinned = store.pins.read().of(scene)
    if not pinned:
        raise UnknownId(
            f"Scene {scene} is not pinned to any item.", f"`stashplex inspect {scene}` explains it."
        )
    if item is not None and item not in pinned:
        items = ", ".join(map(str, pinned))
        raise UnknownId(f"Scene {scene} is pinned to {items}, not to {item}.", "Name one of them.")
    with store.database.transaction():
        taken = store.pins.unpin(scene, item)
        for one in (scene, *_others_of(store, scene, taken)):
            store.queue.put(one, UNPINNED, Priority.PERSON, now=now, revive=True)
    return UnpinAnswer(scene, taken)


class _Meant(Struct, frozen=True):
    """Both that a pin brings together, and the pins whose place it takes."""

    scene: Scene
    item: Item
    library: str
    replaced: frozenset[int]

    @classmethod
    def of(cls, house: House, scene: int, item: int) -> "_Meant":
        found = house.parts.stash.scenes([scene]).get(scene)
        if found is None:
            raise UnknownId(
                f"Stash has no scene {scene}.",
                "The id of a scene is the number in its address in Stash.",
            )
        pinned = house.store.pins.read().of(scene)
        there = house.parts.plex.items([item, *pinned])
        if item not in there:
            raise UnknownId(
                f"Plex has no movie {item}.",
                f"`stashplex inspect {scene}` names the items that could be meant.",
            )
        libraries = {section.id: section.title for section in house.library.chosen()}
        wanted = there[item]
        if wanted.section not in libraries:
            known = ", ".join(f'"{title}"' for title in libraries.values())
            raise UnknownId(
                f"Item {item} is in a library that is not synced.",
                f"Choose one of {known}, or correct plex.libraries.",
            )
        replaced = {
            one for one in pinned if one not in there or there[one].section == wanted.section
        }
        return cls(found, wanted, libraries[wanted.section], frozenset(replaced - {item}))


def _keep(house: House, meant: _Meant, owner: int | None) -> None:
    store, now = house.store, house.parts.clock.now()
    with store.database.transaction():
        for old in meant.replaced:
            store.pins.unpin(meant.scene.id, old)
        for one in _others_of(store, meant.scene.id, sorted(meant.replaced)):
            store.queue.put(one, UNPINNED, Priority.PERSON, now=now, revive=True)
        store.pins.pin(meant.scene.id, meant.item.id, now)
        store.queue.put(meant.scene.id, PINNED, Priority.PERSON, now=now, revive=True)
        if owner is not None:
            store.queue.put(owner, PINNED, Priority.PERSON, now=now, revive=True)


def _owner(store: Store, scene: int, item: int) -> int | None:
    """Returns the other scene that an item belongs to now."""
    pinned_to = store.pins.read().scene_of.get(item)
    stamp = store.records.stamps([item]).get(item)
    owner = pinned_to or (stamp.scene if stamp else None)
    return None if owner == scene else owner


def _others_of(store: Store, scene: int, items: Sequence[int]) -> list[int]:
    """Returns the other scenes that were written to items: one of them may have an item again."""
    history = store.ledger.writes_of_items(items).values()
    return sorted({one.scene for writes in history for one in writes} - {scene})


def _files(item: Item) -> tuple[FileTold, ...]:
    return tuple(
        FileTold(one.path, one.size, None if one.duration_ms is None else one.duration_ms / 1000)
        for one in item.files
    )


def _warnings(meant: _Meant) -> Iterator[str]:
    scene, item = meant.scene, meant.item
    if not scene.files:
        yield "The scene has no file in Stash: it is skipped for as long as it has none."
        return
    if nothing_to_say(scene):
        yield "Stash says nothing of the scene yet: it is skipped until it does."
    if not any(same_name(one.path, part.path) for one in scene.files for part in item.files):
        paths = [one.path for one in scene.files[:1]] + [one.path for one in item.files[:1]]
        yield f"The file names differ: {' and '.join(repr(base_name(one)) for one in paths)}."
    if not {one.size for one in scene.files} & {part.size for part in item.files}:
        yield "The files differ in size: they may be two cuts, or two videos."
