"""What can be written: edits, stars, images, refreshes."""

from dataclasses import dataclass, field

from stashplex.demo.http_messages import Response
from stashplex.demo.plex import serialise
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.edits import Editor, WantedEdit, read_edit
from stashplex.demo.plex.images import PURPOSES, Images, gallery_of, image_bytes
from stashplex.demo.plex.records import COLLECTION, MOVIE, Item, Section
from stashplex.demo.plex.routes import Call, Identity, Route, route
from stashplex.demo.plex.serialise import Refused, done
from stashplex.demo.plex.state import PlexState

IMAGE_NAMES = "|".join(PURPOSES)
RESETS_SINCE = (1, 43)


@dataclass(slots=True)
class WritingTally:
    """What the server noticed of how it is written to."""

    whole_section_edits: int = 0
    """Edits without an id: each has changed every item of its type in a library."""
    ignored_parameters: list[str] = field(default_factory=list)
    """Parameters of edits that mean nothing to a server."""


class Writing:
    """The handlers of everything that changes something, and of images."""

    def __init__(
        self,
        state: PlexState,
        behaviour: Behaviour,
        identity: Identity,
        editor: Editor,
        images: Images,
    ) -> None:
        self.tally = WritingTally()
        self._state = state
        self._behaviour = behaviour
        self._identity = identity
        self._editor = editor
        self._images = images

    def routes(self) -> tuple[Route, ...]:
        """Returns the routes of these handlers."""
        item = r"/library/metadata/(\d+)"
        image = rf"{item}/({IMAGE_NAMES})"
        return (
            route("PUT", r"/library/sections/(\d+)/all", self.edit_selection, owner_only=True),
            route("PUT", r"/library/metadata/([\d,]+)", self.edit_items, owner_only=True),
            route("PUT", rf"{item}/refresh", self.refresh, owner_only=True),
            route("PUT", r"/:/rate", self.rate),
            route("GET", rf"{item}/(posters|arts)", self.list_images),
            route("GET", rf"{item}/(thumb|art)/\d+", self.show_image),
            route("GET", rf"{item}/file", self.show_file),
            route("POST", image, self.upload, owner_only=True),
            route("PUT", image, self.select, owner_only=True),
            route("DELETE", rf"{item}/(thumb|art)", self.reset, owner_only=True),
        )

    def edit_selection(self, call: Call) -> Response:
        """Edits the items a query selects: without an id, every item of the type."""
        section = self._state.sections.get(int(call.parts[0]))
        if section is None:
            raise Refused(404)
        if call.request.asks("type") not in {str(MOVIE), str(COLLECTION)}:
            raise Refused(400)
        return self._edit(call, self._selected(call, section))

    def edit_items(self, call: Call) -> Response:
        """Edits the items that the path names."""
        return self._edit(call, self._found(call.parts[0]))

    def refresh(self, call: Call) -> Response:
        """Lets the agent overwrite what is not locked."""
        self._editor.refresh(self._item(call))
        return done()

    def rate(self, call: Call) -> Response:
        """Gives an item the stars of the user who asks; -1 takes them away."""
        request = call.request
        if request.asks("identifier") != "com.plexapp.plugins.library":
            raise Refused(400)
        item = next(iter(self._found(request.asks("key"))), None)
        if item is None:
            raise Refused(404)
        if "userRating" not in self._behaviour.ignored_fields:
            self._editor.rate(item, request.asks("rating"), call.user)
        return done()

    def list_images(self, call: Call) -> Response:
        """Answers with every image the item could show."""
        return self._images.show_list(call.request, self._item(call), PURPOSES[call.parts[1]])

    def show_image(self, call: Call) -> Response:
        """Answers with the bytes of the image that is shown."""
        return self._images.show_selected(self._item(call), PURPOSES[call.parts[1]])

    def show_file(self, call: Call) -> Response:
        """Answers with the bytes of one image of a list."""
        key = call.request.asks("url")
        purpose = "posters" if "://posters/" in key else "arts"
        return image_bytes(gallery_of(self._item(call), purpose), key)

    def upload(self, call: Call) -> Response:
        """Takes in an image and selects it."""
        item = self._item(call)
        if refusal := self._refusal([item]):
            return refusal
        return self._images.upload(call.request, item, PURPOSES[call.parts[1]])

    def select(self, call: Call) -> Response:
        """Selects an image of the list."""
        return self._images.select(call.request, self._item(call), PURPOSES[call.parts[1]])

    def reset(self, call: Call) -> Response:
        """Shows no image any more, and locks that; older servers do not know how."""
        major, minor = self._identity.version.split(".")[:2]
        if (int(major), int(minor)) < RESETS_SINCE:
            raise Refused(404)
        return self._images.reset(self._item(call), PURPOSES[call.parts[1]])

    def _selected(self, call: Call, section: Section) -> list[Item]:
        kind = int(call.request.asks("type"))
        if not call.request.asks("id"):
            self.tally.whole_section_edits += 1
            collections = section.collections if kind == COLLECTION else section.movies
            return list(collections.values())
        found = self._found(call.request.asks("id"))
        return [item for item in found if item.section is section and item.type == kind]

    def _found(self, ids: str) -> list[Item]:
        numbers = [int(one) for one in ids.split(",") if one.isdecimal()]
        return [self._state.items[one] for one in numbers if one in self._state.items]

    def _item(self, call: Call) -> Item:
        item = self._state.items.get(int(call.parts[0]))
        if item is None:
            raise Refused(404)
        return item

    def _edit(self, call: Call, items: list[Item]) -> Response:
        if refusal := self._refusal(items):
            return refusal
        if not items and self._behaviour.status_of_missing_edit != 200:  # noqa: PLR2004  a status
            raise Refused(self._behaviour.status_of_missing_edit)
        parameters = dict(call.request.query)
        wanted = read_edit(parameters)
        self._remember_unknown(wanted)
        for item in items:
            self._editor.apply(item, wanted, call.user)
        return done()

    def _remember_unknown(self, wanted: WantedEdit) -> None:
        self.tally.ignored_parameters += [
            name
            for name in wanted.unknown
            if name not in {"type", "id"} and not name.startswith("X-Plex-")
        ]

    def _refusal(self, items: list[Item]) -> Response | None:
        """Returns how this server refuses to edit one of these items, for ever."""
        refused = self._behaviour.refused_items
        status = next((refused[item.id] for item in items if item.id in refused), None)
        if status is None:
            return None
        if status >= 500:  # noqa: PLR2004  the border between refusing and failing
            return serialise.database_error()
        return serialise.html_error(status)
