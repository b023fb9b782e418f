"""The commands that run until they are stopped, and their words: `serve` and `work`."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from stashplex.cli.exits import Exit
from stashplex.cli.given import Given


def add_service(app: App) -> None:
    """Adds the commands to those of the program."""
    app.command(serve, sort_key=2)
    app.command(work, sort_key=2)


def serve(
    *,
    host: Annotated[
        str, Parameter(help="Where to listen; else `web.host`, which is this machine alone.")
    ] = "",
    port: Annotated[int | None, Parameter(help="The port; else `web.port`.")] = None,
    log_format: Annotated[
        Literal["console", "json"] | None, Parameter(help="How the log looks; else `log.format`.")
    ] = None,
    front: Given,
) -> Exit:
    """Run the service: it keeps Plex in step, and shows in your browser how it goes.

    It waits for servers that are away, and for ever if it must; other commands go through it while
    it runs. Ctrl-C or SIGTERM ends it within five seconds, with exit code 0.

        stashplex serve
        stashplex serve --host 0.0.0.0 --log-format json
    """
    from stashplex.cli import serve as serving

    return serving.serve(front, serving.Asked(host, port, log_format))


def work(*, front: Given) -> Exit:
    """Keep Plex in step like `serve`, without a face: for further workers beside a service.

    It waits for servers that are away, and for ever if it must. With PostgreSQL several may run
    at once, on several machines. Ctrl-C or SIGTERM ends it within five seconds, with exit code 0.

        stashplex work
    """
    from stashplex.cli import work as working

    return working.work(front)
