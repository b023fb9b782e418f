"""One address behind which one site takes the place of another."""

from tests.small_service import SmallReading, ask, connected, open_doors, served, small_service

from stashplex.core.answers import ReadyAnswer
from stashplex.web.doors import Keeper
from stashplex.web.site import Site, build_site
from stashplex.web.turning import Turning

AWAY = ReadyAnswer(ready=False, reasons={"database": "away"})


def site(keeper: Keeper, readiness: ReadyAnswer | None = None) -> Site:
    reading = SmallReading(readiness=readiness) if readiness else SmallReading()
    return build_site(small_service(reading), keeper.doors, keeper=keeper)


def test_the_next_request_is_answered_by_the_other_site() -> None:
    keeper = Keeper(open_doors())
    turning = Turning(site(keeper))
    with served(turning) as server:
        before = ask(server, "/readyz").status
        turning.turn_to(site(keeper, AWAY))
        after = ask(server, "/readyz").status

    assert (before, after) == (200, 503)


def test_the_streams_of_the_site_before_end() -> None:
    keeper = Keeper(open_doors())
    turning = Turning(site(keeper))
    with served(turning) as server, connected(server) as line:
        host = f"Host: 127.0.0.1:{server.port}"
        line.sendall(f"GET /events HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(1 << 16)
        turning.turn_to(site(keeper))
        while line.recv(1 << 16):  # it would time out were the stream to go on
            pass
