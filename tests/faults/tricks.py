"""The tricks a proxy can play on a request, and the requests they are played on."""

import hashlib
import threading
from collections import Counter
from typing import Final

from tests.faults.proxy import Exchange, Trick

from stashplex.demo.http_faults import Predicate
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.http_server import to_wire
from stashplex.demo.plex.serialise import database_error, html_error, maintenance

GARBAGE: Final = b"\x16\x03\x01\x02\x00 not a word of HTTP \xff\xfe\r\n\r\n"
PIECES: Final = 20


def reset(exchange: Exchange) -> None:
    """Resets the connection before anything is done."""
    exchange.reset()


def hang(exchange: Exchange) -> None:
    """Says nothing until the proxy is healed, and then hangs up; nothing is done."""
    exchange.wait()
    exchange.cut()


def cut_request(exchange: Exchange) -> None:
    """Lets half of the request arrive and hangs up; nothing is done."""
    exchange.ask_half()
    exchange.cut()


def lose_answer(exchange: Exchange) -> None:
    """Lets the server act, and hangs up without a word of its answer."""
    exchange.ask()
    exchange.cut()


def hang_after(exchange: Exchange) -> None:
    """Lets the server act, and says nothing until the proxy is healed."""
    exchange.ask()
    exchange.wait()
    exchange.cut()


def truncate(exchange: Exchange) -> None:
    """Lets the server act, and hangs up in the middle of its answer."""
    exchange.say(exchange.ask().half)
    exchange.cut()


def slow(exchange: Exchange) -> None:
    """Lets the server act, and passes its answer on in small pieces."""
    data = exchange.ask().wire
    size = len(data) // PIECES + 1
    for start in range(0, len(data), size):
        exchange.wait(0.001)
        exchange.say(data[start : start + size])


def garbage(exchange: Exchange) -> None:
    """Answers with something that is not HTTP; nothing is done."""
    exchange.say(GARBAGE)
    exchange.cut()


def not_json(exchange: Exchange) -> None:
    """Answers 200 with something else than was asked for; nothing is done."""
    exchange.say(to_wire(exchange.request, Response(200, body=b"<html>Welcome!</html>")))


def says(response: Response) -> Trick:
    """Returns a trick that answers in the server's place; nothing is done."""

    def answer(exchange: Exchange) -> None:
        exchange.say(to_wire(exchange.request, response))

    return answer


fail: Final = says(database_error())
migrate: Final = says(maintenance())
refuse_token: Final = says(html_error(401))
slow_down: Final = says(Response(429, {"Retry-After": "30"}))


def by_chance(share: float, seed: str) -> Predicate:
    """Returns a predicate for a share of all requests: the same ones whichever thread is first."""
    asked: Counter[str] = Counter()
    guard = threading.Lock()

    def is_chosen(request: Request) -> bool:
        line = f"{request.method} {request.path}?{request.raw_query} {request.body!r}"
        with guard:
            asked[line] += 1
            drawn = f"{seed} {asked[line]} {line}"
        number = int.from_bytes(hashlib.sha256(drawn.encode()).digest()[:8])
        return number < share * 2**64

    return is_chosen
