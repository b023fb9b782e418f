"""Stands before the whole site: nothing comes in that is not called, small, ours and allowed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stashplex.core.answers import ErrorTold
from stashplex.web.bodies import LARGEST, HungUp, TooLarge, TooSlow, read_body, replayed
from stashplex.web.doors import Caller, Guessing, Keeper
from stashplex.web.dress import dressed
from stashplex.web.forgery import SAFE, is_foreign, is_program, proof_in
from stashplex.web.given import address_of, is_secure
from stashplex.web.plain_pages import passing_page
from stashplex.web.refusals import is_for_programs, on_guessing, on_mistake, refuse
from stashplex.web.sessions import COOKIE
from stashplex.web.sign_in import keep_session

OPEN: Final = "/healthz"
SIGN_IN: Final = "/sign-in"
STATIC: Final = "/static/"
"""What the sign-in page is drawn with; all of it lies open in the source."""
BEARER: Final = "bearer "
FOREIGN: Final = ErrorTold(
    "Foreign",
    "A page of another site asks for this.",
    "Open the pages of stashplex themselves.",
)
STALE: Final = ErrorTold(
    "StalePage",
    "This does not come from a page of stashplex that is still good.",
    "Go back, load the page again, and repeat what you did.",
)
NO_TOKEN: Final = ErrorTold(
    "NoToken",
    "The token of this service is missing or wrong.",
    "Send it as a bearer token: web.token, or what the file web-token holds.",
)
TOO_LARGE: Final = ErrorTold(
    "TooLarge", f"The body is larger than {LARGEST} bytes.", "Send less at once."
)
TOO_SLOW: Final = ErrorTold("TooSlow", "The body did not arrive in time.", "Send it at once.")


class TurnedAway(Exception):
    """Somebody is turned away at the door, with an answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


class Doorkeeper:
    """Asks everybody the same questions, those first that cost the least."""

    def __init__(self, site: ASGIApp, keeper: Keeper) -> None:
        self._site = site
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in or turns it away; every answer is dressed."""
        if scope["type"] == "lifespan":
            await self._site(scope, receive, send)
        elif scope["type"] == "http":
            await self._answered(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        is_static = scope["path"].startswith(STATIC) and bool(scope["query_string"])
        sending = dressed(send, is_static=is_static)
        try:
            body, caller = await self._admitted(request, receive)
        except TurnedAway as turned:
            await turned.answer(scope, receive, sending)
        except Guessing as guessing:
            await on_guessing(request, guessing)(scope, receive, sending)
        except HungUp:
            return
        except Exception as error:  # noqa: BLE001  a mistake at the door opens it to nobody
            await on_mistake(request, error)(scope, receive, sending)
        else:
            seen = {"caller": caller, "csrf": caller.proof, "body": body}
            scope["state"] = {**scope.get("state", {}), **seen}
            inside = self._renewing(sending, request, caller)
            await self._site(scope, replayed(body, receive), inside)

    async def _admitted(self, request: Request, receive: Receive) -> tuple[bytes, Caller]:
        """Returns what a request brings and who sends it; raises TurnedAway, or HungUp."""
        path = request.scope["path"]
        if path == OPEN:
            return await self._body(request, receive), Caller(may_enter=True, proof="")
        self._be_called_by_name(request)
        if is_foreign(request.method, request.headers):
            raise _turned_away(path, FOREIGN, HTTPStatus.FORBIDDEN)
        body = await self._body(request, receive)
        caller = await self._caller(request)
        if not caller.may_enter and path != SIGN_IN and not path.startswith(STATIC):
            raise _stranger(request)
        self._be_ours(request, body, caller)
        return body, caller

    async def _body(self, request: Request, receive: Receive) -> bytes:
        path, close = request.scope["path"], {"Connection": "close"}
        try:
            return await read_body(request.headers, receive, self._keeper.doors.body_seconds)
        except TooLarge:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise _turned_away(path, TOO_LARGE, status, close) from None
        except TooSlow:
            raise _turned_away(path, TOO_SLOW, HTTPStatus.REQUEST_TIMEOUT, close) from None

    def _be_called_by_name(self, request: Request) -> None:
        header = request.headers.get("host", "")
        if not self._keeper.names.know(header):
            told = ErrorTold(
                "UnknownName",
                f"This service does not go by the name {header!r}.",
                "Use its address, or put the name into web.names of the configuration.",
            )
            raise _turned_away(request.scope["path"], told, HTTPStatus.MISDIRECTED_REQUEST)

    async def _caller(self, request: Request) -> Caller:
        given = request.headers.get("authorization", "")
        bearer = given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""
        cookie = request.cookies.get(COOKIE, "")
        return await self._keeper.caller(address_of(request), bearer, cookie)

    def _be_ours(self, request: Request, body: bytes, caller: Caller) -> None:
        """Asks of what changes something that a page of ours or a program sends it."""
        headers = request.headers
        if request.method in SAFE or caller.by_token:
            return
        if caller.session is None and is_program(headers, body) and caller.may_enter:
            return
        if not self._keeper.sessions.is_proof(proof_in(headers, body), caller.session):
            raise _turned_away(request.scope["path"], STALE, HTTPStatus.FORBIDDEN)

    def _renewing(self, send: Send, request: Request, caller: Caller) -> Send:
        """Returns a `send` that has the browser keep a session that is used."""
        session = caller.session and self._keeper.sessions.renewed(caller.session)
        if session is None:
            return send
        keeping = Response()
        keep_session(keeping, self._keeper, session, secure=is_secure(request))
        cookie = keeping.headers["set-cookie"]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers.setdefault("set-cookie", cookie)
            await send(message)

        return sending


def _stranger(request: Request) -> TurnedAway:
    """Asks a program for the token, and leads a person to where to sign in."""
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    if is_for_programs(path):
        asking = {"WWW-Authenticate": "Bearer"}
        return _turned_away(path, NO_TOKEN, HTTPStatus.UNAUTHORIZED, asking)
    wanted = f"{path}?{query}" if query else path
    onward = urlencode({"next": wanted if request.method in SAFE else "/"})
    answer = passing_page("Please sign in", f"{SIGN_IN}?{onward}", HTTPStatus.UNAUTHORIZED)
    return TurnedAway(answer)


def _turned_away(
    path: str, told: ErrorTold, status: HTTPStatus, headers: Mapping[str, str] | None = None
) -> TurnedAway:
    return TurnedAway(refuse(path, told, status, headers))
