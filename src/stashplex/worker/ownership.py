"""An item has one owner: by a pin, else the scene that holds it, else that of its first part."""

from enum import IntEnum

from stashplex.core.item import Item, ItemFile
from stashplex.core.item_index import lasts
from stashplex.core.paths import PathMapping, base_name, path_key, same_name
from stashplex.core.pins import NO_PINS, Pins
from stashplex.core.ports import ItemStamp
from stashplex.core.scene import Scene, SceneFile
from stashplex.worker.parts import Parts


class _Claim(IntEnum):
    """How surely a file of a scene is one of an item, weakest first."""

    NONE = 0
    SIZE_AND_DURATION = 1
    NAME_AND_SIZE = 2
    PATH = 3


def other_owner(
    scene: Scene, item: Item, stamp: ItemStamp | None, parts: Parts, pins: Pins = NO_PINS
) -> int | None:
    """Returns the other living scene that owns this item, or None where it is this scene's.

    Who holds it keeps it, except from a scene whose file is surely the one in it.
    """
    pinned_to = pins.scene_of.get(item.id)
    # A pin goes with its scene: one that was merged into this scene keeps nothing from it.
    if pinned_to is not None and (
        pinned_to == scene.id or pinned_to in parts.stash.scenes([pinned_to])
    ):
        return pins.other_owner(scene.id, item.id)
    if stamp is not None and stamp.scene == scene.id:
        return None
    mapping = parts.mapping
    if all(_claim(scene, part, mapping) is _Claim.PATH for part in item.files):
        return None
    if stamp is not None:
        holder = parts.stash.scenes([stamp.scene]).get(stamp.scene)
        claim = _best_claim(holder, item, mapping) if holder else _Claim.NONE
        if claim and claim >= _best_claim(scene, item, mapping):
            return stamp.scene
    return _scene_of_earlier_part(scene, item, parts)


def has_living_scene(item: Item, gone: Scene, parts: Parts) -> bool:
    """Tells whether some scene has a file of this item now, or of the scene that it belonged to."""
    theirs = {path_key(file.path) for file in gone.files}
    paths = [file.path for file in gone.files] + [part.path for part in item.files]
    return any(
        path_key(file.path) in theirs or any(_is(file, part, parts.mapping) for part in item.files)
        for name in dict.fromkeys(map(base_name, paths))
        for scene in parts.stash.scenes_with_file_named(name)
        for file in scene.files
    )


def _scene_of_earlier_part(scene: Scene, item: Item, parts: Parts) -> int | None:
    for part in item.files:
        if _has(scene, part, parts.mapping):
            return None
        for other in parts.stash.scenes_with_file_named(base_name(part.path)):
            if other.id != scene.id and _has(other, part, parts.mapping):
                return other.id
    return None


def _has(scene: Scene, part: ItemFile, mapping: PathMapping) -> bool:
    return _claim(scene, part, mapping) >= _Claim.NAME_AND_SIZE


def _best_claim(scene: Scene, item: Item, mapping: PathMapping) -> _Claim:
    return max((_claim(scene, part, mapping) for part in item.files), default=_Claim.NONE)


def _claim(scene: Scene, part: ItemFile, mapping: PathMapping) -> _Claim:
    claims = (_claim_of_file(file, part, mapping) for file in scene.files)
    return max(claims, default=_Claim.NONE)


def _claim_of_file(file: SceneFile, part: ItemFile, mapping: PathMapping) -> _Claim:
    if path_key(mapping.to_plex(file.path)) == path_key(part.path):
        return _Claim.PATH
    if file.size != part.size:
        return _Claim.NONE
    if same_name(file.path, part.path):
        return _Claim.NAME_AND_SIZE
    as_long = file.duration is not None and lasts(part, file.duration * 1000)
    return _Claim.SIZE_AND_DURATION if as_long else _Claim.NONE


def _is(file: SceneFile, part: ItemFile, mapping: PathMapping) -> bool:
    """The same file: the exact path, or where paths are not mapped its name and size."""
    return _claim_of_file(file, part, mapping) >= _Claim.NAME_AND_SIZE
