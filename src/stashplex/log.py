"""Sets up the log: standard logging, shown as console lines, JSON lines or Stash's plugin lines."""

import logging
import re
from collections.abc import Iterable
from typing import Final, Literal, Protocol
from urllib.parse import quote

from structlog.processors import JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

from stashplex.core.secret import MASK, Secret

Format = Literal["console", "json", "stash"]
HANDLER_NAME: Final = "stashplex"
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
) -> logging.Handler:
    """Shows our records from `level` on and the warnings of libraries; replaces itself."""
    handler = logging.StreamHandler(stream)
    handler.set_name(HANDLER_NAME)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                add_log_level,
                add_logger_name,
                TimeStamper("iso" if form == "json" else "%H:%M:%S", utc=form == "json"),
                format_exc_info if level == "debug" else _without_traceback,
                Cleaning(secrets).of_event,
                ProcessorFormatter.remove_processors_meta,
                _renderer(form, colours=stream.isatty()),
            ]
        )
    )
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if one.get_name() == HANDLER_NAME]:
        root.removeHandler(earlier)
        earlier.close()
    root.addHandler(handler)
    logging.getLogger("stashplex").setLevel(level.upper())
    return handler


class Cleaning:
    """Makes any text one line that shows no secret, whatever a title or a server says."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        known = {one.reveal() for one in secrets}
        known |= {quote(one, safe="") for one in known}
        longest_first = sorted((one for one in known if len(one) >= SHORTEST_SECRET), key=len)[::-1]
        self._secret = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def of_event(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Cleans a record, and line by line the traceback it may carry."""
        event["event"] = self.line(str(event["event"]))
        if "exception" in event:
            lines = str(event["exception"]).split("\n")
            event["exception"] = "\n".join(map(self.line, lines))
        return event

    def line(self, text: str) -> str:
        """Returns the text as one harmless line."""
        return visible(self._secret.sub(MASK, text))


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
