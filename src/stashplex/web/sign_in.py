"""Signing in and out: by the token, typed by a person, or by a link of the log."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from stashplex.web.doors import Keeper
from stashplex.web.given import address_of, caller_of, form_of, is_secure
from stashplex.web.plain_pages import passing_page, sign_in_page
from stashplex.web.sessions import COOKIE, LIFETIME, Session

HOME: Final = "/"
WRONG: Final = "That is not the token."
SPENT: Final = (
    "That link has been used, or is too old. There is a new one in the log now; or type the token."
)


def sign_in_routes(keeper: Keeper) -> list[Route]:
    """Returns `/sign-in` and `/sign-out`."""
    door = SignIn(keeper)
    return [
        Route("/sign-in", door.ask, methods=["GET"]),
        Route("/sign-in", door.enter, methods=["POST"]),
        Route("/sign-out", door.leave, methods=["POST"]),
    ]


class SignIn:
    """What a person does at the door."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    async def ask(self, request: Request) -> Response:
        """Shows where to type the token, or takes the key of a link, once."""
        onward = onward_to(request.query_params.get("next", HOME))
        key = request.query_params.get("key", "")
        proof = caller_of(request).proof
        if caller_of(request).may_enter:
            return passing_page("Signed in", onward)
        if not key or request.method != "GET":
            self._keeper.invite()
            return sign_in_page(proof, onward)
        session = await self._keeper.enter(address_of(request), key=key)
        if session is None:
            self._keeper.invite()
            return sign_in_page(proof, onward, trouble=SPENT, status=HTTPStatus.FORBIDDEN)
        answer = passing_page("Signed in", onward)
        keep_session(answer, self._keeper, session, secure=is_secure(request))
        return answer

    async def enter(self, request: Request) -> Response:
        """Takes the token that somebody typed."""
        form = form_of(request)
        onward = onward_to(form.get("next", HOME))
        given = form.get("token", "").strip()
        session = await self._keeper.enter(address_of(request), token=given)
        if session is None:
            proof = caller_of(request).proof
            return sign_in_page(proof, onward, trouble=WRONG, status=HTTPStatus.FORBIDDEN)
        answer = RedirectResponse(onward, HTTPStatus.SEE_OTHER)
        keep_session(answer, self._keeper, session, secure=is_secure(request))
        return answer

    async def leave(self, request: Request) -> Response:
        """Signs this browser out."""
        session = caller_of(request).session
        if session is not None:
            self._keeper.sessions.end(session)
        answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer


def onward_to(wanted: str) -> str:
    """Returns where a person wanted to go, if that is a page of ours."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and wanted.isprintable() else HOME


def keep_session(answer: Response, keeper: Keeper, session: Session, *, secure: bool) -> None:
    """Has the browser keep a session."""
    answer.set_cookie(
        COOKIE,
        keeper.sessions.cookie(session),
        max_age=int(LIFETIME),
        secure=secure,
        httponly=True,
        samesite="strict",
    )
