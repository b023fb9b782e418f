"""A zip for whoever helps: the log and how everything stands, without any secret."""

import json
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from stashplex.app import letters, outages
from stashplex.app.about import about, in_force
from stashplex.app.checkup import check_up, told
from stashplex.app.diary import LOG_FOLDER, words_of
from stashplex.app.overview import overview
from stashplex.app.restoring import copies
from stashplex.app.state import Store, open_store
from stashplex.config import Settings
from stashplex.core.answers import BundleAnswer, CheckTold, MissingTold, PartTold
from stashplex.core.errors import ConfigError, StashplexError, WrongUsage
from stashplex.core.ports import Clock
from stashplex.log import Cleaning, log_files

NAMES: Final = ("title",)
"""Keys whose text is a name as a whole: a title is often that of the file."""
PATHS: Final = ("path", "data_dir", "stash", "plex", "value", "from")
"""Keys whose text may be a path to its end."""
README: Final = "README.txt"


class Wanted(Struct, frozen=True):
    """Of what a bundle is made; without settings of what can be had without them."""

    settings: Settings | ConfigError
    data_dir: Path
    obfuscate: bool


def make_bundle(target: Path, wanted: Wanted, clock: Clock) -> BundleAnswer:
    """Writes a private zip with all that can be had, and names what cannot."""
    settings = wanted.settings
    secrets = () if isinstance(settings, ConfigError) else settings.secrets
    words = words_of(wanted.data_dir) if wanted.obfuscate else None
    parts = _Parts(Cleaning(secrets, words))
    parts.add("about.json", "versions", lambda: about(clock.now()))
    if isinstance(settings, ConfigError):
        problems = settings.problems
        parts.add("configuration.json", "what is wrong with it", lambda: {"problems": problems})
    else:
        _add_state(parts, settings, clock)
    _add_log(parts, wanted.data_dir / LOG_FOLDER)
    parts.add_text(README, "what this is", _readme(parts))
    size = _write(target, parts, clock.now())
    return BundleAnswer(
        str(target), size, tuple(parts.told()), tuple(parts.missing), wanted.obfuscate
    )


class _Parts:
    """What a bundle holds so far, and what could not be had."""

    def __init__(self, cleaning: Cleaning) -> None:
        self._cleaning = cleaning
        self._what: dict[str, str] = {}
        self.texts: dict[str, bytes] = {}
        self.missing: list[MissingTold] = []

    def add(self, name: str, what: str, look: Callable[[], object]) -> None:
        """Adds what a look finds, or why it finds nothing."""
        try:
            found = msgspec.to_builtins(look())
        except (StashplexError, OSError) as error:
            self.missing.append(MissingTold(name, self._cleaning.line(str(error))))
        else:
            text = json.dumps(self._clean(found), indent=2, ensure_ascii=False)
            self._keep(name, what, text + "\n")

    def add_text(self, name: str, what: str, text: str) -> None:
        """Adds a text, line by line."""
        lines = map(self._cleaning.line, text.rstrip("\n").split("\n"))
        self._keep(name, what, "".join(f"{line}\n" for line in lines))

    def told(self) -> list[PartTold]:
        """Returns what it holds."""
        return [PartTold(name, len(text), self._what[name]) for name, text in self.texts.items()]

    def _keep(self, name: str, what: str, text: str) -> None:
        self._what[name] = what
        self.texts[name] = text.encode(errors="replace")

    def _clean(self, value: object, key: str = "") -> object:
        match value:
            case str() if key in NAMES:
                return self._cleaning.name(value)
            case str() if key in PATHS:
                return self._cleaning.value(value)
            case str():
                return "\n".join(map(self._cleaning.line, value.split("\n")))
            case Mapping():
                return {str(name): self._clean(one, str(name)) for name, one in value.items()}
            case list() | tuple():
                return [self._clean(one, key) for one in value]
            case _:
                return value


def _add_state(parts: _Parts, settings: Settings, clock: Clock) -> None:
    parts.add(
        "configuration.json", "what is in force, and whose word it is", lambda: in_force(settings)
    )

    def of_state(look: Callable[[Store], object]) -> Callable[[], object]:
        def looking() -> object:
            with open_store(settings, clock, writing=False) as store:
                return look(store)

        return looking

    parts.add(
        "status.json",
        "the queue, the statistics, the last runs",
        of_state(lambda store: overview(settings, store, clock.now())),
    )
    parts.add(
        "dead-letters.json",
        "the dead letters by cause",
        of_state(lambda store: letters.listed(store.dead_letters, "").causes),
    )
    parts.add(
        "outages.json",
        "the last outages",
        of_state(lambda store: outages.outages(store.outages, clock.now())),
    )
    if not settings.storage.database:
        parts.add("copies.json", "the copies of the database", lambda: copies(settings).copies)
    parts.add("doctor.json", "every check", lambda: _checks(settings, clock))


def _checks(settings: Settings, clock: Clock) -> tuple[CheckTold, ...]:
    return told(check_up(settings, clock))


def _add_log(parts: _Parts, folder: Path) -> None:
    files = log_files(folder)
    for path in files:
        try:
            text = path.read_text(encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            parts.missing.append(MissingTold(f"log/{path.name}", str(error.strerror)))
        else:
            parts.add_text(f"log/{path.name}", "the log", text)
    if not files:
        parts.missing.append(MissingTold("log", "nothing was logged yet"))


def _readme(parts: _Parts) -> str:
    lines = [
        "What stashplex knows of itself, for whoever helps. It holds no token, key or password."
    ]
    lines += ["", *(f"{part.name}: {part.what}" for part in parts.told())]
    lines += [f"{one.name}: missing: {one.why}" for one in parts.missing]
    return "\n".join(lines)


def _write(target: Path, parts: _Parts, now: float) -> int:
    moment = datetime.fromtimestamp(now, UTC)
    at = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    try:
        descriptor = os.open(
            target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle,
        ):
            for name, text in parts.texts.items():
                entry = zipfile.ZipInfo(name, at)
                entry.external_attr = 0o600 << 16
                bundle.writestr(entry, text, zipfile.ZIP_DEFLATED)
        return target.stat().st_size
    except OSError as error:
        raise WrongUsage(
            f"support-bundle: {target} cannot be written ({error.strerror}).",
            "Name another file: stashplex support-bundle FILE",
        ) from error
