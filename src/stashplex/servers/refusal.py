"""The border: what other people's software raises or refuses becomes one of our errors here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx2

from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    Incompatible,
    RateLimited,
    RequestTimedOut,
    ServerError,
    ServerFailed,
    Unavailable,
    Unreachable,
)
from stashplex.core.secret import MASK, Secret
from stashplex.servers.address import shown_address
from stashplex.servers.answer import Answer

FOREIGN: Final[Mapping[type[Exception], type[ServerError]]] = {
    httpx2.ConnectTimeout: Unreachable,
    httpx2.ConnectError: Unreachable,
    httpx2.ReadError: Unreachable,
    httpx2.WriteError: Unreachable,
    httpx2.CloseError: Unreachable,
    httpx2.NetworkError: Unreachable,
    httpx2.ProxyError: Unreachable,
    httpx2.ReadTimeout: RequestTimedOut,
    httpx2.WriteTimeout: RequestTimedOut,
    httpx2.PoolTimeout: RequestTimedOut,
    httpx2.TimeoutException: RequestTimedOut,
    httpx2.UnsupportedProtocol: Incompatible,
    httpx2.LocalProtocolError: Incompatible,
    httpx2.TooManyRedirects: Incompatible,
    httpx2.InvalidURL: Incompatible,
    httpx2.RemoteProtocolError: BadAnswer,
    httpx2.ProtocolError: BadAnswer,
    httpx2.DecodingError: BadAnswer,
    httpx2.SSEError: BadAnswer,
    httpx2.HTTPStatusError: BadAnswer,
    httpx2.CookieConflict: BadAnswer,
    httpx2.StreamConsumed: BadAnswer,
    httpx2.StreamClosed: BadAnswer,
    httpx2.ResponseNotRead: BadAnswer,
    httpx2.RequestNotRead: BadAnswer,
    httpx2.StreamError: BadAnswer,
    httpx2.TransportError: BadAnswer,
    httpx2.RequestError: BadAnswer,
    httpx2.HTTPError: BadAnswer,
}
NUMBER: Final = re.compile(r"^\[Errno -?\d+\] ")
"""What stands before the words of an operating system."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom we speak to, and what a person can do when it refuses us."""

    name: str
    base: str = field(repr=False)
    secret: Secret
    secret_name: str
    secret_remedy: str
    away_remedy: str = ""
    """What to do where nobody answers; else to look at the address in the configuration."""

    @property
    def at(self) -> str:
        """Name and address, fit to be shown."""
        return f"{self.name} at {shown_address(self.base)}"

    def words(self, answer: Answer) -> str:
        """The server's words, should they even repeat our secret to us."""
        words = answer.words.removeprefix(f"{answer.status} ").rstrip(".")
        return words.replace(self.secret.reveal(), MASK) if self.secret else words


def foreign_error(peer: Peer, error: Exception, asked: str, *, answering: bool) -> ServerError:
    """Returns our error for one of httpx2's; `answering` tells that an answer had begun."""
    ours = _our_class(error, answering=answering)
    if ours is RequestTimedOut:
        return ours(peer.name, f"{peer.at} did not answer {asked} in time.")
    reason = NUMBER.sub("", str(error)).rstrip(". ") or type(error).__name__
    if ours is Unreachable:
        usual = f"Check that it is running and that {peer.name.lower()}.url is right."
        remedy = peer.away_remedy or usual
        return ours(peer.name, f"{peer.at} cannot be reached: {reason}.", remedy)
    if ours is Incompatible:
        return ours(peer.name, f"{peer.at} cannot be asked {asked}: {reason}.")
    return ours(peer.name, f"{peer.at} answered {asked} with something unreadable: {reason}.")


def _our_class(error: Exception, *, answering: bool) -> type[ServerError]:
    ours = next(FOREIGN[kind] for kind in type(error).__mro__ if kind in FOREIGN)
    if answering and ours is Unreachable:
        return BadAnswer
    # A server that hangs up before it says anything has gone away; it has not answered badly.
    if isinstance(error, httpx2.RemoteProtocolError) and "without sending a response" in str(error):
        return Unreachable
    return ours


def refusal(peer: Peer, answer: Answer, asked: str) -> ServerError:
    """Returns our error for an answer whose status says no."""
    status = answer.status
    words = peer.words(answer)
    said = f"({status}: {words})" if words else f"({status})"
    if status in (401, 403):
        return CredentialsRefused(
            peer.name, f"{peer.at} refuses our {peer.secret_name} {said}.", peer.secret_remedy
        )
    if status == 429:  # noqa: PLR2004  Too Many Requests
        sentence = f"{peer.at} asks us to slow down {said}."
        return RateLimited(peer.name, sentence, wait_seconds=answer.wait_seconds)
    if status == 503:  # noqa: PLR2004  Service Unavailable
        return Unavailable(peer.name, f"{peer.at} is not ready {said}.")
    if status >= 500:  # noqa: PLR2004  the family of server errors
        return ServerFailed(peer.name, f"{peer.at} failed at {asked} {said}.")
    if status < 400:  # noqa: PLR2004  all that is left below are redirects
        return _redirected(peer, answer, asked)
    return BadAnswer(peer.name, f"{peer.at} answered {asked} with a refusal {said}.")


def _redirected(peer: Peer, answer: Answer, asked: str) -> ServerError:
    target = shown_address(answer.headers.get("location", "elsewhere"))
    if target.rstrip("/").endswith("/login"):
        sentence = f"{peer.at} wants us to log in: it takes our {peer.secret_name} for missing."
        return CredentialsRefused(peer.name, sentence, peer.secret_remedy)
    sentence = f"{peer.at} answered {asked} by pointing to {target} ({answer.status})."
    remedy = f"Set {peer.name.lower()}.url to the address where {peer.name} itself answers."
    return Incompatible(peer.name, sentence, remedy)
