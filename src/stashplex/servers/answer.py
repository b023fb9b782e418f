"""What a server answers, and the words a person can read in it when it refuses."""

import html
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from msgspec import Struct, field

LONGEST_WORDS: Final = 240
DEFAULT_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 3600.0

_UNSEEN = re.compile(r"<(head|style|script)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>")
_XML_ANSWER = re.compile(r"<Response\b([^>]*)>", re.IGNORECASE)
_XML_STATUS = re.compile(r"\bstatus\s*=\s*(\"[^\"]*\"|'[^']*')")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Answer(Struct, frozen=True):
    """One answer: its status, its headers by lower-case name, its bytes."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def succeeded(self) -> bool:
        """True for the 2xx family."""
        return 200 <= self.status < 300  # noqa: PLR2004  the family is its own name

    @property
    def words(self) -> str:
        """The server's own words, without markup and of a length that fits in a line."""
        return words_of(self.body)

    @property
    def wait_seconds(self) -> float:
        """How long `Retry-After` asks to wait; a date is measured from the answer's own."""
        return min(max(self._asked_wait(), 1.0), LONGEST_WAIT_SECONDS)

    def _asked_wait(self) -> float:
        asked = self.headers.get("retry-after", "").strip()
        if asked.isascii() and asked.isdigit():
            return float(asked)
        try:
            until = parsedate_to_datetime(asked)
            return (until - parsedate_to_datetime(self.headers["date"])).total_seconds()
        except (KeyError, TypeError, ValueError):
            return DEFAULT_WAIT_SECONDS


def words_of(body: bytes) -> str:
    """Returns what an XML, HTML or plain error body says; never trusts it to be JSON."""
    text = body[:65536].decode("utf-8", "replace")
    answer = _XML_ANSWER.search(text)
    status = _XML_STATUS.search(answer[1]) if answer else None
    seen = status[1][1:-1] if status else _MARKUP.sub(" ", _UNSEEN.sub(" ", text))
    return plain_line(html.unescape(seen))


def plain_line(text: str) -> str:
    """Returns a text as one visible line that is not too long to read."""
    plain = " ".join(_INVISIBLE.sub(" ", text).split())
    return plain if len(plain) <= LONGEST_WORDS else plain[: LONGEST_WORDS - 1] + "…"
