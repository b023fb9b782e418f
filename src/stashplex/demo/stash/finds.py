"""The queries that find scenes, names and files."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stashplex.demo.stash.criteria import Criterion
from stashplex.demo.stash.filters import FILE_CRITERIA, NAMED_CRITERIA, SCENE_CRITERIA, test_of
from stashplex.demo.stash.library import Shelf, StashLibrary
from stashplex.demo.stash.listing import (
    FILE_SORTS,
    NAMED_SORTS,
    SCENE_SORTS,
    Found,
    NotFound,
    find,
    find_by_id,
    search,
)
from stashplex.demo.stash.question import Info, opened
from stashplex.demo.stash.records import Named, Scene, VideoFile

Resolve = Callable[..., object]
Ids = Sequence[str | int] | None


def find_scenes(
    _: object,
    info: Info,
    *,
    scene_filter: Criterion | None = None,
    scene_ids: Ids = None,
    ids: Ids = None,
    filter: Criterion | None = None,  # noqa: A002  the name of the argument in the schema
) -> Found[Scene]:
    """Answers findScenes; an empty list of ids restricts nothing."""
    library = opened(info)
    named = ids or scene_ids
    if named:
        return find_by_id(library.scenes.get, named, "scene")
    test = search((filter or {}).get("q"), texts_of, test_of(SCENE_CRITERIA, scene_filter))
    after = lowest_id(scene_filter or {})
    return find(lambda: library.scenes_after(after), test, SCENE_SORTS, filter)


def texts_of(scene: Scene) -> list[str]:
    """Returns the texts that a search looks through."""
    return [scene.title, scene.details, *(file.path for file in scene.files)]


def lowest_id(wanted: Mapping[str, Any]) -> int:
    """Returns the id up to which no scene can pass, so that a keyset page costs only itself."""
    criterion = wanted.get("id")
    if not criterion or criterion["modifier"] != "GREATER_THAN" or wanted.get("OR"):
        return 0
    lowest: int = criterion["value"]
    return lowest


def find_named(shelf_of: Callable[[StashLibrary], Shelf], kind: str) -> Resolve:
    """Returns the resolver of findStudios, findPerformers, findTags or findGroups."""

    def resolve(
        _: object,
        info: Info,
        *,
        ids: Ids = None,
        filter: Criterion | None = None,  # noqa: A002  the name of the argument in the schema
        **named: Any,  # noqa: ANN401  the filter and the old ids, each called after its kind
    ) -> Found[Named]:
        shelf = shelf_of(opened(info))
        wanted_ids = ids or named.get(f"{kind}_ids")
        if wanted_ids:
            return find_by_id(shelf.get, wanted_ids, kind)
        test = test_of(NAMED_CRITERIA, named.get(f"{kind}_filter"))
        test = search((filter or {}).get("q"), lambda row: [row.name], test)
        return find(lambda: shelf, test, NAMED_SORTS, filter)

    return resolve


def find_files(
    _: object,
    info: Info,
    *,
    file_filter: Criterion | None = None,
    ids: Ids = None,
    filter: Criterion | None = None,  # noqa: A002  the name of the argument in the schema
) -> Found[VideoFile]:
    """Answers findFiles."""
    library = opened(info)
    if ids:
        return find_by_id(library.files.get, ids, "file")
    return find(library.files.values, test_of(FILE_CRITERIA, file_filter), FILE_SORTS, filter)


def find_file(
    _: object,
    info: Info,
    *,
    id: str | None = None,  # noqa: A002  the name of the argument in the schema
    path: str | None = None,
) -> VideoFile:
    """Answers findFile, which fails where there is none."""
    files = opened(info).files
    if id is not None and int(id) in files:
        return files[int(id)]
    for file in files.values():
        if file.path == path:
            return file
    raise NotFound("file not found")


def by_id(get: Callable[[StashLibrary, int], object]) -> Resolve:
    """Returns the resolver of a query for one row, which is null where there is none."""

    def resolve(
        _: object,
        info: Info,
        *,
        id: str | None = None,  # noqa: A002  the name of the argument in the schema
    ) -> object:
        return get(opened(info), int(id or 0))

    return resolve
