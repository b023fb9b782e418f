"""What the simulated Plex is busy with: scans that go on, and whatever a test says."""

from stashplex.demo.http_messages import Response
from stashplex.demo.plex.behaviour import Behaviour
from stashplex.demo.plex.routes import Call, Route, route
from stashplex.demo.plex.serialise import Node, Shown, answer
from stashplex.demo.plex.state import PlexState


class Activities:
    """The handler of activities."""

    def __init__(self, state: PlexState, behaviour: Behaviour) -> None:
        self._state = state
        self._behaviour = behaviour

    def routes(self) -> tuple[Route, ...]:
        """Returns the route of this handler."""
        return (route("GET", r"/activities", self.activities, owner_only=True),)

    def activities(self, call: Call) -> Response:
        """Answers with everything that goes on now."""
        scans = [
            _activity("library.update.section", f"Scanning {section.title}")
            for section in self._state.sections.values()
            if section.refreshing
        ]
        others = [_activity(kind, kind) for kind in self._behaviour.activities]
        shown: Shown = {"size": len(scans) + len(others)}
        if scans or others:
            shown["Activity"] = [*scans, *others]
        return answer(call.request, shown)


def _activity(kind: str, title: str) -> Node:
    return {"uuid": kind, "type": kind, "cancellable": True, "title": title, "progress": -1}
