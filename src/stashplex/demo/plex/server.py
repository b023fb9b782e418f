"""The simulated Plex as tests and the demo hold it: one object, one address, many switches."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from stashplex.demo.http_messages import Request, Response
from stashplex.demo.http_server import HttpServer, Latency
from stashplex.demo.plex.activities import Activities
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.edits import Editor
from stashplex.demo.plex.images import Images, gallery_of
from stashplex.demo.plex.person import Person
from stashplex.demo.plex.reading import Reading
from stashplex.demo.plex.records import MOVIE, AgentValues, Item, ItemSnapshot, Part
from stashplex.demo.plex.routes import OWNER, Identity, Router
from stashplex.demo.plex.scanning import AskedScan, FilePart, Scanning
from stashplex.demo.plex.state import PlexState
from stashplex.demo.plex.writing import Writing
from stashplex.demo.served import Served

PERSONAL_MEDIA: Final = "com.plexapp.agents.none"
NO_VALUES: Final = AgentValues()


class SimulatedPlex(Served):
    """A Plex server over a real socket, with the traps that the reference describes."""

    def __init__(
        self,
        *,
        behaviour: Behaviour | None = None,
        version: str = "1.43.0.10492-121068a07",
        latency: Latency | None = None,
        pause: Callable[[float], None] | None = None,
        fetch_image: Callable[[str], bytes] | None = None,
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self.token = "simulated-plex-token-1"  # noqa: S105  opens nothing but this simulation
        self._state = PlexState()
        self._tokens_given = 1
        self.identity = Identity(
            hashlib.sha1(b"simulated plex", usedforsecurity=False).hexdigest(),
            version,
            "Simulated Plex",
            {self.token: OWNER},
        )
        self._editor = Editor(self._state, self.behaviour)
        self._images = Images(self._state, self.behaviour, self._editor, fetch_image)
        self.person = Person(self._state, self._editor, self._images)
        self._reading = Reading(self._state, self.behaviour, self.identity)
        self._writing = Writing(
            self._state, self.behaviour, self.identity, self._editor, self._images
        )
        self._scanning = Scanning(self._state, self.behaviour, self.add_item)
        activities = Activities(self._state, self.behaviour)
        routes = (
            *self._reading.routes(),
            *self._writing.routes(),
            *self._scanning.routes(),
            *activities.routes(),
        )
        self._router = Router(self._state, self.behaviour, self.identity, routes)
        self.http = HttpServer(self.respond, name="simulated-plex", latency=latency, pause=pause)

    def respond(self, request: Request) -> Response:
        """Answers one request."""
        return self._router.answer(request)

    @property
    def machine_identifier(self) -> str:
        """What stays the same for the life of the server's database."""
        return self.identity.machine_identifier

    @property
    def writes(self) -> int:
        """How many requests were not just reads."""
        return self.requests.count(method=("PUT", "POST", "DELETE"))

    @property
    def whole_section_edits(self) -> int:
        """How many edits came without an id and changed a whole library."""
        return self._writing.tally.whole_section_edits

    @property
    def ignored_parameters(self) -> tuple[str, ...]:
        """The parameters of edits that mean nothing to a server."""
        return tuple(self._writing.tally.ignored_parameters)

    @property
    def reads_without_skip_refresh(self) -> int:
        """How many items were read for which a real server would have gone to the disk."""
        return self._reading.tally.without_skip_refresh

    @property
    def scans(self) -> tuple[AskedScan, ...]:
        """The scans that were asked for so far."""
        return tuple(self._scanning.asked)

    def put_file(self, section: int, part: FilePart) -> None:
        """Lays a file into a folder of a library: it becomes a movie once it is scanned."""
        with self._state.lock:
            self._scanning.put_file(section, part)

    def finish_scans(self) -> None:
        """Ends the scans that go on, and shows what they found."""
        with self._state.lock:
            self._scanning.finish()

    def add_user(self, name: str) -> str:
        """Lets another user in, who may look and rate but not edit; returns the token."""
        token = f"simulated-plex-token-of-{name}"
        self.identity.users[token] = name
        return token

    def revoke_token(self) -> str:
        """Makes the owner's token worthless; `token` is a new one from now on."""
        del self.identity.users[self.token]
        self._tokens_given += 1
        self.token = f"simulated-plex-token-{self._tokens_given}"
        self.identity.users[self.token] = OWNER
        return self.token

    def restart(self, *, as_another_server: bool = False) -> None:
        """Cuts every connection and comes back, on wish with another machine identifier."""
        self.stop()
        if as_another_server:
            old = self.identity.machine_identifier.encode()
            self.identity.machine_identifier = hashlib.sha1(old, usedforsecurity=False).hexdigest()
        self.start()

    def add_section(
        self, title: str, locations: Sequence[str] = (), *, agent: str = PERSONAL_MEDIA
    ) -> int:
        """Adds an empty movie library and returns its id."""
        with self._state.lock:
            return self._state.add_section(title, tuple(locations), agent).id

    def remove_section(self, section: int) -> None:
        """Deletes a library with its movies."""
        with self._state.lock:
            gone = self._state.sections.pop(section)
            for item in tuple(gone.movies.values()):
                self._state.remove_item(item)

    def add_item(
        self,
        section: int,
        parts: Iterable[FilePart],
        *,
        title: str | None = None,
        agent: AgentValues = NO_VALUES,
        posters: Iterable[bytes] = (),
        arts: Iterable[bytes] = (),
    ) -> int:
        """Adds a movie made of files (several are its versions), as a scan does; returns its id."""
        with self._state.lock:
            files = [Part(self._state.part_number(), *part) for part in parts]
            name = title or agent.texts.get("title") or stem(files[0].path)
            item = self._state.add_item(self._state.sections[section], MOVIE, name)
            item.parts = files
            item.agent = agent
            for purpose, images in (("posters", posters), ("arts", arts)):
                for data in images:
                    self._images.add_candidate(item, purpose, data, item.section.agent)
            self._editor.refresh(item)
            return item.id

    def remove_item(self, item: int) -> None:
        """Takes a movie out of its library."""
        with self._state.lock:
            self._state.remove_item(self._state.items[item])

    def move_file(self, item: int, path: str, part: int = 0) -> None:
        """Gives one file of a movie another path, keeping the item."""
        with self._state.lock:
            movie = self._state.items[item]
            movie.parts[part].path = path
            self._state.touch(movie)

    def add_version(self, item: int, part: FilePart) -> None:
        """Adds a file to a movie, as another version of it."""
        with self._state.lock:
            movie = self._state.items[item]
            movie.parts.append(Part(self._state.part_number(), *part))
            self._state.touch(movie)

    def rescan(self, item: int) -> int:
        """Removes a movie and finds its files anew, under a new id and with nothing kept."""
        with self._state.lock:
            old = self._state.items[item]
            parts = [(part.path, part.size, part.duration_ms) for part in old.parts]
            section = old.section
            self._state.remove_item(old)
            section.scanned_at = self._state.moment()
            return self.add_item(section.id, parts, agent=old.agent)

    def refresh(self, item: int) -> None:
        """Lets the agent overwrite whatever is not locked."""
        with self._state.lock:
            self._editor.refresh(self._state.items[item])

    def forget_image(self, item: int, key: str, purpose: str = "posters") -> None:
        """Drops an image from the list of an item, as an agent does that offers it no more."""
        with self._state.lock:
            del gallery_of(self._state.items[item], purpose).images[key]

    def item_of(self, path: str) -> int:
        """Returns the id of the movie that has this file."""
        with self._state.lock:
            return next(
                item.id
                for item in self._state.items.values()
                if any(part.path == path for part in item.parts)
            )

    def snapshot(self) -> dict[int, ItemSnapshot]:
        """Returns everything every movie shows now."""
        with self._state.lock:
            movies = [item for item in self._state.items.values() if item.type == MOVIE]
            return {item.id: snapshot_of(item) for item in movies}

    def collections(self, section: int) -> dict[str, frozenset[int]]:
        """Returns the movies of each collection of a library, by its title."""
        with self._state.lock:
            found = self._state.sections[section].collections.values()
            return {item.texts["title"]: frozenset(item.members) for item in found}


def snapshot_of(item: Item) -> ItemSnapshot:
    """Returns everything a movie shows now."""
    return ItemSnapshot(
        id=item.id,
        section=item.section.id,
        texts=dict(item.texts),
        tags={kind: tuple(one.row.name for one in all_) for kind, all_ in item.tags.items()},
        roles={one.row.name: one.text for one in item.tags.get("actor", ()) if one.text},
        locks=frozenset(item.locks),
        rating=item.ratings.get(OWNER),
        poster=item.posters.selected,
        art=item.arts.selected,
        files=tuple(part.path for part in item.parts),
    )


def stem(path: str) -> str:
    """Returns a file's name without folders and suffix, with either kind of separator."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name
