"""What a simulated Stash holds, and what a person does to it there."""

import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final, TypedDict, Unpack

from stashplex.core.ports import Clock
from stashplex.core.scene import Performer, SceneFile
from stashplex.demo.stash.records import Named, Picture, Scene, SceneGroup, VideoFile

SERVER_ZONE: Final = timezone(timedelta(hours=2))


class SceneWords(TypedDict, total=False):
    """What a person can say of a scene; studios, tags and groups are given by name."""

    title: str
    code: str
    details: str
    director: str
    date: str | None
    rating100: int | None
    organized: bool
    urls: list[str]
    custom_fields: Mapping[str, object]
    studio: str | None
    performers: Sequence[str | Performer]
    tags: Sequence[str]
    groups: Sequence[str]


class Shelf:
    """The studios, performers, tags or groups: made when first named, never two of one key."""

    def __init__(self) -> None:
        self._rows: dict[int, Named] = {}
        self._by_key: dict[tuple[str, str], Named] = {}
        self._last_id = 0

    def __iter__(self) -> Iterator[Named]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: int) -> Named | None:
        """Returns the row with this id."""
        return self._rows.get(row_id)

    def find(self, name: str, disambiguation: str = "") -> Named:
        """Returns the row of this name; raises KeyError where there is none."""
        return self._by_key[name, disambiguation]

    def named(self, name: str, disambiguation: str, now: str) -> Named:
        """Returns the row of this name, made at `now` where there was none."""
        found = self._by_key.get((name, disambiguation))
        if found is None:
            self._last_id += 1
            found = Named(
                id=self._last_id,
                name=name,
                disambiguation=disambiguation,
                created_at=now,
                updated_at=now,
            )
            self._rows[found.id] = self._by_key[found.key] = found
        return found

    def rename(self, row: Named, name: str, now: str) -> None:
        """Gives a row another name and moves its own stamp."""
        if (name, row.disambiguation) in self._by_key:
            raise ValueError(f"there is already one named {name!r}")
        del self._by_key[row.key]
        row.name, row.updated_at = name, now
        self._by_key[row.key] = row

    def remove(self, row: Named) -> None:
        """Takes a row away."""
        del self._rows[row.id], self._by_key[row.key]


class StashLibrary:
    """The rows of a Stash; each method is something a person, or Stash for them, does there."""

    def __init__(self, clock: Clock, *, zone: tzinfo = SERVER_ZONE) -> None:
        self.clock = clock
        self.zone = zone
        """The zone of the server: new stamps are written in it, old ones keep theirs."""
        self.lock = threading.RLock()
        self.scenes: dict[int, Scene] = {}
        self.files: dict[int, VideoFile] = {}
        self.studios, self.performers, self.tags, self.groups = Shelf(), Shelf(), Shelf(), Shelf()
        self._last_scene = 0
        self._last_file = 0
        self._ids: list[int] | None = None

    def stamp(self) -> str:
        """Returns now as Stash stores it: whole seconds, in the server's zone."""
        return stamp_of(self.clock.now(), self.zone)

    def scenes_after(self, last_id: int) -> Iterator[Scene]:
        """Yields the scenes with a greater id, by id."""
        if self._ids is None:
            self._ids = list(self.scenes)
        for position in range(bisect_right(self._ids, last_id), len(self._ids)):
            yield self.scenes[self._ids[position]]

    def add_scene(
        self,
        *,
        files: Iterable[SceneFile] = (),
        cover: Picture | None = None,
        **words: Unpack[SceneWords],
    ) -> int:
        """Makes a scene, and the studio, performers, tags and groups it names; returns its id."""
        with self.lock:
            now = self.stamp()
            self._last_scene += 1
            scene = Scene(id=self._last_scene, created_at=now, updated_at=now, cover=cover)
            scene.files = [self._new_file(file, now) for file in files]
            self._say(scene, words, now)
            self.scenes[scene.id] = scene
            self._ids = None
            return scene.id

    def edit_scene(self, scene: int, **words: Unpack[SceneWords]) -> None:
        """Changes a scene; its stamp moves even where nothing else does."""
        with self.lock:
            now = self.stamp()
            self._say(self.scenes[scene], words, now)
            self.scenes[scene].updated_at = now

    def set_cover(self, scene: int, cover: Picture | None) -> None:
        """Gives a scene another cover, or none."""
        with self.lock:
            self.scenes[scene].cover = cover
            self.scenes[scene].updated_at = self.stamp()

    def delete_scene(self, scene: int) -> None:
        """Deletes a scene and forgets its files; the id is never used again."""
        with self.lock:
            for file in self.scenes.pop(scene).files:
                del self.files[file.id]
            self._ids = None

    def merge_scenes(self, sources: Iterable[int], destination: int) -> None:
        """Moves the files of the sources to the destination and deletes the sources."""
        with self.lock:
            for source in sources:
                self.scenes[destination].files += self.scenes[source].files
                self.scenes[source].files = []
                self.delete_scene(source)
            self.scenes[destination].updated_at = self.stamp()

    def add_file(self, scene: int, file: SceneFile) -> int:
        """Attaches a further file, as a scan does; returns the id of the file."""
        with self.lock:
            now = self.stamp()
            added = self._new_file(file, now)
            self.scenes[scene].files.append(added)
            self.scenes[scene].updated_at = now
            return added.id

    def assign_file(self, file: int, scene: int) -> None:
        """Gives a file to another scene; no scene's stamp moves."""
        with self.lock:
            row = self.files[file]
            for other in self.scenes.values():
                if row in other.files:
                    other.files.remove(row)
            self.scenes[scene].files.append(row)

    def move_file(self, file: int, path: str) -> None:
        """Moves or renames a file; only the file's own stamp moves."""
        with self.lock:
            self.files[file].path = path
            self.files[file].updated_at = self.stamp()

    def rename_folder(self, old: str, new: str) -> None:
        """Renames a folder: every path under it changes, and no stamp moves."""
        with self.lock:
            for file in self.files.values():
                if file.path.startswith((old + "/", old + "\\")):
                    file.path = new + file.path[len(old) :]

    def rename_tag(self, name: str, new: str) -> None:
        """Renames a tag; no scene's stamp moves."""
        with self.lock:
            self.tags.rename(self.tags.find(name), new, self.stamp())

    def rename_studio(self, name: str, new: str) -> None:
        """Renames a studio; no scene's stamp moves."""
        with self.lock:
            self.studios.rename(self.studios.find(name), new, self.stamp())

    def rename_performer(self, name: str, new: str, *, disambiguation: str = "") -> None:
        """Renames a performer; no scene's stamp moves."""
        with self.lock:
            performer = self.performers.find(name, disambiguation)
            self.performers.rename(performer, new, self.stamp())

    def rename_group(self, name: str, new: str) -> None:
        """Renames a group; no scene's stamp moves."""
        with self.lock:
            self.groups.rename(self.groups.find(name), new, self.stamp())

    def merge_tags(self, sources: Iterable[str], destination: str) -> None:
        """Puts one tag in the place of others, which vanish; no scene's stamp moves."""
        with self.lock:
            kept = self.tags.find(destination)
            gone = [self.tags.find(name) for name in sources]
            for scene in self.scenes.values():
                if any(tag in gone for tag in scene.tags):
                    rest = [tag for tag in scene.tags if tag not in gone and tag is not kept]
                    scene.tags = [*rest, kept]
            for tag in gone:
                self.tags.remove(tag)
            kept.updated_at = self.stamp()

    def merge_performers(self, sources: Iterable[str], destination: str) -> None:
        """Puts one performer in the place of others, which vanish; no stamp moves at all."""
        with self.lock:
            kept = self.performers.find(destination, "")
            gone = [self.performers.find(name, "") for name in sources]
            for scene in self.scenes.values():
                if any(one in gone for one in scene.performers):
                    rest = [one for one in scene.performers if one not in (*gone, kept)]
                    scene.performers = [*rest, kept]
            for one in gone:
                self.performers.remove(one)

    def _new_file(self, file: SceneFile, now: str) -> VideoFile:
        self._last_file += 1
        row = VideoFile(
            id=self._last_file,
            path=file.path,
            size=file.size,
            duration=file.duration or 0.0,
            mod_time=now,
            created_at=now,
            updated_at=now,
        )
        self.files[row.id] = row
        return row

    def _say(self, scene: Scene, words: SceneWords, now: str) -> None:
        plain = set(words) - {"studio", "performers", "tags", "groups"}
        for name in plain:
            setattr(scene, name, words[name])  # type: ignore[literal-required]  # the keys of SceneWords
        if "studio" in words:
            scene.studio = self.studios.named(words["studio"], "", now) if words["studio"] else None
        if "performers" in words:
            people = (
                Performer(one) if isinstance(one, str) else one for one in words["performers"]
            )
            scene.performers = [
                self.performers.named(one.name, one.disambiguation, now) for one in people
            ]
        if "tags" in words:
            scene.tags = [self.tags.named(name, "", now) for name in words["tags"]]
        if "groups" in words:
            scene.groups = [
                SceneGroup(self.groups.named(name, "", now)) for name in words["groups"]
            ]


def stamp_of(seconds: float, zone: tzinfo) -> str:
    """Returns epoch seconds in RFC 3339, with `Z` where the offset is nothing."""
    text = datetime.fromtimestamp(int(seconds), zone).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
