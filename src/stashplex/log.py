"""Sets up the log: standard logging, shown as console lines, JSON lines or Stash's plugin lines.

Beside what is shown, a file keeps the story of every command that owns the data folder.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, Literal, Protocol
from urllib.parse import quote

from structlog.processors import JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

from stashplex.core.errors import StashplexError
from stashplex.core.path_words import PathWords
from stashplex.core.remedies import remedy_of
from stashplex.core.secret import MASK, Secret

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
UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could break a line, colour a terminal, turn text around, or not be encoded."""


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
    stamp = TimeStamper("iso" if form == "json" else "%H:%M:%S", utc=form == "json")
    handler.setFormatter(
        _formatter(
            stamp,
            Cleaning(secrets, words),
            _renderer(form, colours=stream.isatty()),
            tracebacks=level == "debug",
        )
    )
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
    handler.setFormatter(
        _formatter(
            TimeStamper("iso", utc=True), Cleaning(secrets, words), _as_plain, tracebacks=True
        )
    )
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


def log_files(folder: Path) -> tuple[Path, ...]:
    """Returns the files that a folder of the log holds, newest first."""
    names = [FILE_NAME, *(f"{FILE_NAME}.{number}" for number in range(1, FILES))]
    return tuple(path for path in (folder / name for name in names) if path.is_file())


def _is_for_people(record: logging.LogRecord, lowest: int) -> bool:
    """Tells whether a record is shown, and not only kept."""
    is_ours = record.name.partition(".")[0] == OURS
    return not getattr(record, "told", False) and (record.levelno >= lowest or not is_ours)


def _formatter(
    stamp: TimeStamper, cleaning: "Cleaning", renderer: Processor, *, tracebacks: bool
) -> ProcessorFormatter:
    return ProcessorFormatter(
        pass_foreign_args=True,
        processors=[
            add_log_level,
            add_logger_name,
            stamp,
            format_exc_info if tracebacks else _without_traceback,
            cleaning.of_event,
            ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
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

    def of_event(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Cleans a record, and line by line the traceback it may carry."""
        event["event"] = self._masked(self._said(event))
        if "exception" in event:
            lines = str(event["exception"]).split("\n")
            event["exception"] = "\n".join(map(self.line, lines))
        return event

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

    def _said(self, event: EventDict) -> str:
        """Returns what a record says; of what was put into it, a path is one to its end."""
        words, args = self._words, event.pop("positional_args", ())
        if words is None:
            return str(event["event"])
        if not args or not isinstance(args, tuple):
            return words.text(str(event["event"]))
        given = (one if isinstance(one, int | float) else words.value(str(one)) for one in args)
        return str(event["_record"].msg) % tuple(given)


def visible(text: str) -> str:
    """Returns a text with everything escaped that could break a line or deceive its reader."""
    return UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _without_traceback(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("exc_info", None)
    return event


def _renderer(form: Format, *, colours: bool) -> Processor:
    match form:
        case "json":
            return JSONRenderer(ensure_ascii=False)
        case "stash":
            return _as_plugin
        case "console":
            return _as_coloured if colours else _as_plain


def _as_plain(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    line = f"{event['timestamp']} {event['level']:<7} {event['event']}"
    return "\n".join([line, *_traceback(event)])


def _as_coloured(logger: WrappedLogger, method: str, event: EventDict) -> str:
    colour = COLOURS.get(event["level"], "")
    plain = _as_plain(logger, method, event)
    return f"{colour}{plain}\x1b[0m" if colour else plain


def _as_plugin(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    mark = f"\x01{STASH_LEVELS.get(event['level'], 'e')}\x02[stashplex] "
    return "\n".join(mark + _cut(line) for line in [event["event"], *_traceback(event)])


def _traceback(event: EventDict) -> list[str]:
    return str(event["exception"]).split("\n") if "exception" in event else []


def _cut(line: str) -> str:
    data = line.encode()
    return line if len(data) <= LONGEST_LINE else data[:LONGEST_LINE].decode(errors="ignore") + " …"
