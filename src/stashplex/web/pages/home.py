"""The front page: is all well, what goes on, and what can be done."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from stashplex.core.service import Service
from stashplex.web.pages.page import Pages

LAST_RUNS: Final = 5


class Home:
    """The front page."""

    def __init__(self, pages: Pages, service: Service) -> None:
        self._pages = pages
        self._reading = service.reading

    def show(self, request: Request) -> Response:
        """Shows how all stands."""
        home = self._reading.home()
        runs = self._reading.runs(LAST_RUNS).runs
        return self._pages.draw(request, "home.html", home=home, live=home.live, runs=runs)
