"""The command `serve`."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Literal

from msgspec.structs import replace

from stashplex.app.attending import Attend, Configured
from stashplex.app.setup.written import Keeping
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front, this_machine
from stashplex.cli.stopping import stoppable
from stashplex.cli.sync import STOPPING
from stashplex.config import Settings
from stashplex.config.settings import HIGHEST_PORT
from stashplex.core.errors import WrongUsage

ORIGIN = "the command line"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command line, as they were given."""

    host: str = ""
    port: int | None = None
    log_format: Literal["console", "json"] | None = None


def serve(front: Front, asked: Asked) -> Exit:
    """Serves until it is stopped: its end is no interruption."""
    if asked.port is not None and not 1 <= asked.port <= HIGHEST_PORT:
        raise WrongUsage(
            f"serve: --port {asked.port} is no port.", f"Give one from 1 to {HIGHEST_PORT}."
        )
    keeping = Keeping(this_machine(), config_file=front.config, data_dir=front.data_dir)
    service = Attend(partial(configured, front, keeping, asked), keeping, front.clock)

    def ask_to_stop() -> None:
        front.screen.note(STOPPING)
        service.ask_to_stop()

    with stoppable(ask_to_stop):
        answer = service.execute()
    front.screen.show(answer)
    return Exit.DONE


def configured(front: Front, keeping: Keeping, asked: Asked) -> Configured:
    """Returns what is configured now, with the log set up as it says."""
    outset = keeping.reload()
    settings = outset.provisional() if outset.missing else front.settings()
    settings = understood(settings, asked)
    front.use(settings)
    if outset.missing:
        logger.warning(
            "Nothing is configured yet (%s): set it up on the pages, or by `stashplex setup`.",
            ", ".join(outset.missing),
        )
    return Configured(settings, is_complete=not outset.missing)


def understood(settings: Settings, asked: Asked) -> Settings:
    """Returns the settings with what the command line says instead."""
    web, log = settings.web, settings.log
    origins = dict(settings.origins)
    if asked.host:
        web = replace(web, host=asked.host)
        origins["web.host"] = ORIGIN
    if asked.port is not None:
        web = replace(web, port=asked.port)
        origins["web.port"] = ORIGIN
    if asked.log_format is not None:
        log = replace(log, format=asked.log_format)
        origins["log.format"] = ORIGIN
    return replace(settings, web=web, log=log, origins=origins)
