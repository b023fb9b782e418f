"""The whole site: every door that leads to the service, and what stands before it."""

import asyncio

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from stashplex.core.errors import StashplexError
from stashplex.core.service import Service
from stashplex.core.setting_up import SettingUp
from stashplex.web.api.routes import api_routes
from stashplex.web.doorkeeper import Doorkeeper
from stashplex.web.doors import Doors, Guessing, Keeper
from stashplex.web.events import event_routes
from stashplex.web.health import alive_routes, health_routes
from stashplex.web.metrics import metric_routes
from stashplex.web.pages.page import Pages
from stashplex.web.pages.routes import page_routes, static_routes
from stashplex.web.pages.setup import setup_routes
from stashplex.web.refusals import on_guessing, on_http_error, on_mistake, on_our_error
from stashplex.web.sign_in import sign_in_routes
from stashplex.web.waiting import every_other_way


class Site(Starlette):
    """The rooms behind one door."""

    def __init__(self, routes: list[BaseRoute], keeper: Keeper, closing: asyncio.Event) -> None:
        super().__init__(
            routes=routes,
            exception_handlers={
                StashplexError: on_our_error,
                Guessing: on_guessing,
                HTTPException: on_http_error,
                Exception: on_mistake,
            },
        )
        self._keeper = keeper
        self._closing = closing

    def opened(self, address: str) -> None:
        """Is told where the site is reached, before anybody is answered."""
        self._keeper.opened(address)

    def close(self) -> None:
        """Ends the streams; the server calls it, in its loop, before it waits for their end."""
        self._closing.set()

    def build_middleware_stack(self) -> ASGIApp:
        """Puts the door before everything else, also before what tells mistakes."""
        return Doorkeeper(_told_already(super().build_middleware_stack()), self._keeper)


def build_site(
    service: Service,
    doors: Doors,
    *,
    setting_up: SettingUp | None = None,
    keeper: Keeper | None = None,
) -> Site:
    """Returns the site of a service; sites that share a keeper let in whom one of them let in."""
    closing = asyncio.Event()
    keeper = keeper or Keeper(doors)
    routes: list[BaseRoute] = [
        *health_routes(service.reading),
        *metric_routes(service.measuring),
        *event_routes(service.reading, closing),
        *api_routes(service, closing),
        *sign_in_routes(keeper),
        *page_routes(service, doors.clock, setting_up),
    ]
    return Site(routes, keeper, closing)


def build_setup_site(setting_up: SettingUp, keeper: Keeper) -> Site:
    """Returns the site of a service that is not configured: every way leads to the set-up."""
    routes: list[BaseRoute] = [
        *alive_routes(),
        *sign_in_routes(keeper),
        *setup_routes(Pages(keeper.doors.clock), setting_up, bare=True),
        *static_routes(),
        every_other_way(),
    ]
    return Site(routes, keeper, asyncio.Event())


def _told_already(site: ASGIApp) -> ASGIApp:
    """Ends what the framework raises once more, for a server to log, after it was told."""

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await site(scope, receive, send)
        except Exception:  # noqa: BLE001  on_mistake has kept it in the log
            return

    return quiet
