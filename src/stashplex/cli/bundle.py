"""The command `support-bundle`."""

from datetime import UTC, datetime
from pathlib import Path

from stashplex.app.bundle import Wanted, make_bundle
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front, this_machine
from stashplex.core.errors import ConfigError


def support_bundle(front: Front, file: Path | None, *, obfuscate: bool) -> Exit:
    """Packs what helps to help; with a configuration that cannot be used, what there is without."""
    wanted = _wanted(front, obfuscate=obfuscate)
    front.screen.show(make_bundle(_target(front, file), wanted, front.clock))
    return Exit.DONE


def _wanted(front: Front, *, obfuscate: bool) -> Wanted:
    try:
        settings = front.settings()
    except ConfigError as error:
        return Wanted(error, front.data_dir or this_machine().data_folder(), obfuscate)
    return Wanted(settings, settings.data_dir, obfuscate or settings.log.obfuscate_paths)


def _target(front: Front, file: Path | None) -> Path:
    moment = datetime.fromtimestamp(front.clock.now(), UTC)
    name = Path(f"stashplex-support-{moment:%Y%m%dT%H%M%SZ}.zip")
    target = name if file is None else file.expanduser()
    return (target / name if target.is_dir() else target).absolute()
