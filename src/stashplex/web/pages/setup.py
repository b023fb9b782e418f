"""The set-up as pages: one step at a time, at one address; what is known lives in the service."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stashplex.core.answers import ErrorTold, SetupTold
from stashplex.core.errors import StashplexError, WrongUsage
from stashplex.core.secret import Secret
from stashplex.core.setting_up import SettingUp, Standing, Step
from stashplex.web.pages.forms import Answering, Form, back_to, posted
from stashplex.web.pages.page import Pages
from stashplex.web.replies import told as told_of

HERE: Final = "/setup"
NAMES: Final = {
    Step.STASH: "Stash",
    Step.PLEX: "Plex",
    Step.LIBRARIES: "Libraries",
    Step.FOLDERS: "Folders",
    Step.PREVIEW: "Preview",
    Step.SYNC: "Start",
}


class SetupPages:
    """Asks, and shows what came of the answers."""

    def __init__(self, pages: Pages, setting_up: SettingUp, *, bare: bool) -> None:
        self._pages = pages
        self._setting_up = setting_up
        self._bare = bare

    def show(self, request: Request) -> Response:
        """Shows what comes next; looks meanwhile whether a sign-in was confirmed."""
        try:
            self._setting_up.look_at_sign_in()
        except StashplexError as error:
            return self._draw(request, trouble=told_of(error))
        return self._draw(request)

    def stash(self, request: Request, form: Form) -> Response:
        """Asks the Stash at an address."""
        url, key = form.text("url"), Secret(form.text("key"))
        return self._done(request, lambda: self._setting_up.try_stash(url, key), url)

    def sign_in(self, request: Request, _: Form) -> Response:
        """Begins a sign-in at plex.tv."""
        return self._done(request, self._setting_up.begin_sign_in)

    def drop_sign_in(self, request: Request, _: Form) -> Response:
        """Goes back to the choice of how to sign in."""
        return self._done(request, self._setting_up.drop_sign_in)

    def server(self, request: Request, form: Form) -> Response:
        """Takes a server of the account."""
        chosen, url = form.text("server"), form.text("url")
        return self._done(request, lambda: self._setting_up.choose_server(chosen, url), url)

    def plex(self, request: Request, form: Form) -> Response:
        """Asks the Plex server at an address."""
        url, token = form.text("url"), Secret(form.text("token"))
        return self._done(request, lambda: self._setting_up.try_plex(url, token), url)

    def libraries(self, request: Request, form: Form) -> Response:
        """Takes the libraries that are ticked, or lists them anew."""
        if form.ticked("again"):
            return self._done(request, self._setting_up.list_libraries)
        there = self._setting_up.told().libraries
        ticked = form.numbers("library")
        titles = [one.title for number, one in enumerate(there) if number in ticked]
        return self._done(request, lambda: self._setting_up.choose_libraries(titles))

    def folders(self, request: Request, form: Form) -> Response:
        """Takes the folders that stand in the form; a line with nothing in it counts for none."""
        sides = form.fields.get("stash", []), form.fields.get("plex", [])
        pairs = [pair for pair in zip(*sides, strict=False) if any(map(str.strip, pair))]
        return self._done(request, lambda: self._setting_up.choose_folders(pairs))

    def again(self, request: Request, _: Form) -> Response:
        """Begins anew what went wrong."""
        return self._done(request, self._setting_up.look_again)

    def keep(self, request: Request, _: Form) -> Response:
        """Writes the configuration."""
        return self._done(request, self._setting_up.keep)

    def five(self, request: Request, _: Form) -> Response:
        """Begins to write five scenes."""
        return self._done(request, self._setting_up.write_five)

    def begin(self, request: Request, _: Form) -> Response:
        """Has the service begin."""
        return self._done(request, self._setting_up.begin)

    def back(self, request: Request, form: Form) -> Response:
        """Goes back to a step, or to the very beginning."""
        if form.ticked("over"):
            return self._done(request, self._setting_up.start_over)
        return self._done(request, lambda: self._setting_up.back_to(_step(form.text("step"))))

    def _done(self, request: Request, do: Callable[[], object], url: str = "") -> Response:
        """Does it and goes on; or shows the same step with what is wrong."""
        try:
            do()
        except StashplexError as error:
            return self._draw(request, told_of(error), url, HTTPStatus.UNPROCESSABLE_ENTITY)
        return back_to(HERE)

    def _draw(
        self,
        request: Request,
        trouble: ErrorTold | None = None,
        typed_url: str = "",
        status: int = HTTPStatus.OK,
    ) -> Response:
        told = self._setting_up.told()
        draw = self._pages.bare if self._bare else self._pages.draw
        return draw(
            request,
            "setup.html",
            status,
            told=told,
            part=f"setup_{'look' if told.at_work else told.step}.html",
            waits=_waits(told),
            steps=[(step, name, _state(step, told)) for step, name in NAMES.items()],
            trouble=trouble,
            typed_url=typed_url,
        )


def setup_routes(pages: Pages, setting_up: SettingUp, *, bare: bool = False) -> list[BaseRoute]:
    """Returns the page of the set-up, and what its forms do."""
    here = SetupPages(pages, setting_up, bare=bare)
    forms: dict[str, Answering] = {
        "stash": here.stash,
        "sign-in": here.sign_in,
        "no-sign-in": here.drop_sign_in,
        "server": here.server,
        "plex": here.plex,
        "libraries": here.libraries,
        "folders": here.folders,
        "again": here.again,
        "keep": here.keep,
        "five": here.five,
        "begin": here.begin,
        "back": here.back,
    }
    return [
        Route(HERE, pages.guarded(here.show)),
        *(
            Route(f"{HERE}/{name}", posted(pages.guarded(answering)), methods=["POST"])
            for name, answering in forms.items()
        ),
        Route(f"{HERE}/{{any:path}}", lead_to_setup, methods=["GET"]),
    ]


async def lead_to_setup(_: Request) -> Response:
    """Leads a person to the set-up."""
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _waits(told: SetupTold) -> bool:
    """Tells whether the page is to be looked at again by itself."""
    return bool(told.at_work or told.sign_in) or told.service == Standing.BEGINS


def _state(step: Step, told: SetupTold) -> str:
    order = list(NAMES)
    if told.step == step:
        return "now"
    return "done" if order.index(step) < order.index(Step(told.step)) else "open"


def _step(name: str) -> Step:
    if name not in list(Step):
        raise WrongUsage(f"{name[:40]!r} is no step of the set-up.", "Use the buttons.")
    return Step(name)
