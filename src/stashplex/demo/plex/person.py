"""The hand of a person who curates in Plex itself."""

from collections.abc import Iterable

from stashplex.demo.plex.edits import Editor, WantedEdit
from stashplex.demo.plex.images import Images
from stashplex.demo.plex.records import Item, Tagging
from stashplex.demo.plex.routes import OWNER
from stashplex.demo.plex.state import PlexState


class Person:
    """Edits as Plex's own pages do: by the names of Plex, and locking what is edited."""

    def __init__(self, state: PlexState, editor: Editor, images: Images) -> None:
        self._state = state
        self._editor = editor
        self._images = images

    def edit(self, item: int, *, lock: bool = True, **texts: str) -> None:
        """Writes texts (title=…, summary=…), and locks them."""
        wanted = WantedEdit(texts=texts, locks=dict.fromkeys(texts, True) if lock else {})
        with self._state.lock:
            self._editor.apply(self._state.items[item], wanted, OWNER)

    def add_tags(self, item: int, kind: str, *names: str, lock: bool = True) -> None:
        """Adds tags of a kind (genre, actor, collection, label …) to those that are there."""
        with self._state.lock:
            found = self._state.items[item].tags.get(kind, ())
            rows = [self._state.row(kind, name) for name in names]
            self._set(item, kind, [*found, *(Tagging(row) for row in rows)], lock=lock)

    def remove_tags(self, item: int, kind: str, *names: str, lock: bool = True) -> None:
        """Takes tags of a kind away."""
        folded = {name.casefold() for name in names}
        with self._state.lock:
            found = self._state.items[item].tags.get(kind, ())
            kept = [one for one in found if one.row.name.casefold() not in folded]
            self._set(item, kind, kept, lock=lock)

    def set_role(self, item: int, name: str, text: str = "", thumb: str = "") -> None:
        """Adds an actor with the text of a role and a picture, or changes them."""
        with self._state.lock:
            row = self._state.row("actor", name)
            row.thumb = thumb or row.thumb
            found = self._state.items[item].tags.get("actor", ())
            others = [one for one in found if one.row is not row]
            self._set(item, "actor", [*others, Tagging(row, text)], lock=True)

    def lock(self, item: int, *names: str) -> None:
        """Locks fields."""
        self._lock(item, dict.fromkeys(names, True))

    def unlock(self, item: int, *names: str) -> None:
        """Unlocks fields."""
        self._lock(item, dict.fromkeys(names, False))

    def rate(self, item: int, stars: float | None, user: str = OWNER) -> None:
        """Gives stars as a user, or takes them away."""
        with self._state.lock:
            self._editor.rate(self._state.items[item], "" if stars is None else str(stars), user)

    def choose_image(self, item: int, data: bytes, purpose: str = "posters") -> None:
        """Uploads an image as "posters" or "arts", which selects it."""
        with self._state.lock:
            self._images.add_upload(self._state.items[item], purpose, data)

    def _lock(self, item: int, locks: dict[str, bool]) -> None:
        with self._state.lock:
            self._editor.apply(self._state.items[item], WantedEdit(locks=locks), OWNER)

    def _set(self, item: int, kind: str, taggings: Iterable[Tagging], *, lock: bool) -> None:
        movie: Item = self._state.items[item]
        self._state.set_tags(movie, kind, taggings)
        if lock:
            movie.locks.add(kind)
        self._editor.touch(movie)
