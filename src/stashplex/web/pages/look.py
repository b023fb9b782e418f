"""What needs a look: the dead letters by cause, with what a person can do about each."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from stashplex.core import errors
from stashplex.core.answers import CauseTold, DeadLetterAnswer
from stashplex.core.service import Chosen, Service
from stashplex.core.wording import counted
from stashplex.web.pages.asked import number_in, text_in
from stashplex.web.pages.forms import Form, back_to
from stashplex.web.pages.page import Pages

AMBIGUOUS: Final = "AmbiguousMatch"
MOST_SETTLED_HERE: Final = 6
"""Ambiguous matches whose candidates are shown in the list; each is one look at Plex."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which dead letters a form or an address means."""

    chosen: Chosen
    count: int
    named: str
    """In words."""


class LookPages:
    """Shows dead letters, has them tried again, and forgets them."""

    def __init__(self, pages: Pages, service: Service) -> None:
        self._pages = pages
        self._reading = service.reading
        self._acting = service.acting

    def list(self, request: Request) -> Response:
        """Shows the dead letters by cause, of one type or of all."""
        error_type, full = text_in(request, "type"), bool(text_in(request, "full"))
        answer = self._reading.letters(error_type, full=full)
        return self._pages.draw(
            request,
            "look.html",
            answer=answer,
            error_type=error_type,
            full=full,
            choices=self._choices(answer.causes),
            of_a_server=any(map(_is_of_a_server, answer.by_type)),
        )

    def show(self, request: Request) -> Response:
        """Shows one dead letter in full."""
        answer = self._reading.letter(request.path_params["scene"])
        return self._pages.draw(request, "letter.html", answer=answer)

    def retry(self, _: Request, form: Form) -> Response:
        """Has dead letters tried again."""
        answer = self._acting.retry(_chosen(form))
        return back_to("/look", f"{counted(answer.retried, 'scene')} will be tried again.")

    def ask_to_forget(self, request: Request) -> Response:
        """Asks whether dead letters are to be forgotten, and says what that means."""
        chosen = Chosen(
            scenes=(number_in(request, "scene"),) if text_in(request, "scene") else (),
            error_type=text_in(request, "type"),
            cause=text_in(request, "cause"),
        )
        selection = self._selected(chosen)
        return self._pages.draw(request, "forget.html", selection=selection, chosen=chosen)

    def forget(self, _: Request, form: Form) -> Response:
        """Forgets dead letters."""
        answer = self._acting.purge(_chosen(form))
        return back_to("/look", f"{counted(answer.purged, 'dead letter')} forgotten.")

    def _choices(self, causes: tuple[CauseTold, ...]) -> dict[int, DeadLetterAnswer]:
        """Returns the first ambiguous matches with their candidates.

        Whoever does not answer for one of them is not waited for again.
        """
        scenes = [
            letter.scene
            for cause in causes
            if cause.error_type == AMBIGUOUS
            for letter in cause.examples
        ]
        choices: dict[int, DeadLetterAnswer] = {}
        for scene in scenes[:MOST_SETTLED_HERE]:
            choices[scene] = self._reading.letter(scene)
            if choices[scene].warning:
                break
        return choices

    def _selected(self, chosen: Chosen) -> Selection:
        if chosen.scenes:
            return Selection(chosen, 1, f"The dead letter of scene {chosen.scenes[0]}.")
        answer = self._reading.letters(chosen.error_type)
        if chosen.cause:
            count = sum(one.count for one in answer.causes if one.cause == chosen.cause)
            return Selection(chosen, count, f"{chosen.error_type}: {chosen.cause}")
        count = sum(one.count for one in answer.causes)
        return Selection(chosen, count, chosen.error_type or "All there are.")


def _is_of_a_server(error_type: str) -> bool:
    """Tells whether it is a trouble that an outage can leave behind."""
    kind = getattr(errors, error_type, None)
    return isinstance(kind, type) and issubclass(kind, errors.ServerError)


def _chosen(form: Form) -> Chosen:
    return Chosen(
        scenes=form.numbers("scene"), error_type=form.text("type"), cause=form.text("cause")
    )
