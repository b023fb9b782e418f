"""What can be read: the server, its libraries, listings, items."""

from dataclasses import dataclass

from stashplex.demo.http_messages import Response
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.filtering import filtering
from stashplex.demo.plex.listing import listed, page_of
from stashplex.demo.plex.records import COLLECTION, TAG_TYPES, Item, Section
from stashplex.demo.plex.routes import Call, Identity, Route, route
from stashplex.demo.plex.serialise import Node, Refused, Shown, answer
from stashplex.demo.plex.state import PlexState
from stashplex.demo.plex.views import View, container_of_items, shown_section


@dataclass(slots=True)
class ReadingTally:
    """What the server noticed of how it is read."""

    without_skip_refresh: int = 0
    """Items read in full without skipRefresh, for which a real server goes to the disk."""


class Reading:
    """The handlers of everything that only looks."""

    def __init__(self, state: PlexState, behaviour: Behaviour, identity: Identity) -> None:
        self.tally = ReadingTally()
        self._state = state
        self._behaviour = behaviour
        self._identity = identity

    def routes(self) -> tuple[Route, ...]:
        """Returns the routes of these handlers."""
        return (
            route("GET", r"/library/metadata/([\d,]+)", self.items),
            route("GET", r"/library/collections/(\d+)", self.items),
            route("GET", r"/library/sections/(\d+)/all", self.listing),
            route("GET", r"/library/sections/(\d+)/collections", self.collections),
            route("GET", r"/library/collections/(\d+)/(?:children|items)", self.members),
            route("GET", r"/library/sections(?:/all)?", self.sections),
            route("GET", r"/library/sections/(\d+)", self.section),
            route("GET", r"/library/tags", self.tags),
            route("GET", r"/library", self.library),
            route("GET", r"/identity", self.who),
            route("GET", r"/:/prefs", self.preferences, owner_only=True),
            route("GET", r"/", self.server),
        )

    def who(self, call: Call) -> Response:
        """Answers anybody with identifier and version."""
        shown: Shown = {
            "size": 0,
            "claimed": True,
            "machineIdentifier": self._identity.machine_identifier,
            "version": self._identity.version,
        }
        return answer(call.request, shown)

    def server(self, call: Call) -> Response:
        """Answers whoever has a good token with the server's own attributes."""
        shown: Shown = {
            "size": 1,
            "allowSync": True,
            "friendlyName": self._identity.friendly_name,
            "machineIdentifier": self._identity.machine_identifier,
            "multiuser": True,
            "myPlex": True,
            "myPlexSigninState": "ok",
            "myPlexSubscription": False,
            "ownerFeatures": "",
            "platform": "Linux",
            "updatedAt": max((one.updated_at for one in self._state.sections.values()), default=0),
            "version": self._identity.version,
            "Directory": [{"count": 1, "key": "library", "title": "library"}],
        }
        return answer(call.request, shown)

    def preferences(self, call: Call) -> Response:
        """Answers the owner with the preferences, of which this server has none."""
        return answer(call.request, {"size": 0, "Setting": []})

    def library(self, call: Call) -> Response:
        """Answers with what a client asks before it asks for libraries."""
        entries: list[Node] = [{"key": "sections", "title": "Library Sections"}]
        shown: Shown = {"size": 1, "title1": "Plex Library", "identifier": "com.plexapp.plugins"}
        return answer(call.request, {**shown, "Directory": entries})

    def sections(self, call: Call) -> Response:
        """Answers with all libraries."""
        shown = [shown_section(section) for section in self._state.sections.values()]
        return answer(call.request, {"size": len(shown), "title1": "Libraries", "Directory": shown})

    def section(self, call: Call) -> Response:
        """Answers with one library."""
        section = self._section(call)
        shown: Shown = {"size": 1, "librarySectionID": section.id, "title1": section.title}
        shown["Directory"] = [shown_section(section)]
        return answer(call.request, shown)

    def listing(self, call: Call) -> Response:
        """Answers with a page of a library, trimmed as listings are."""
        section = self._section(call)
        return self._page(call, section, listed(section, call.request), "movie")

    def collections(self, call: Call) -> Response:
        """Answers with a page of a library's collections."""
        section = self._section(call)
        return self._page(call, section, list(section.collections.values()), "collection")

    def members(self, call: Call) -> Response:
        """Answers with a page of the movies of a collection."""
        collection = self._state.items.get(int(call.parts[0]))
        if collection is None or collection.type != COLLECTION:
            raise Refused(404)
        movies = [collection.section.movies[number] for number in sorted(collection.members)]
        return self._page(call, collection.section, movies, "movie")

    def items(self, call: Call) -> Response:
        """Answers with the full items of these ids."""
        numbers = dict.fromkeys(int(one) for one in call.parts[0].split(",") if one)
        found = [self._state.items[one] for one in numbers if one in self._state.items]
        too_few = self._behaviour.multi_get_needs_all and len(found) < len(numbers)
        if too_few or not found:
            raise Refused(404)
        if call.request.asks("skipRefresh") != "1":
            self.tally.without_skip_refresh += len(found)
        view = View(call.request, call.user)
        shared = found[0].section if len({item.section.id for item in found}) == 1 else None
        return answer(call.request, container_of_items(shared, found, view.full))

    def tags(self, call: Call) -> Response:
        """Answers with every tag of one type."""
        wanted = call.request.asks("type")
        kind = next((name for name, number in TAG_TYPES.items() if str(number) == wanted), "")
        rows: list[Node] = [
            {"id": row.id, "filter": f"{kind}={row.id}", "tag": row.name, "tagType": int(wanted)}
            for row in self._state.rows(kind)
        ]
        return answer(call.request, {"size": len(rows), "Directory": rows})

    def _section(self, call: Call) -> Section:
        section = self._state.sections.get(int(call.parts[0]))
        if section is None:
            raise Refused(404)
        return section

    def _page(self, call: Call, section: Section, items: list[Item], kind: str) -> Response:
        view = View(call.request, call.user)
        page = page_of(items, call.request, self._behaviour)
        shown = container_of_items(section, page.items if page else items, view.listed)
        headers = {}
        if page is not None:
            shown["offset"] = page.start
            shown["totalSize"] = page.total
            headers["X-Plex-Container-Start"] = str(page.start)
            headers["X-Plex-Container-Total-Size"] = str(page.total)
        if call.request.asks("includeMeta") == "1":
            shown["Meta"] = filtering(section.id, kind)
        return answer(call.request, shown, headers)
