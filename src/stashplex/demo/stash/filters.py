"""Which scenes, names and files a filter lets through."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from stashplex.demo.stash.criteria import (
    Criterion,
    MakeTest,
    Test,
    UnsupportedModifier,
    members,
    number,
    stamp,
    text,
)
from stashplex.demo.stash.records import Named, Scene, Stamped, VideoFile

Row = TypeVar("Row")
StampedRow = TypeVar("StampedRow", bound=Stamped)
LINKS: Final = ("AND", "OR", "NOT")


def test_of(criteria: Mapping[str, MakeTest[Row]], wanted: Criterion | None) -> Test[Row]:
    """Returns the test of a whole filter; at most one of AND, OR and NOT may stand in it."""
    given = {name: value for name, value in (wanted or {}).items() if value is not None}
    links = [name for name in LINKS if name in given]
    if len(links) > 1:
        raise UnsupportedModifier("only one of AND, OR, NOT may be set in one filter")
    own = [criteria[name](value) for name, value in given.items() if name not in LINKS]
    if not links:
        return lambda row: all(test(row) for test in own)
    other = test_of(criteria, given[links[0]])
    if links[0] == "OR":
        return lambda row: all(test(row) for test in own) or other(row)
    agrees = links[0] == "AND"
    return lambda row: all(test(row) for test in own) and other(row) is agrees


def stamps() -> dict[str, MakeTest[StampedRow]]:
    """Returns the criteria that every kind of row has."""
    return {
        "created_at": stamp(lambda row: row.created_at),
        "updated_at": stamp(lambda row: row.updated_at),
    }


NAMED_CRITERIA: Final[Mapping[str, MakeTest[Named]]] = {
    "name": text(lambda row: [row.name]),
    **stamps(),
}
FILE_CRITERIA: Final[Mapping[str, MakeTest[VideoFile]]] = {
    "path": text(lambda file: [file.path]),
    "basename": text(lambda file: [file.basename]),
    **stamps(),
}
MISSING: Final[Mapping[str, Test[Scene]]] = {
    "cover": lambda scene: scene.cover is None,
    "date": lambda scene: not scene.date,
    "details": lambda scene: not scene.details,
    "director": lambda scene: not scene.director,
    "group": lambda scene: not scene.groups,
    "performers": lambda scene: not scene.performers,
    "rating": lambda scene: scene.rating100 is None,
    "studio": lambda scene: scene.studio is None,
    "tags": lambda scene: not scene.tags,
    "title": lambda scene: not scene.title,
    "url": lambda scene: not scene.urls,
}


def is_missing(what: str) -> Test[Scene]:
    """Returns the test for a scene without something."""
    if what not in MISSING:
        raise UnsupportedModifier(f"no such column: {what}")
    return MISSING[what]


def organized(wanted: bool) -> Test[Scene]:
    """Returns the test for the mark of a scene that is done."""
    return lambda scene: scene.organized is wanted


def related(
    rows_of: Callable[[Scene], list[Row]], criteria: Mapping[str, MakeTest[Row]]
) -> MakeTest[Scene]:
    """Returns the criterion over what a scene is connected to: one of them must pass."""

    def make(wanted: Criterion) -> Test[Scene]:
        test = test_of(criteria, wanted)
        return lambda scene: any(test(row) for row in rows_of(scene))

    return make


def ignored(_: Criterion) -> Test[Scene]:
    """Returns the test of a filter that Stash declares and never applies."""
    return lambda _: True


def studio_of(scene: Scene) -> list[Named]:
    """Returns the studio of a scene, if any, as a list."""
    return [scene.studio] if scene.studio else []


SCENE_CRITERIA: Final[Mapping[str, Callable[..., Test[Scene]]]] = {
    "id": number(lambda scene: scene.id),
    "title": text(lambda scene: [scene.title]),
    "code": text(lambda scene: [scene.code]),
    "details": text(lambda scene: [scene.details]),
    "director": text(lambda scene: [scene.director]),
    "path": text(lambda scene: [file.path for file in scene.files]),
    "file_count": number(lambda scene: len(scene.files)),
    "rating100": number(lambda scene: scene.rating100),
    "organized": organized,
    "is_missing": is_missing,
    "studios": members(lambda scene: {studio.id for studio in studio_of(scene)}),
    "groups": members(lambda scene: {one.group.id for one in scene.groups}),
    "tags": members(lambda scene: {tag.id for tag in scene.tags}),
    "performers": members(lambda scene: {performer.id for performer in scene.performers}),
    "studios_filter": related(studio_of, NAMED_CRITERIA),
    "performers_filter": related(lambda scene: scene.performers, NAMED_CRITERIA),
    "tags_filter": related(lambda scene: scene.tags, NAMED_CRITERIA),
    "groups_filter": ignored,
    "files_filter": related(lambda scene: scene.files, FILE_CRITERIA),
    **stamps(),
}
