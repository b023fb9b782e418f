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
    composed = unicodedata.normalize("NFC", path)
    if _is_plain(composed):
        return composed
    anchor, names = _split(composed)
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


def split_common_tail(stash: str, plex: str) -> tuple[str, str]:
    """Returns what two paths of one file begin with before they agree to the end.

    Names agree as Plex's side compares them. Both are empty where the roots are the same, or no
    file name agrees.
    """
    (anchor, names), (plex_anchor, plex_names) = _split(stash), _split(plex)
    form = _folded if _ignores_case(plex_anchor) else _composed
    pairs = zip(map(form, reversed(names)), map(form, reversed(plex_names)), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if not anchor or not plex_anchor or not tail:
        return "", ""
    root = joined(anchor, names[: len(names) - tail])
    plex_root = joined(plex_anchor, plex_names[: len(plex_names) - tail])
    return ("", "") if path_key(root) == path_key(plex_root) else (root, plex_root)


def components(path: str) -> tuple[str, ...]:
    """Returns start and names of a path, each in the form in which it is compared."""
    anchor, names = _split(path)
    if _ignores_case(anchor):
        return (anchor.casefold(), *map(_folded, names))
    return (anchor, *map(_composed, names))


def joined(root: str, names: Sequence[str]) -> str:
    """Returns the path of names below a root, in the spelling of the root's side."""
    anchor, root_names = _split(root)
    path = anchor + "/".join((*root_names, *names))
    return path.replace("/", "\\") if _ignores_case(anchor) else path


def names_below(root: str, path: str) -> tuple[str, ...]:
    """Returns the names of folders and file that lead from a root to a path below it."""
    return _split(path)[1][len(_split(root)[1]) :]


def folder_of(path: str) -> str:
    """Returns the folder that holds a file, spelled as in the path."""
    separators = "/" if _is_posix(path) else "/\\"
    return path[: max(path.rfind(one) for one in separators) + 1].rstrip(separators)


def lies_below(folder: str, root: str) -> bool:
    """Says whether a folder is inside a root, and not the root itself.

    A path that climbs, or whose separators could be read in two ways, lies nowhere.
    """
    if {".", ".."} & set(_split(folder)[1]) or (_is_posix(folder) and "\\" in folder):
        return False
    inner, outer = components(folder), components(root)
    return bool(outer[0]) and len(inner) > len(outer) and inner[: len(outer)] == outer


def is_folder(path: str) -> bool:
    """Says whether a path is more than where all paths of its kind start; a drive is a folder."""
    anchor, names = _split(path)
    return len(names) >= {_POSIX: 1, _UNC: 2}.get(anchor, 0)


class PathMapping:
    """Turns a path as Stash sees it into the one Plex sees; without pairs it changes none."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = (), *, learned: bool = False) -> None:
        """Takes (root in Stash, root in Plex) pairs; `learned` ones are believed only with size."""
        problems = mapping_problems(pairs)
        if problems:
            raise ValueError("\n".join(problems))
        self.pairs = tuple(pairs)
        self.learned = learned
        self._roots = {components(pair[0]): pair for pair in pairs}
        self._depths = sorted(set(map(len, self._roots)), reverse=True)

    def to_plex(self, path: str) -> str:
        """Returns the path under the Plex root of the longest root that holds it."""
        return self.place(path)[1]

    def place(self, path: str) -> tuple[tuple[str, str] | None, str]:
        """Returns the longest root that holds a path, and the path in Plex."""
        if not self._roots:
            return None, path
        parts = components(path)
        for depth in self._depths:
            pair = self._roots.get(parts[:depth])
            if pair is not None:
                return pair, joined(pair[1], _split(path)[1][depth - 1 :])
        return None, path

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


def _is_plain(path: str) -> bool:
    """Says whether a POSIX path is spelled in the only way it can be, as almost all are."""
    return path[:1] == "/" and path[-1] != "/" and "//" not in path and "\\" not in path


def _ignores_case(anchor: str) -> bool:
    """Says whether a path that starts so is of Windows, or a UNC path."""
    return anchor not in ("", _POSIX)


def _is_posix(path: str) -> bool:
    """Says whether a path is POSIX, where a backslash is a letter like any other."""
    return path.startswith(_POSIX) and not path.startswith(_UNC)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _folded(text: str) -> str:
    # Decomposed first: folding a composed letter and its parts need not give the same text.
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", decomposed.casefold())
