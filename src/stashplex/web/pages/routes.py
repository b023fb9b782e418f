"""Every page and every form of the face, by its address."""

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from stashplex.core.ports import Clock
from stashplex.core.service import Service
from stashplex.core.setting_up import SettingUp
from stashplex.web.pages.drawing import STATIC
from stashplex.web.pages.forms import Answering, posted
from stashplex.web.pages.home import Home
from stashplex.web.pages.house import HousePages
from stashplex.web.pages.look import LookPages
from stashplex.web.pages.page import Pages
from stashplex.web.pages.runs import RunPages
from stashplex.web.pages.scenes import ScenePages
from stashplex.web.pages.setup import setup_routes
from stashplex.web.pages.tasks import TaskPages


def page_routes(
    service: Service, clock: Clock, setting_up: SettingUp | None = None
) -> list[BaseRoute]:
    """Returns the pages of a service."""
    pages = Pages(clock, service.reading)
    house, runs = HousePages(pages, service), RunPages(pages, service)
    return [
        Route("/", pages.guarded(Home(pages, service).show)),
        Route("/runs", pages.guarded(runs.list)),
        Route("/runs/{run:int}", pages.guarded(runs.show)),
        Route("/outages", pages.guarded(house.outages)),
        Route("/settings", pages.guarded(house.settings)),
        Route("/check", pages.guarded(house.check)),
        *_scenes(pages, ScenePages(pages, service)),
        *_look(pages, LookPages(pages, service)),
        *_tasks(pages, TaskPages(pages, service)),
        *(setup_routes(pages, setting_up) if setting_up else ()),
        *static_routes(),
    ]


def static_routes() -> list[BaseRoute]:
    """Returns what pages load: the style, the script and the icon."""
    return [Mount("/static", StaticFiles(directory=STATIC))]


def _scenes(pages: Pages, scenes: ScenePages) -> list[BaseRoute]:
    one = "/scenes/{scene:int}"
    return [
        Route("/scenes", pages.guarded(scenes.list)),
        Route(one, pages.guarded(scenes.show)),
        Route(one + "/picture/{side}", pages.guarded(scenes.picture)),
        _form(pages, one + "/sync", scenes.sync),
        _form(pages, one + "/pin", scenes.pin),
        _form(pages, one + "/unpin", scenes.unpin),
    ]


def _look(pages: Pages, look: LookPages) -> list[BaseRoute]:
    return [
        Route("/look", pages.guarded(look.list)),
        Route("/look/{scene:int}", pages.guarded(look.show)),
        _form(pages, "/look/retry", look.retry),
        Route("/look/forget", pages.guarded(look.ask_to_forget), methods=["GET"]),
        _form(pages, "/look/forget", look.forget),
    ]


def _tasks(pages: Pages, tasks: TaskPages) -> list[BaseRoute]:
    one = "/tasks/{task:int}"
    return [
        Route("/sync", pages.guarded(tasks.choose)),
        _form(pages, "/tasks/sync", tasks.sync),
        _form(pages, "/tasks/reconcile", tasks.reconcile),
        _form(pages, "/tasks/undo", tasks.undo),
        _form(pages, "/tasks/recover", tasks.recover),
        Route(one, pages.guarded(tasks.show)),
        _form(pages, one + "/stop", tasks.stop),
        _form(pages, one + "/go-on", tasks.go_on),
    ]


def _form(pages: Pages, path: str, answering: Answering) -> Route:
    return Route(path, posted(pages.guarded(answering)), methods=["POST"])
