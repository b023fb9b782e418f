"""Sorting, paging and counting, as the `find…s` queries of Stash do it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, Generic, TypeVar

from stashplex.demo.stash.criteria import Criterion, Test, any_like, words
from stashplex.demo.stash.records import Named, Scene, Stamped, VideoFile

Row = TypeVar("Row", bound=Stamped)
SortKey = Callable[[Row], str | float]
DEFAULT_PAGE: Final = 25

NAMED_SORTS: Final[Mapping[str, SortKey[Named]]] = {
    "id": lambda row: row.id,
    "name": lambda row: row.name.casefold(),
    "created_at": lambda row: row.created_at,
    "updated_at": lambda row: row.updated_at,
}
FILE_SORTS: Final[Mapping[str, SortKey[VideoFile]]] = {
    "id": lambda file: file.id,
    "path": lambda file: file.path,
    "basename": lambda file: file.basename,
    "size": lambda file: file.size,
    "created_at": lambda file: file.created_at,
    "updated_at": lambda file: file.updated_at,
}
SCENE_SORTS: Final[Mapping[str, SortKey[Scene]]] = {
    "code": lambda scene: scene.code,
    "created_at": lambda scene: scene.created_at,
    "date": lambda scene: scene.date or "",
    "duration": lambda scene: sum(file.duration for file in scene.files),
    "file_count": lambda scene: len(scene.files),
    "filesize": lambda scene: sum(file.size for file in scene.files),
    "id": lambda scene: scene.id,
    "organized": lambda scene: scene.organized,
    "path": lambda scene: scene.files[0].path if scene.files else "",
    "performer_count": lambda scene: len(scene.performers),
    "rating": lambda scene: scene.rating100 or 0,
    "studio": lambda scene: scene.studio.name if scene.studio else "",
    "tag_count": lambda scene: len(scene.tags),
    "title": lambda scene: scene.title or (scene.files[0].basename if scene.files else ""),
    "updated_at": lambda scene: scene.updated_at,
}


class NotFound(Exception):
    """A query names a row that does not exist, or one twice."""


@dataclass
class Found(Generic[Row]):
    """The answer of a `find…s` query: rows and sums are worked out when they are asked for."""

    candidates: Callable[[], Iterable[Row]]
    """In the order of ids, or as they are to be shown."""
    test: Test[Row]
    key: SortKey[Row] | None = None
    """None keeps the order of the candidates."""
    descending: bool = False
    start: int = 0
    size: int | None = None
    """None shows all."""

    @property
    def rows(self) -> list[Row]:
        """The rows of the page."""
        stop = None if self.size is None else self.start + self.size
        return list(islice(self._in_order(), self.start, stop))

    @cached_property
    def everything(self) -> list[Row]:
        """All rows that pass, whatever the page."""
        return [row for row in self.candidates() if self.test(row)]

    @property
    def count(self) -> int:
        """How many pass, whatever the page."""
        return len(self.everything)

    def _in_order(self) -> Iterator[Row]:
        if self.key is None and not self.descending:
            return (row for row in self.candidates() if self.test(row))
        if self.key is None:
            return reversed(self.everything)
        return iter(sorted(self.everything, key=self.key, reverse=self.descending))


def find(
    candidates: Callable[[], Iterable[Row]],
    test: Test[Row],
    sorts: Mapping[str, SortKey[Row]],
    wanted: Criterion | None,
) -> Found[Row]:
    """Returns what passes, sorted and paged; the candidates must come by id."""
    page = wanted or {}
    sort: str = page.get("sort") or "id"
    if sort not in sorts:
        raise NotFound(f"invalid sort: {sort}")
    asked: int | None = page.get("per_page")
    size = DEFAULT_PAGE if asked is None else asked
    return Found(
        candidates,
        test,
        None if sort == "id" else sorts[sort],
        descending=page.get("direction") == "DESC",
        start=max((page.get("page") or 1) - 1, 0) * max(size, 0),
        size=None if size < 0 else size,
    )


def find_by_id(get: Callable[[int], Row | None], ids: Sequence[str | int], kind: str) -> Found[Row]:
    """Returns these rows in this order; a single unknown or doubled id fails the query."""
    numbers = [int(one) for one in ids]
    if len(set(numbers)) < len(numbers):
        raise NotFound(f"duplicate {kind} ids in the query")
    rows = [row for number in numbers if (row := get(number)) is not None]
    if len(rows) < len(numbers):
        gone = next(number for number in numbers if get(number) is None)
        raise NotFound(f"{kind} with id {gone} not found")
    return Found(lambda: rows, lambda _: True)


def search(q: str | None, texts_of: Callable[[Row], Collection[str]], test: Test[Row]) -> Test[Row]:
    """Returns the test narrowed to rows in which every word of `q` stands somewhere."""
    if not q:
        return test
    each = [any_like([f"%{word}%"]) for word in words(q)]
    return lambda row: test(row) and all(one(texts_of(row)) for one in each)
