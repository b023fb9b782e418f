"""Which items of Plex hold the files of a scene: on what evidence, and how surely."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from stashplex.core.item import Listed
from stashplex.core.item_index import ItemIndex, Part
from stashplex.core.paths import PathMapping, folders_in_common
from stashplex.core.scene import SceneFile


class Evidence(StrEnum):
    """What speaks for an item, strongest first; a bare file name never does.

    A pin is what a person said; the `held` ones speak for an item that we hold for this scene
    already.
    """

    PIN = "pin"
    HELD_PATH = "held_path"
    PATH = "path"
    HELD_NAME_AND_SIZE = "held_name_and_size"
    NAME_AND_SIZE = "name_and_size"
    SIZE_AND_DURATION = "size_and_duration"


class Confidence(StrEnum):
    """How sure a match is: one candidate is high, more than one is low."""

    HIGH = "high"
    LOW = "low"


class Answer(Struct, frozen=True):
    """What one library says of one file: the evidence, and every item it speaks for."""

    section: int
    stash_path: str
    evidence: Evidence
    candidates: tuple[Part, ...]
    """One part per item, by item id."""
    taken: Part | None
    """None where there are several candidates and guessing is off."""

    @property
    def confidence(self) -> Confidence:
        """High with one candidate, low with more."""
        return Confidence.LOW if len(self.candidates) > 1 else Confidence.HIGH

    def __str__(self) -> str:
        items = ", ".join(f"item {part.item} ({part.file.path})" for part in self.candidates)
        how = self.evidence.replace("_", " ")
        line = f"{self.stash_path}: {items} in library {self.section}, by {how}"
        if self.confidence is Confidence.HIGH:
            return line
        return f"{line}; {f'item {self.taken.item}' if self.taken else 'none'} is taken"


class Found(Struct, frozen=True):
    """An item that holds a file of the scene."""

    item: int
    section: int
    stash_path: str
    plex_path: str
    evidence: Evidence
    confidence: Confidence
    candidates: tuple[int, ...]
    """Every item the evidence speaks for, this one among them."""


class Match(Struct, frozen=True):
    """Where a scene is in Plex; empty where no library holds any of its files."""

    found: tuple[Found, ...] = ()
    """One per item, the files in Stash's order and the libraries by id."""
    ambiguous: tuple[Answer, ...] = ()
    """The files that several items could hold, none of which was taken."""
    explanation: tuple[str, ...] = ()
    """One line for each file and library that answered, and for each file that is missing."""
    lost: tuple[int, ...] = ()
    """The items it is pinned to that no library has any more: then nothing else is taken."""

    @property
    def confidence(self) -> Confidence | None:
        """Low as soon as anything had more than one candidate; None where nothing answered."""
        if self.ambiguous or any(one.confidence is Confidence.LOW for one in self.found):
            return Confidence.LOW
        return Confidence.HIGH if self.found else None


def match(
    files: Sequence[SceneFile],
    index: ItemIndex,
    mapping: PathMapping,
    held: Collection[int] = (),
    *,
    strict: bool = True,
    pinned: Sequence[int] = (),
) -> Match:
    """Returns the items that hold these files of a scene; `held` are those we hold for it already.

    Where an item of a library is `pinned` to the scene, nothing else is asked of that library. Of
    several candidates strict matching takes none. Otherwise it is the one whose folders agree
    longest with the file's, counted from the file upwards, and of equals the one of the lowest id.
    """
    by_pin = [_by_pin(item, files) for item in map(index.get, pinned) if item is not None]
    decided = {one.section for one in by_pin}
    answers: list[Answer] = []
    explanation = [f"item {one.item} in library {one.section}, by pin" for one in by_pin]
    for file in files:
        of_file = [
            answer
            for answer in _answers(file, index, mapping, held, strict=strict)
            if answer.section not in decided
        ]
        answers += of_file
        if of_file or not by_pin:
            explanation += [str(answer) for answer in of_file] or [f"{file.path}: not in Plex"]
    return Match(
        found=(*by_pin, *_one_per_item(answers)),
        ambiguous=tuple(answer for answer in answers if answer.taken is None),
        explanation=tuple(explanation),
        lost=tuple(item for item in pinned if item not in index),
    )


def fits(files: Sequence[SceneFile], index: ItemIndex, mapping: PathMapping) -> bool:
    """Says whether a scene that waits for its item would find one, or several, now."""
    return any(_answers(file, index, mapping, (), strict=True) for file in files)


def _answers(
    file: SceneFile,
    index: ItemIndex,
    mapping: PathMapping,
    held: Collection[int],
    *,
    strict: bool,
) -> list[Answer]:
    """Returns what each library says of a file: the first rule that answers there decides."""
    root, plex_path = mapping.place(file.path)
    learned = mapping.learned and root is not None
    answers: dict[int, Answer] = {}
    for evidence, parts in _evidence(file, plex_path, index, held, learned=learned):
        for section in {part.section for part in parts} - answers.keys():
            candidates = _one_part_per_item(part for part in parts if part.section == section)
            if evidence is Evidence.SIZE_AND_DURATION and len(candidates) > 1:
                continue
            unclear = strict and len(candidates) > 1
            taken = None if unclear else _best(candidates, plex_path)
            answers[section] = Answer(section, file.path, evidence, candidates, taken)
        if len(answers) == len(index.sections):
            break
    return [answers[section] for section in sorted(answers)]


def _evidence(
    file: SceneFile,
    plex_path: str,
    index: ItemIndex,
    held: Collection[int],
    *,
    learned: bool,
) -> Iterator[tuple[Evidence, list[Part]]]:
    """Yields the parts that each rule finds for a file, in the order of the rules."""
    at_path = index.at_path(plex_path)
    yield Evidence.HELD_PATH, [part for part in at_path if part.item in held]
    # A learned mapping is what many files agree on: each file still has to agree by itself.
    sure = [part for part in at_path if not learned or part.file.size == file.size]
    yield Evidence.PATH, sure
    named = index.named(file.path, file.size)
    yield Evidence.HELD_NAME_AND_SIZE, [part for part in named if part.item in held]
    yield Evidence.NAME_AND_SIZE, list(named)
    yield Evidence.SIZE_AND_DURATION, list(index.lasting(file.size, file.duration))


def _by_pin(item: Listed, files: Sequence[SceneFile]) -> Found:
    return Found(
        item=item.id,
        section=item.section,
        stash_path=files[0].path if files else "",
        plex_path=item.files[0].path if item.files else "",
        evidence=Evidence.PIN,
        confidence=Confidence.HIGH,
        candidates=(item.id,),
    )


def _one_part_per_item(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Returns the first part of each item, by item id."""
    first: dict[int, Part] = {}
    for part in parts:
        first.setdefault(part.item, part)
    return tuple(first[item] for item in sorted(first))


def _best(candidates: Sequence[Part], plex_path: str) -> Part:
    """Returns the candidate whose folders agree longest with a path's, then the lowest id."""
    if len(candidates) == 1:
        return candidates[0]
    return max(
        candidates,
        key=lambda part: (folders_in_common(plex_path, part.file.path), -part.item),
    )


def _one_per_item(answers: Iterable[Answer]) -> tuple[Found, ...]:
    """Returns the items taken, in the order they were found, each on its strongest evidence."""
    strength = list(Evidence).index
    found: dict[int, Found] = {}
    for answer in answers:
        if answer.taken is None:
            continue
        one = _found(answer, answer.taken)
        known = found.setdefault(one.item, one)
        if strength(one.evidence) < strength(known.evidence):
            found[one.item] = one
    return tuple(found.values())


def _found(answer: Answer, part: Part) -> Found:
    return Found(
        item=part.item,
        section=part.section,
        stash_path=answer.stash_path,
        plex_path=part.file.path,
        evidence=answer.evidence,
        confidence=answer.confidence,
        candidates=tuple(candidate.item for candidate in answer.candidates),
    )
