"""Words in the place of folder and file names, so that a log can be shared."""

import hashlib
import hmac
import re
from typing import Final

_CONSONANTS: Final = "bdfghklmnprstvwz"
_VOWELS: Final = "aeiou"
_SYLLABLES: Final = 5
"""Three thousand million words: two of a library's names hardly ever share one."""
_KEPT: Final = re.compile(
    rf"|\.|\.\.|[/\\]|[A-Za-z]:|(?:[{_CONSONANTS}][{_VOWELS}]){{{_SYLLABLES}}}"
)
"""What needs no word; one of ours among it, so that a log is the same when it is shown again."""
_START: Final = r"(?:/|[A-Za-z]:[\\/]|\\\\)"
_WHOLE: Final = re.compile(_START)
_ROUTE: Final = re.compile(r"/(?:library/(?:sections|metadata|collections)|graphql|identity)\b")
"""What Plex and Stash are asked for is no file."""
_QUOTED: Final = "|".join(
    [
        rf"(?<=`){_START}[^`\n]*(?=`)",
        *(rf"(?<={mark}){_START}(?:\\.|[^{mark}\\\n])*(?={mark})" for mark in "'\""),
    ]
)
"""A path in quotes is one to their end, a folder with blanks among them."""
_IN_TEXT: Final = re.compile(
    rf"""{_QUOTED}|(?<![\w/.:\\]){_START}(?:
        [^\n"`;]*?\.[A-Za-z][A-Za-z0-9]{{1,4}}(?![\w/\\])   # a file, which may hold blanks
      | [^\s"'`,;()]+                                      # a folder
    )""",
    re.VERBOSE,
)


class PathWords:
    """Replaces each part of a path by a word, the same one for the same part under the same key.

    Separators, drives and file types stay, so that two paths can still be compared; without the
    key no word leads back to its part.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def path(self, path: str) -> str:
        """Returns a path with words for its parts."""
        parts = re.split(r"([/\\])", path)
        return "".join(self._part(part) for part in parts)

    def value(self, text: str) -> str:
        """Returns a text that may be a path to its end, or may hold some."""
        return self.path(text) if _is_path(text) else self.text(text)

    def text(self, text: str) -> str:
        """Returns a sentence with words for the parts of the paths in it."""
        return _IN_TEXT.sub(self._found, text)

    def name(self, name: str) -> str:
        """Returns a word for a name."""
        if _KEPT.fullmatch(name):
            return name
        digest = hmac.new(self._key, name.encode(errors="surrogatepass"), hashlib.sha256).digest()
        number, word = int.from_bytes(digest[:8]), ""
        for _ in range(_SYLLABLES):
            number, consonant = divmod(number, len(_CONSONANTS))
            number, vowel = divmod(number, len(_VOWELS))
            word += _CONSONANTS[consonant] + _VOWELS[vowel]
        return word

    def _found(self, found: re.Match[str]) -> str:
        return found[0] if _ROUTE.match(found[0]) else self.path(found[0])

    def _part(self, part: str) -> str:
        stem, dot, kind = part.rpartition(".")
        if stem.strip(".") and re.fullmatch("[A-Za-z0-9]{1,5}", kind):
            return self.name(stem) + dot + kind
        return self.name(part)


def _is_path(text: str) -> bool:
    """Tells whether a text is a path, and no sentence that begins with one."""
    begins = bool(_WHOLE.match(text)) and not _ROUTE.match(text)
    return begins and ": " not in text and "; " not in text
