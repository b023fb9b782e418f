"""The runs: what each did, and taking it back."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stashplex.core.answers import GuardTold, RunEntryTold
from stashplex.core.service import Service
from stashplex.web.pages.asked import number_in
from stashplex.web.pages.page import Pages

STEP: Final = 50
MOST: Final = 2000


class RunPages:
    """Lists runs, and shows one with its part of the history."""

    def __init__(self, pages: Pages, service: Service) -> None:
        self._pages = pages
        self._reading = service.reading

    def list(self, request: Request) -> Response:
        """Shows the last runs."""
        limit = _limit(request)
        runs = self._reading.runs(limit + 1).runs
        return self._pages.draw(
            request, "runs.html", runs=runs[:limit], more=len(runs) > limit, limit=limit + STEP
        )

    def show(self, request: Request) -> Response:
        """Shows a run: its counts, why it was held back, what it wrote."""
        number, limit = request.path_params["run"], _limit(request)
        run = self._reading.run(number)
        history = self._reading.history(run=number, limit=limit)
        return self._pages.draw(
            request, "run.html", run=run, history=history, guards=_guards(run), limit=limit + STEP
        )


def _limit(request: Request) -> int:
    return min(max(number_in(request, "limit", STEP), 1), MOST)


def _guards(run: RunEntryTold) -> tuple[GuardTold, ...]:
    """Returns why a run was held back; nothing where an older version told it otherwise."""
    try:
        return msgspec.convert(run.counts.get("guards", ()), tuple[GuardTold, ...])
    except msgspec.ValidationError:
        return ()
