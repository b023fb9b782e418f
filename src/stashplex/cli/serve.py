"""The command `serve`."""

from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from stashplex.app.serving import Serve
from stashplex.app.way_in import open_web
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.cli.stopping import stoppable
from stashplex.cli.sync import STOPPING
from stashplex.config import Settings
from stashplex.config.settings import HIGHEST_PORT
from stashplex.core.errors import WrongUsage

ORIGIN = "the command line"


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
    settings = understood(front.settings(), asked)
    front.use(settings)
    service = Serve(settings, front.clock, open_web)

    def ask_to_stop() -> None:
        front.screen.note(STOPPING)
        service.ask_to_stop()

    with stoppable(ask_to_stop):
        answer = service.execute()
    front.screen.show(answer)
    return Exit.DONE


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
