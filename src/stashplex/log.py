"""Sets up the log: standard logging, shown as console lines, JSON lines or Stash's plugin lines.

Beside what is shown, a file keeps the story of every command that owns the data folder.
"""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, Literal, Protocol
from urllib.parse import quote

import msgspec

from stashplex.core.errors import StashplexError
from stashplex.core.path_words import PathWords
from stashplex.core.remedies import remedy_of
from stashplex.core.secret import MASK, Secret
from stashplex.core.visible import visible

Format = Literal["console", "json", "stash"]
OURS: Final = "stashplex"
HANDLER_NAME: Final = OURS
FILE_NAME: Final = "stashplex.log"
FILE_SIZE: Final = 1_000_000
"""Bytes, after which a new file is begun."""
FILES: Final = 5
TOLD: Final = {"told": True}
"""As `extra` of a record: the screen says it to a person, so only the file keeps it."""
LONGEST_LINE: Final = 59_000
"""Bytes; a line of 64 KiB makes Stash stop reading its plugin's log for good."""
SHORTEST_SECRET: Final = 4
"""Characters; masking anything shorter would eat ordinary words."""

STASH_LEVELS: Final = {"debug": "d", "info": "i", "warning": "w"}
COLOURS: Final = {"debug": "\x1b[2m", "warning": "\x1b[33m", "error": "\x1b[31m"}


class LogStream(Protocol):
    """Where log lines go."""

    def write(self, text: str, /) -> int:
        """Writes some text."""

    def flush(self) -> None:
        """Writes what is held back."""

    def isatty(self) -> bool:
        """Tells whether it is a terminal."""


def set_up_log(
    stream: LogStream,
    *,
    level: str = "info",
    form: Format = "console",
    secrets: Iterable[Secret] = (),
    words: PathWords | None = None,
) -> logging.Handler:
    """Shows our records from `level` on and the warnings of libraries; replaces itself.

    Given words, it shows these in the place of every name of a file or folder.
    """
    handler = logging.StreamHandler(stream)
    handler.set_name(HANDLER_NAME)
    draw = _drawn(form, colours=stream.isatty())
    cleaning = Cleaning(secrets, words)
    handler.setFormatter(_Formatter(cleaning, draw, tracebacks=level == "debug"))
    lowest = logging.getLevelNamesMapping()[level.upper()]
    handler.addFilter(lambda record: _is_for_people(record, lowest))
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if one.get_name() == HANDLER_NAME]:
        root.removeHandler(earlier)
        earlier.close()
    root.addHandler(handler)
    logging.getLogger(OURS).setLevel(lowest)
    return handler


@contextmanager
def kept_in(
    folder: Path, *, secrets: Iterable[Secret] = (), words: PathWords | None = None
) -> Iterator[None]:
    """Keeps our records in a private file as well, whatever is shown; and what ended it all.

    It is begun with the first line, and only inside a folder that is there; where it cannot be
    written, everything goes on without it.
    """
    handler = _LogFile(folder / FILE_NAME, maxBytes=FILE_SIZE, backupCount=FILES - 1, delay=True)
    handler.setFormatter(_Formatter(Cleaning(secrets, words), _as_kept, tracebacks=True))
    ours, root = logging.getLogger(OURS), logging.getLogger()
    level = ours.level
    ours.setLevel(min(level or logging.INFO, logging.INFO))
    handler.setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        yield
    except StashplexError as error:
        told = f"{error.message} {remedy_of(error)}".strip()
        ours.error("Ended by %s: %s", error.error_type, told, extra=TOLD)
        raise
    except Exception as error:
        ours.error("Ended by a mistake in stashplex itself", exc_info=error, extra=TOLD)
        raise
    except KeyboardInterrupt:
        ours.warning("Interrupted", extra=TOLD)
        raise
    finally:
        root.removeHandler(handler)
        ours.setLevel(level)
        handler.close()


class _LogFile(RotatingFileHandler):
    """Keeps the newest of the log in a few private files; a disk that is full ends nothing."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, exist_ok=True)
        how = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self.baseFilename, how, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  as the library calls it
        """Leaves the line out: whoever works goes on."""

    def close(self) -> None:
        """Closes the file; lines that a full disk did not take are left out."""
        with suppress(OSError):
            super().close()


def log_files(folder: Path) -> tuple[Path, ...]:
    """Returns the files that a folder of the log holds, newest first."""
    names = [FILE_NAME, *(f"{FILE_NAME}.{number}" for number in range(1, FILES))]
    return tuple(path for path in (folder / name for name in names) if path.is_file())


def _is_for_people(record: logging.LogRecord, lowest: int) -> bool:
    """Tells whether a record is shown, and not only kept."""
    is_ours = record.name.partition(".")[0] == OURS
    return not getattr(record, "told", False) and (record.levelno >= lowest or not is_ours)


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it may be shown."""

    moment: datetime
    level: str
    logger: str
    event: str
    traceback: tuple[str, ...] = ()


class _Formatter(logging.Formatter):
    """Shows records: cleaned first, then drawn."""

    def __init__(
        self, cleaning: "Cleaning", draw: Callable[[Line], str], *, tracebacks: bool
    ) -> None:
        super().__init__()
        self._cleaning = cleaning
        self._draw = draw
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """Returns a record as text."""
        traceback = ""
        if self._tracebacks and record.exc_info:
            traceback = self.formatException(record.exc_info)
        return self._draw(
            Line(
                datetime.fromtimestamp(record.created, UTC),
                record.levelname.lower(),
                record.name,
                self._cleaning.said(record),
                tuple(map(self._cleaning.line, traceback.split("\n"))) if traceback else (),
            )
        )


class Cleaning:
    """Makes any text one line that shows no secret, whatever a title or a server says.

    Given words, it shows these in the place of every name of a file or folder.
    """

    def __init__(self, secrets: Iterable[Secret], words: PathWords | None = None) -> None:
        known = {one.reveal() for one in secrets}
        known |= {quote(one, safe="") for one in known}
        longest_first = sorted((one for one in known if len(one) >= SHORTEST_SECRET), key=len)[::-1]
        self._secret = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        self._words = words

    def said(self, record: logging.LogRecord) -> str:
        """Returns what a record says; of what was put into it, a path is one to its end."""
        words, args = self._words, record.args
        if words is None or not args or not isinstance(args, tuple):
            return self.line(record.getMessage())
        given = (one if isinstance(one, int | float) else words.value(str(one)) for one in args)
        return self._masked(str(record.msg) % tuple(given))

    def line(self, text: str) -> str:
        """Returns the text as one harmless line."""
        return self._masked(self._words.text(text) if self._words else text)

    def value(self, text: str) -> str:
        """Returns a text that may as a whole be a path as one harmless line."""
        return self._masked(self._words.value(text) if self._words else text)

    def name(self, text: str) -> str:
        """Returns a name, such as a file's or a title made of one, as one harmless line."""
        return self._masked(self._words.name(text) if self._words and text else text)

    def _masked(self, text: str) -> str:
        return visible(self._secret.sub(MASK, text))


def _drawn(form: Format, *, colours: bool) -> Callable[[Line], str]:
    match form:
        case "json":
            return _as_json
        case "stash":
            return _as_plugin
        case "console":
            return _as_coloured if colours else _as_plain


def _as_plain(line: Line) -> str:
    return _stamped(f"{line.moment.astimezone():%H:%M:%S}", line)


def _as_kept(line: Line) -> str:
    return _stamped(_iso(line.moment), line)


def _as_coloured(line: Line) -> str:
    colour = COLOURS.get(line.level, "")
    plain = _as_plain(line)
    return f"{colour}{plain}\x1b[0m" if colour else plain


def _as_json(line: Line) -> str:
    told = {
        "event": line.event,
        "level": line.level,
        "logger": line.logger,
        "timestamp": _iso(line.moment),
    }
    traceback = {"exception": "\n".join(line.traceback)} if line.traceback else {}
    return msgspec.json.encode(told | traceback).decode()


def _as_plugin(line: Line) -> str:
    mark = f"\x01{STASH_LEVELS.get(line.level, 'e')}\x02[stashplex] "
    return "\n".join(mark + _cut(one) for one in (line.event, *line.traceback))


def _stamped(stamp: str, line: Line) -> str:
    return "\n".join([f"{stamp} {line.level:<7} {line.event}", *line.traceback])


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def _cut(line: str) -> str:
    data = line.encode()
    return line if len(data) <= LONGEST_LINE else data[:LONGEST_LINE].decode(errors="ignore") + " …"
