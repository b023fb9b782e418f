"""How what runs for good begins: both servers answer, and the house is furnished."""

import logging
import random
from collections.abc import Callable

from stashplex.app.chronicle import setting
from stashplex.app.house import House, furnished
from stashplex.app.meeting import Servers
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.core.outage import Unkept
from stashplex.core.ports import Clock, StopSignal
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.stash.client import StashClient
from stashplex.sync_queue.connection import Database
from stashplex.sync_queue.targets import Targets
from stashplex.worker.arrival import await_servers
from stashplex.worker.gate import Gate

logger = logging.getLogger(__name__)


def arrived(
    settings: Settings,
    clock: Clock,
    servers: tuple[StashClient, PlexClient],
    database: Database,
    stop: StopSignal,
    *,
    on_gate: Callable[[Gate], None] = lambda _: None,
) -> tuple[House, Gate] | None:
    """Returns the house once both servers said who they are; None when asked to stop.

    `on_gate` is told the gate by which they are waited for.
    """
    luck = random.Random().random  # noqa: S311  jitter, not a secret
    known = Targets(database).of()
    book = Store.of(database, known.id, clock).outages if known else Unkept()
    gate = Gate(*servers, clock, luck, patient=True, outages=book)
    on_gate(gate)
    infos = await_servers(*servers, gate, clock, luck, stop)
    if infos is None:
        return None
    house = furnished(settings, Servers(*servers, *infos), database, clock=clock)
    if known is None:
        gate = Gate(*servers, clock, luck, patient=True, outages=house.store.outages)
    logger.info("At work, what is put is written at once: %s", setting(house))
    return house, gate
