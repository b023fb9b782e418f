"""What runs here: every version that may matter, and the configuration in force."""

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import metadata
from operator import attrgetter

from stashplex import __version__
from stashplex.app import telling
from stashplex.app.settings_told import shown
from stashplex.config import Settings
from stashplex.config.keys import KEYS
from stashplex.sync_queue.journal import SQLITE_VERSION


def about(now: float) -> Mapping[str, object]:
    """Returns the versions of everything this runs on."""
    return {
        "made_at": telling.moment(now),
        "stashplex": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": SQLITE_VERSION,
        "system": platform.platform(),
        "machine": platform.machine(),
        "encoding": sys.getfilesystemencoding(),
        "packages": dict(_packages()),
    }


def in_force(settings: Settings) -> Mapping[str, object]:
    """Returns every key with its value and where that comes from; of a secret only whether it is.

    A warning is told with them.
    """
    keys = {
        name: {"value": shown(attrgetter(name)(settings)), "from": settings.origins.get(name, "")}
        for name in KEYS
    }
    return {"keys": keys, "warnings": list(settings.warnings)}


def _packages() -> Iterator[tuple[str, str]]:
    """Yields what stashplex builds on, as far as it is installed."""
    for requirement in metadata.requires("stashplex") or ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with suppress(metadata.PackageNotFoundError):
            yield name, metadata.version(name)
