"""The commands for bad days and their words: `stashplex restore` and `stashplex support-bundle`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from stashplex.cli.exits import Exit
from stashplex.cli.given import Given


def restore(
    copy: Annotated[
        str, Parameter(name="COPY", help="The day of a copy, like 2026-11-23, or a file.")
    ] = "",
    /,
    *,
    list_: Annotated[
        bool, Parameter(name="--list", help="Only name the copies there are.")
    ] = False,
    dry_run: Annotated[
        bool, Parameter(help="Look whether the copy is sound; change nothing.")
    ] = False,
    front: Given,
) -> Exit:
    """Bring back a copy of the database; the first run of each day makes one, and seven are kept.

    Without a copy named it lists them. The database that is replaced is kept beside the new one.

        stashplex restore
        stashplex restore 2026-11-23 --dry-run
        stashplex restore 2026-11-23
    """
    from stashplex.cli import restore as restoring

    return restoring.restore(front, copy, list_them=list_, dry_run=dry_run)


def support_bundle(
    file: Annotated[
        Path | None, Parameter(name="FILE", help="Where to; else a name with the time, here.")
    ] = None,
    /,
    *,
    obfuscate: Annotated[
        bool, Parameter(help="Put words in the place of paths and titles.")
    ] = False,
    front: Given,
) -> Exit:
    """Pack a zip for whoever helps: log, status, checks, versions, configuration; no secret.

    It changes nothing, and works with what there is when a server is away or something is broken.

        stashplex support-bundle
        stashplex support-bundle help.zip --obfuscate
    """
    from stashplex.cli import bundle as packing

    return packing.support_bundle(front, file, obfuscate=obfuscate)
