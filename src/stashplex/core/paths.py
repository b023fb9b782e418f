"""How paths compare, and how the path of a file in Stash becomes its path in Plex."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

_POSIX: Final = "/"
_UNC: Final = "//"
_DRIVE: Final = re.compile(r"[A-Za-z]:")


def path_key(path: str) -> str:
    """Returns the form in which two spellings of one path are equal."""
    anchor, names = _split(unicodedata.normalize("NFC", path))
    text = anchor + "/".join(names)
    return _folded(text) if _ignores_case(anchor) else text


def base_name(path: str) -> str:
    """Returns the file name of a path of either side."""
    names = _split(path)[1] if not _is_posix(path) else path.rstrip("/").split("/")
    return names[-1] if names else ""


def stem(path: str) -> str:
    """Returns the file name of a path without its extension."""
    name = base_name(path)
    dot = name.rfind(".")
    return name[:dot] if dot > 0 else name


def name_key(path: str) -> str:
    """Returns the file name in a form that is equal wherever `same_name` can hold."""
    return _folded(base_name(path))


def same_name(one: str, other: str) -> bool:
    """Says whether two paths end in the same file name; case counts unless a side ignores it."""
    first, second = (unicodedata.normalize("NFC", base_name(path)) for path in (one, other))
    if first == second:
        return True
    ignores_case = any(_ignores_case(_split(path)[0]) for path in (one, other))
    return ignores_case and _folded(first) == _folded(second)


def folders_in_common(one: str, other: str) -> int:
    """Returns how many folder names agree, counted from the file upwards."""
    first, second = (map(_folded, reversed(_split(path)[1][:-1])) for path in (one, other))
    same = (name == counterpart for name, counterpart in zip(first, second, strict=False))
    return sum(takewhile(bool, same))


def split_common_tail(one: str, other: str) -> tuple[str, str]:
    """Returns what two paths of one file begin with before they agree to the end.

    Both are empty where the roots are the same, or no file name agrees.
    """
    (anchor, names), (other_anchor, other_names) = _split(one), _split(other)
    tail = 0
    for first, second in zip(reversed(names), reversed(other_names), strict=False):
        if _folded(first) != _folded(second):
            break
        tail += 1
    if not anchor or not other_anchor or not tail:
        return "", ""
    root = _join(anchor, names[: len(names) - tail])
    other_root = _join(other_anchor, other_names[: len(other_names) - tail])
    return ("", "") if path_key(root) == path_key(other_root) else (root, other_root)


class PathMapping:
    """Turns a path as Stash sees it into the one Plex sees; without pairs it changes none."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = (), *, learned: bool = False) -> None:
        """Takes (root in Stash, root in Plex) pairs; `learned` ones are believed only with size."""
        problems = mapping_problems(pairs)
        if problems:
            raise ValueError("\n".join(problems))
        self.pairs = tuple(pairs)
        self.learned = learned
        roots = [(_components(stash_root), plex_root) for stash_root, plex_root in pairs]
        self._longest_first = sorted(roots, key=lambda root: len(root[0]), reverse=True)

    def to_plex(self, path: str) -> str:
        """Returns the path under the Plex root of the longest root that holds it."""
        components = _components(path)
        for stash_root, plex_root in self._longest_first:
            if components[: len(stash_root)] == stash_root:
                return _join(plex_root, _split(path)[1][len(stash_root) - 1 :])
        return path

    def covers(self, path: str) -> bool:
        """Says whether a path is below one of the roots."""
        components = _components(path)
        return any(components[: len(root)] == root for root, _ in self._longest_first)

    @property
    def version(self) -> str:
        """A short text that is the same exactly as long as the mapping answers the same."""
        if not self.pairs:
            return "identity"
        keys = sorted(f"{path_key(stash)}\n{path_key(plex)}" for stash, plex in self.pairs)
        digest = hashlib.sha256("\n".join(keys).encode(errors="surrogatepass")).hexdigest()[:12]
        return f"learned-{digest}" if self.learned else digest


def mapping_problems(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Returns one line for everything that keeps these pairs from being a mapping."""
    problems = []
    seen: dict[str, str] = {}
    for stash_root, plex_root in pairs:
        problems += [
            f'paths: {side} = "{root}" is not an absolute path; give the whole path of a folder.'
            for side, root in (("stash", stash_root), ("plex", plex_root))
            if not _split(root)[0]
        ]
        key = path_key(stash_root)
        if key in seen:
            problems.append(
                f'paths: "{stash_root}" is mapped twice, to "{seen[key]}" and to "{plex_root}"; '
                "keep one of them."
            )
        seen.setdefault(key, plex_root)
    return problems


def _split(path: str) -> tuple[str, tuple[str, ...]]:
    """Returns where a path starts (`/`, `//`, `C:/` or nothing) and the names below that."""
    text = path.replace("\\", "/")
    if text.startswith("//?/"):
        text = text[4:]
        if text[:4].casefold() == "unc/":
            text = _UNC + text[4:]
    anchor = ""
    if text.startswith(_UNC):
        anchor = _UNC
    elif text.startswith(_POSIX):
        anchor = _POSIX
    elif _DRIVE.match(text):
        anchor, text = f"{text[:2]}/", text[2:]
    return anchor, tuple(name for name in text.split("/") if name)


def _components(path: str) -> tuple[str, ...]:
    """Returns start and names of a path, each in the form in which it is compared."""
    anchor, names = _split(path)
    if _ignores_case(anchor):
        return (anchor.casefold(), *map(_folded, names))
    return (anchor, *(unicodedata.normalize("NFC", name) for name in names))


def _join(root: str, names: Sequence[str]) -> str:
    """Returns the path of names below a root, in the spelling of the root's side."""
    anchor, root_names = _split(root)
    path = anchor + "/".join((*root_names, *names))
    return path.replace("/", "\\") if _ignores_case(anchor) else path


def _ignores_case(anchor: str) -> bool:
    """Says whether a path that starts so is of Windows, or a UNC path."""
    return anchor not in ("", _POSIX)


def _is_posix(path: str) -> bool:
    """Says whether a path is POSIX, where a backslash is a letter like any other."""
    return path.startswith(_POSIX) and not path.startswith(_UNC)


def _folded(text: str) -> str:
    # Decomposed first: folding a composed letter and its parts need not give the same text.
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", decomposed.casefold())
