"""An item has one owner: by a pin, else the scene that holds it, else that of its first part."""

from collections.abc import Iterable

from stashplex.core.item import Item, ItemFile
from stashplex.core.paths import PathMapping, base_name, path_key, same_name
from stashplex.core.pins import NO_PINS, Pins
from stashplex.core.ports import ItemStamp
from stashplex.core.scene import Scene, SceneFile
from stashplex.worker.parts import Parts


def other_owner(
    scene: Scene, item: Item, stamp: ItemStamp | None, parts: Parts, pins: Pins = NO_PINS
) -> int | None:
    """Returns the other living scene that owns this item, or None where it is this scene's."""
    if item.id in pins.scene_of:
        return pins.other_owner(scene.id, item.id)
    others = [part for part in item.files if not _has(scene, part, parts.mapping)]
    if stamp is not None and stamp.scene == scene.id:
        return None
    if not others:
        return None
    if stamp is not None:
        holder = parts.stash.scenes([stamp.scene]).get(stamp.scene)
        if holder is not None and _has_any(holder, item.files, parts.mapping):
            return holder.id
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


def _has_any(scene: Scene, files: Iterable[ItemFile], mapping: PathMapping) -> bool:
    return any(_has(scene, part, mapping) for part in files)


def _has(scene: Scene, part: ItemFile, mapping: PathMapping) -> bool:
    return any(_is(file, part, mapping) for file in scene.files)


def _is(file: SceneFile, part: ItemFile, mapping: PathMapping) -> bool:
    """The same file: the exact path, or where paths are not mapped its name and size."""
    if path_key(mapping.to_plex(file.path)) == path_key(part.path):
        return True
    return file.size == part.size and same_name(file.path, part.path)
