"""Signing in at plex.tv, and finding the server there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.setting_up import bare_machine, set_up
from tests.worlds import FakeClock

from stashplex.app.setup.set_up import SetUp
from stashplex.core.errors import CredentialsRefused, SignInExpired, Unreachable, WrongUsage
from stashplex.core.secret import Secret
from stashplex.demo.http_faults import answer, cut_before
from stashplex.demo.http_messages import Response
from stashplex.demo.plex_tv import ACCOUNT_TOKEN, Address, SimulatedPlexTv
from stashplex.demo.world import World

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def plex_tv(clock: FakeClock, world: World) -> Iterator[SimulatedPlexTv]:
    with SimulatedPlexTv(clock) as running:
        running.add_server(world.plex)
        yield running


@pytest.fixture
def setup(tmp_path: Path, clock: FakeClock, plex_tv: SimulatedPlexTv) -> Iterator[SetUp]:
    begun = set_up(bare_machine(tmp_path), clock, plex_tv)
    yield begun
    begun.close()


def test_signing_in_leads_to_the_servers_of_the_account(
    setup: SetUp, plex_tv: SimulatedPlexTv, world: World
) -> None:
    setup.try_stash(world.stash.url, Secret(world.stash.api_key))
    setup.begin_sign_in()
    setup.look_at_sign_in()
    told = setup.told()
    assert told.sign_in is not None
    assert told.sign_in.link.startswith(f"{plex_tv.sign_in_page}#?clientID=")
    assert told.servers == ()

    plex_tv.confirm()
    assert setup.account.wait(stop=threading.Event()) is True
    (server,) = setup.told().servers
    setup.choose_server(server.identifier)
    seen = setup.told().plex
    assert seen is not None
    assert seen.url == world.plex.url
    assert setup.given.token.reveal() == world.plex.token


def test_the_local_address_is_taken_first_and_a_dead_one_left_out(
    setup: SetUp, plex_tv: SimulatedPlexTv, world: World
) -> None:
    plex_tv.listed.clear()
    dead = Address(NOBODY)
    far = Address("http://127.0.0.1:10", local=False, relay=True)
    listed = plex_tv.add_server(world.plex, far, dead, Address(world.plex.url))
    signed_in(setup, plex_tv)
    setup.choose_server(listed.identifier)
    assert setup.given.plex_url == world.plex.url


def test_another_machine_at_a_servers_address_is_shown_no_token(
    setup: SetUp, plex_tv: SimulatedPlexTv, world: World
) -> None:
    plex_tv.listed[0].identifier = "another-server"
    signed_in(setup, plex_tv)
    with pytest.raises(Unreachable, match="at none of its addresses"):
        setup.choose_server("another-server")
    assert {one.path for one in world.plex.requests} == {"/identity"}


def test_a_server_of_somebody_else_is_refused(setup: SetUp, plex_tv: SimulatedPlexTv) -> None:
    plex_tv.listed[0].owned = False
    signed_in(setup, plex_tv)
    (server,) = setup.told().servers
    assert not server.is_owned
    with pytest.raises(CredentialsRefused, match="somebody else"):
        setup.choose_server(server.identifier)


def test_an_account_without_a_server_is_told_so(setup: SetUp, plex_tv: SimulatedPlexTv) -> None:
    plex_tv.listed[0].provides = "client,player"
    setup.begin_sign_in()
    plex_tv.confirm()
    with pytest.raises(WrongUsage, match="no Plex server"):
        setup.look_at_sign_in()


def test_a_sign_in_that_nobody_confirms_is_over_in_time(
    setup: SetUp, plex_tv: SimulatedPlexTv, clock: FakeClock
) -> None:
    plex_tv.lifetime = 30
    setup.begin_sign_in()
    with pytest.raises(SignInExpired):
        setup.account.wait(stop=threading.Event())
    assert 29 <= sum(clock.waits) <= 31
    assert setup.told().sign_in is None
    setup.begin_sign_in()
    plex_tv.expire()
    with pytest.raises(SignInExpired):
        setup.look_at_sign_in()


def test_waiting_for_a_sign_in_asks_plex_tv_once_a_second_and_less_when_told_to(
    setup: SetUp, plex_tv: SimulatedPlexTv, clock: FakeClock
) -> None:
    setup.begin_sign_in()
    for _ in range(5):
        setup.look_at_sign_in()
    assert plex_tv.requests.count(method="GET") == 1
    clock.advance(1)
    plex_tv.inject(answer(Response(429, {"Retry-After": "20"})))
    setup.look_at_sign_in()
    clock.advance(19)
    setup.look_at_sign_in()
    assert plex_tv.requests.count(method="GET") == 2
    plex_tv.inject(cut_before(times=None))
    clock.advance(2)
    setup.look_at_sign_in()
    plex_tv.heal()
    plex_tv.confirm()
    clock.advance(2)
    setup.look_at_sign_in()
    assert len(setup.told().servers) == 1


def test_the_token_of_the_account_is_told_to_nobody(setup: SetUp, plex_tv: SimulatedPlexTv) -> None:
    signed_in(setup, plex_tv)
    assert ACCOUNT_TOKEN not in repr(setup.told())


def signed_in(setup: SetUp, plex_tv: SimulatedPlexTv) -> None:
    setup.begin_sign_in()
    plex_tv.confirm()
    setup.look_at_sign_in()
