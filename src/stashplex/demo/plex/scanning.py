"""Scans: files that lie in the folders of a library, and become movies once somebody looks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stashplex.demo.http_messages import Response
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.records import Section
from stashplex.demo.plex.routes import Call, Route, route
from stashplex.demo.plex.serialise import Refused, done
from stashplex.demo.plex.state import PlexState

FilePart = tuple[str, int, int | None]
"""Path, size in bytes, duration in milliseconds."""


@dataclass(frozen=True, slots=True)
class AskedScan:
    """A scan that somebody asked for; without a folder it is of the whole library."""

    section: int
    folder: str


class Scanning:
    """The handler of scans, and the files that no scan has found yet."""

    def __init__(
        self,
        state: PlexState,
        behaviour: Behaviour,
        add_item: Callable[[int, Iterable[FilePart]], int],
    ) -> None:
        self.asked: list[AskedScan] = []
        self._state = state
        self._behaviour = behaviour
        self._add_item = add_item
        self._unseen: list[tuple[int, FilePart]] = []
        self._pending: list[AskedScan] = []

    def routes(self) -> tuple[Route, ...]:
        """Returns the routes of this handler: the specification says POST, practice GET."""
        path = r"/library/sections/(\d+)/refresh"
        return (
            route("GET", path, self.scan, owner_only=True),
            route("POST", path, self.scan, owner_only=True),
        )

    def put_file(self, section: int, part: FilePart) -> None:
        """Lays a file into a folder, where a scan will find it."""
        self._unseen.append((section, part))

    def scan(self, call: Call) -> Response:
        """Begins a scan of one folder, or of all of the library; the answer says nothing."""
        section = self._state.sections.get(int(call.parts[0]))
        if section is None:
            raise Refused(404)
        asked = AskedScan(section.id, call.request.asks("path"))
        self.asked.append(asked)
        self._pending.append(asked)
        section.refreshing = True
        if not self._behaviour.scans_last:
            self.finish()
        return done()

    def finish(self) -> None:
        """Ends every scan that was begun: what lies in their folders is in the library now."""
        pending, self._pending = self._pending, []
        for asked in pending:
            section = self._state.sections[asked.section]
            found = [one for one in self._unseen if _finds(asked, section, *one)]
            self._unseen = [one for one in self._unseen if one not in found]
            for _, part in found:
                self._add_item(section.id, [part])
            section.scanned_at = self._state.moment()
            section.refreshing = False


def _finds(asked: AskedScan, section: Section, of: int, part: FilePart) -> bool:
    folders = [asked.folder] if asked.folder else section.locations
    return of == section.id and any(
        _is_below(folder, section.locations) and _is_below(part[0], [folder]) for folder in folders
    )


def _is_below(path: str, folders: Sequence[str]) -> bool:
    """Tells whether a path is one of these folders or lies in one, with either separator."""
    wanted = path.replace("\\", "/").rstrip("/") + "/"
    return any(wanted.startswith(one.replace("\\", "/").rstrip("/") + "/") for one in folders)
