"""The house itself: when a server was away, and what is in force."""

from pathlib import PurePath
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from stashplex.core.answers import KeyTold
from stashplex.core.service import Service
from stashplex.web.pages.asked import text_in
from stashplex.web.pages.moments import epoch_of
from stashplex.web.pages.page import Pages

MOST_DAYS: Final = 30
DAY: Final = 86400.0


class HousePages:
    """Shows outages, settings, and what a check of both connections says."""

    def __init__(self, pages: Pages, service: Service) -> None:
        self._pages = pages
        self._reading = service.reading

    def outages(self, request: Request) -> Response:
        """Shows how both servers did, and when one was away."""
        answer = self._reading.outages()
        now = self._pages.moments.now()
        starts = [epoch_of(one.since) for one in answer.servers]
        since = max(min(starts, default=now), now - MOST_DAYS * DAY)
        return self._pages.draw(
            request, "outages.html", answer=answer, since=min(since, now - DAY), now=now
        )

    def settings(self, request: Request) -> Response:
        """Shows what is in force and where it came from."""
        answer = self._reading.settings()
        tables: dict[str, list[KeyTold]] = {}
        for key in answer.keys:
            tables.setdefault(key.table, []).append(key)
        files = {key.origin for key in answer.keys if PurePath(key.origin).name != key.origin}
        return self._pages.draw(
            request, "settings.html", answer=answer, tables=tables.items(), files=sorted(files)
        )

    def check(self, request: Request) -> Response:
        """Asks both servers, and shows what was seen, of one of them or of all."""
        of = text_in(request, "of")
        answer = self._reading.check()
        checks = [one for one in answer.checks if not of or one.name.startswith(of)]
        return self._pages.draw(
            request, "check.html", of=of, checks=checks, ok=all(c.verdict != "bad" for c in checks)
        )
