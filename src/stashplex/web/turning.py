"""One address behind which another site can take the place of the one before."""

import asyncio
from typing import Protocol

from starlette.types import Receive, Scope, Send


class Shown(Protocol):
    """A site as a server shows it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""

    def opened(self, address: str) -> None:
        """Is told where it is reached, before anybody is answered."""

    def close(self) -> None:
        """Ends its streams; called in the loop that they run in."""


class Turning:
    """Shows one site at a time; requests that are under way stay with the site they came to."""

    def __init__(self, site: Shown) -> None:
        self._site = site
        self._address = ""
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request with the site that is shown now."""
        self._loop = asyncio.get_running_loop()
        await self._site(scope, receive, send)

    def opened(self, address: str) -> None:
        """Is told where the sites are reached."""
        self._address = address
        self._site.opened(address)

    def close(self) -> None:
        """Ends the streams of the site that is shown."""
        self._site.close()

    def turn_to(self, site: Shown) -> None:
        """Shows another site from the next request on, and ends the streams of the one before."""
        before, self._site = self._site, site
        if before is site:
            return
        if self._address:
            site.opened(self._address)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(before.close)
