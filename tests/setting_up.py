"""A set-up for tests: on a machine with nothing configured, against the simulated servers."""

from pathlib import Path

from stashplex.app.setup.set_up import SetUp
from stashplex.app.setup.written import Keeping
from stashplex.config import Machine
from stashplex.core.ports import Clock
from stashplex.core.secret import Secret
from stashplex.demo.plex_tv import SimulatedPlexTv
from stashplex.demo.world import World
from stashplex.servers.plex_tv import PlexTv

NOTHING = Secret("")


def bare_machine(folder: Path, **environment: str) -> Machine:
    """Returns a machine on which nothing is configured."""
    return Machine(environment, folder, folder, "linux")


def set_up(
    machine: Machine,
    clock: Clock,
    plex_tv: SimulatedPlexTv | None = None,
    *,
    config_file: Path | None = None,
) -> SetUp:
    """Returns a set-up that signs in at a simulated plex.tv."""
    return SetUp(
        Keeping(machine, config_file=config_file),
        clock,
        open_plex_tv=lambda identifier, token: at(plex_tv, identifier, token),
    )


def at(plex_tv: SimulatedPlexTv | None, identifier: str, token: Secret) -> PlexTv:
    """Opens a conversation with a simulated plex.tv."""
    assert plex_tv is not None
    return PlexTv(identifier, token=token, base=plex_tv.url, sign_in_page=plex_tv.sign_in_page)


def answer_servers(setup: SetUp, world: World) -> None:
    """Answers where both servers are."""
    setup.try_stash(world.stash.url, Secret(world.stash.api_key))
    setup.try_plex(world.plex.url, Secret(world.plex.token))


def answer_all(setup: SetUp, world: World) -> None:
    """Answers everything, as the files propose it."""
    answer_servers(setup, world)
    setup.choose_libraries([one.title for one in setup.told().libraries])
    setup.background.wait()
    folders = setup.told().folders
    assert folders is not None
    setup.choose_folders([(one.stash, one.plex) for one in folders.roots])
    setup.background.wait()
