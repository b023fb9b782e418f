"""An edit as the requests that carry it: complete, quoted, within what one request may be."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from stashplex.core.edit import Edit, FieldEdit
from stashplex.core.errors import TooLong
from stashplex.core.item import IMAGE_FIELDS, Tag
from stashplex.servers.plex.names import PARAMETER

USUAL_BYTES: Final = 8192
"""What every server takes; only a single field that needs more may go over it."""
MOVIE_TYPE: Final = 1


class Piece(Struct, frozen=True):
    """One field of a request: its settings stay together, its removals may be divided."""

    name: str
    settings: tuple[str, ...]
    removals: tuple[str, ...] = ()
    """Names, quoted once; joined by commas they are quoted again."""
    lock: tuple[str, ...] = ()
    """Goes with every part: Plex locks a collection by itself, also where names only leave."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The ready-made `name=value` pairs."""
        if not self.removals:
            return (*self.settings, *self.lock)
        # Plex splits the value at its commas and then decodes each name, so a name is quoted twice.
        names = _quoted(",".join(self.removals))
        return (*self.settings, *self.lock, f"{_quoted(f'{self.name}[]')}.tag.tag-={names}")

    def halves(self) -> tuple["Piece", ...]:
        """Returns two smaller pieces that say the same, or nothing if it cannot be divided."""
        if self.settings and self.removals:
            return (
                Piece(self.name, self.settings, lock=self.lock),
                Piece(self.name, (), self.removals, self.lock),
            )
        middle = len(self.removals) // 2
        if middle == 0:
            return ()
        first, second = self.removals[:middle], self.removals[middle:]
        return Piece(self.name, (), first, self.lock), Piece(self.name, (), second, self.lock)


class EditRequest(Struct, frozen=True):
    """One PUT to one item; it cannot exist without the item, or it would change the library."""

    section: int
    item: int
    pieces: tuple[Piece, ...]

    def __post_init__(self) -> None:
        if self.item <= 0 or self.section <= 0 or not any(one.parameters for one in self.pieces):
            raise ValueError("an edit names its item and a field: else it changes the library")

    @property
    def target(self) -> str:
        """Path and query, ready to be sent."""
        parameters = [one for piece in self.pieces for one in piece.parameters]
        return "&".join((_place(self.section, self.item), *parameters))

    def halves(self) -> tuple["EditRequest", ...]:
        """Returns two smaller requests that say the same, or nothing if it cannot be divided."""
        middle = len(self.pieces) // 2
        if middle == 0:
            return tuple(self._of(piece) for piece in self.pieces[0].halves())
        return self._of(*self.pieces[:middle]), self._of(*self.pieces[middle:])

    def _of(self, *pieces: Piece) -> "EditRequest":
        return EditRequest(self.section, self.item, pieces)


def edit_requests(
    edit: Edit, *, max_request: int, prefix_bytes: int = 0
) -> tuple[EditRequest, ...]:
    """Returns the few requests that carry an edit (none if it writes nothing), or raises TooLong.

    `prefix_bytes` is what the path of the server's address adds to every request.
    """
    pieces = [piece for one in edit.writes if (piece := _piece(one)).parameters]
    usual = min(USUAL_BYTES, max_request) - prefix_bytes
    return tuple(
        small
        for batch in _batches(edit, pieces, usual)
        for small in _within(EditRequest(edit.section, edit.item, batch), max_request, prefix_bytes)
    )


def _batches(edit: Edit, pieces: Sequence[Piece], usual: int) -> Iterator[tuple[Piece, ...]]:
    """Yields the pieces in order, as many together as fit; one that never fits stands alone."""
    batch: list[Piece] = []
    beginning = size = len(_place(edit.section, edit.item))
    for piece in pieces:
        more = sum(1 + len(one) for one in piece.parameters)
        if batch and size + more > usual:
            yield tuple(batch)
            batch, size = [], beginning
        batch.append(piece)
        size += more
    if batch:
        yield tuple(batch)


def _place(section: int, item: int) -> str:
    return f"/library/sections/{section}/all?type={MOVIE_TYPE}&id={item}"


def _within(request: EditRequest, max_request: int, prefix_bytes: int) -> Iterator[EditRequest]:
    size = len(request.target) + prefix_bytes
    if size <= max_request:
        yield request
        return
    halves = request.halves()
    if not halves:
        raise TooLong(
            f"The {request.pieces[0].name} of item {request.item} needs a request of {size} bytes,"
            f" and one may have {max_request}.",
            "Shorten it in Stash, or raise plex.max_request if the server takes longer ones.",
        )
    for half in halves:
        yield from _within(half, max_request, prefix_bytes)


def _piece(edit: FieldEdit) -> Piece:
    name = PARAMETER[edit.field]
    lock = () if edit.lock is None else (f"{name}.locked={int(edit.lock)}",)
    if edit.field in IMAGE_FIELDS:
        return Piece(name, (), lock=lock)
    if isinstance(edit.after, str):
        return Piece(name, (f"{name}.value={_quoted(edit.after)}",), lock=lock)
    tags = (one for index, tag in enumerate(edit.after) for one in _tag(name, index, tag))
    removals = tuple(_quoted(removal) for removal in edit.removals)
    return Piece(name, tuple(tags), removals, lock)


def _tag(name: str, index: int, tag: Tag) -> Iterator[str]:
    one = _quoted(f"{name}[{index}]")
    yield f"{one}.tag.tag={_quoted(tag.name)}"
    if tag.role:
        yield f"{one}.tagging.text={_quoted(tag.role)}"


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
