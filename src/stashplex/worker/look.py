"""One fresh look at scenes: what Stash says, which items they are, what Plex shows there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

from msgspec import Struct, field

from stashplex.core.errors import (
    AmbiguousMatch,
    ItemGone,
    NotInPlex,
    PinLost,
    SceneError,
    ServerError,
)
from stashplex.core.holding import NO_HOLDINGS, Holdings, Write
from stashplex.core.item import Field, ImageList, Item
from stashplex.core.mapping import nothing_to_say
from stashplex.core.matching import Evidence, Match
from stashplex.core.outcome import Skip
from stashplex.core.pins import Pins
from stashplex.core.ports import ItemStamp, SceneRecord
from stashplex.core.proof import Recovery, image_fields, recover
from stashplex.core.scene import Scene, SceneFile
from stashplex.worker.halving import is_of_one_scene, read_halving
from stashplex.worker.library import Library
from stashplex.worker.missing import Missing
from stashplex.worker.ownership import has_living_scene, other_owner
from stashplex.worker.parts import Parts

GONE: Final = "it is not in Stash any more"
SILENT: Final = "Give it a title, a studio or tags in Stash, and it is written."
NO_FILE: Final = "Scan its folder in Stash; if the file is gone for good, delete the scene there."


class Look(Struct):
    """A scene and its items, as both sides show them now."""

    scene: Scene
    match: Match
    items: dict[int, Item]
    holdings: dict[int, Holdings]
    record: SceneRecord | None
    read_at: dict[int, float]
    """When each item was read (monotonic seconds)."""
    gone: bool = False
    """True where Stash has the scene no more: the items are those it left behind."""
    silent: bool = False
    """True where Stash says nothing of the scene any more: the items are those it was shown on."""
    recovered: dict[int, Recovery] = field(default_factory=dict)
    take_over: frozenset[Field] = frozenset()
    """Fields whose foreign locks are adopted, besides those of the rules."""

    @property
    def id(self) -> int:
        """The scene's id."""
        return self.scene.id

    @property
    def withdraws(self) -> bool:
        """True where nothing is wanted any more, and only what we hold is cleared."""
        return self.gone or self.silent

    def strength(self, item: int) -> int:
        """Returns the place of what speaks for an item in the order of evidence: 0 is best."""
        order = list(Evidence)
        return min(order.index(one.evidence) for one in self.match.found if one.item == item)

    def refresh(self, item: Item, holdings: Holdings, read_at: float) -> None:
        """Takes in a reading of one item."""
        self.items[item.id] = item
        self.holdings[item.id] = holdings
        self.read_at[item.id] = read_at


class Skipped(Struct, frozen=True):
    """A scene that needs no sync, and why."""

    id: int
    skip: Skip
    why: str
    scene: Scene | None = None
    match: Match | None = None


class Unreadable(Struct, frozen=True):
    """A scene whose look failed: the error is judged for it alone."""

    id: int
    error: Exception
    scene: Scene | None = None
    match: Match | None = None


Seen = Look | Skipped | Unreadable
Glance = TypeVar("Glance")


class Reader:
    """Looks at scenes in batches: one Stash query and one Plex multi-get for all of them."""

    def __init__(self, parts: Parts, library: Library) -> None:
        self._parts = parts
        self._library = library
        self.missing = Missing(parts, library)
        self._heirs: dict[int, int] = {}
        """The living scenes that took items over from others, which may be gone by now."""

    def by_id(self, ids: Sequence[int]) -> dict[int, Seen]:
        """Returns a look at each of these scenes; raises only what concerns a whole server."""
        scenes, failed = read_halving(self._parts.stash.scenes, ids)
        seen: dict[int, Seen] = {one: Unreadable(one, error) for one, error in failed.items()}
        seen.update(self.of(scenes.values()))
        seen.update(self.gone([one for one in ids if one not in scenes and one not in failed]))
        return seen

    def gone(self, scenes: Sequence[int]) -> dict[int, Seen]:
        """Returns a look at what these scenes left behind that Stash has no more.

        It is empty where that stays as it is, or belongs to a living scene.
        """
        left: Mapping[int, Sequence[int]] = {}
        if scenes and self._parts.rules.clear_gone:
            left = self._parts.state.records.owned(scenes)
        known = self._known({item for items in left.values() for item in items}, scenes)
        remembered = [_as_remembered(one, known.records.get(one)) for one in scenes]
        return {
            one.id: _alone(one, partial(self._left_behind, one, left.get(one.id, ()), known))
            for one in remembered
        }

    def of(self, scenes: Iterable[Scene]) -> dict[int, Seen]:
        """Returns a look at each of these scenes, which Stash has just told."""
        self._library.ensure()
        there = tuple(scenes)
        owned = self._parts.state.records.owned([scene.id for scene in there])
        pins = self._parts.state.pins.read()
        seen: dict[int, Seen] = {}
        matched: dict[int, tuple[Scene, Match]] = {}
        for scene in there:
            glance = _alone(scene, partial(self._glance, scene, owned.get(scene.id, ()), pins))
            if isinstance(glance, Match):
                matched[scene.id] = (scene, glance)
            else:
                seen[scene.id] = glance
        items = {one.item for _, found in matched.values() for one in found.found}
        known = self._known(items, list(matched))
        for scene, found in matched.values():
            seen[scene.id] = _alone(scene, partial(self._look, scene, found, known), found)
        return {one: _without_items(look, known) for one, look in seen.items()}

    def again(self, item: int) -> tuple[Item, Holdings]:
        """Reads one item afresh; raises ItemGone where it is not there any more."""
        found = self._parts.plex.items([item])
        if item not in found:
            self._library.forget(item)
            raise ItemGone(f"Item {item} vanished from Plex while it was synced.", item=item)
        return found[item], self._parts.state.ledger.holdings([item])[item]

    def _glance(self, scene: Scene, held: Sequence[int], pins: Pins) -> Match | Skipped:
        """Matches a scene with the index, which costs no request."""
        if not scene.files:
            return Skipped(scene.id, Skip.NO_FILE, NO_FILE, scene)
        if nothing_to_say(scene) and not held:
            return Skipped(scene.id, Skip.NOTHING_TO_SAY, SILENT, scene)
        return self._find(scene, held, pins)

    def _find(self, scene: Scene, held: Sequence[int], pins: Pins) -> Match:
        return self._library.find(scene.files, held, self._parts, pins.of(scene.id))

    def _known(self, wanted: Iterable[int], scenes: Sequence[int]) -> "_Known":
        ids = sorted(wanted)
        state = self._parts.state
        read_at = self._parts.clock.monotonic()
        items, failed = read_halving(self._parts.plex.items, ids)
        for missing in set(ids) - items.keys() - failed.keys():
            self._library.forget(missing)
        there = list(items)
        return _Known(
            items,
            failed,
            state.ledger.holdings(there),
            state.ledger.open_writes(there),
            state.records.stamps(there),
            state.records.scenes(scenes),
            state.pins.read(),
            read_at,
        )

    def _look(self, scene: Scene, found: Match, known: "_Known") -> Seen:
        if nothing_to_say(scene):
            return self._shown_before(scene, found, known)
        if not found.found or found.ambiguous or found.lost:
            raise _no_item(scene, found)
        if problem := _item_problem(found, known):
            raise problem
        look = Look(scene, found, {}, {}, known.records.get(scene.id), {})
        owners: list[int] = []
        for one in found.found:
            item = known.items[one.item]
            stamp = known.stamps.get(item.id)
            owner = known.surer(look, item.id) or other_owner(
                scene, item, stamp, self._parts, known.pins
            )
            if owner is not None:
                owners.append(owner)
                continue
            if stamp is not None and stamp.scene != scene.id:
                self._heirs[item.id] = scene.id
            look.refresh(item, self._recovered(look, item, known), known.read_at)
            known.take(look, item.id)
        if look.items or not owners:
            return look
        return Skipped(scene.id, Skip.SHARES_ITEM, _whose(owners[0], scene), scene, found)

    def _shown_before(self, scene: Scene, found: Match, known: "_Known") -> Seen:
        """Looks at the items that showed a scene of which nothing is said any more."""
        look = Look(scene, found, {}, {}, known.records.get(scene.id), {}, silent=True)
        for one in found.found:
            if one.item in known.failed:
                raise known.failed[one.item]
            item, stamp = known.items.get(one.item), known.stamps.get(one.item)
            ours = stamp is not None and stamp.scene == scene.id
            if item and ours and known.pins.other_owner(scene.id, item.id) is None:
                look.refresh(item, self._recovered(look, item, known), known.read_at)
        if look.items:
            return look
        return Skipped(scene.id, Skip.NOTHING_TO_SAY, SILENT, scene, found)

    def _left_behind(self, scene: Scene, owned: Sequence[int], known: "_Known") -> Seen:
        look = Look(scene, Match(), {}, {}, known.records.get(scene.id), {}, gone=True)
        for one in owned:
            if one in known.failed:
                raise known.failed[one]
            item = known.items.get(one)
            if item is not None and not self._has_other_scene(item, scene, known.pins):
                look.refresh(item, self._recovered(look, item, known), known.read_at)
        return look if look.items else Skipped(scene.id, Skip.SCENE_GONE, GONE, scene)

    def _has_other_scene(self, item: Item, gone: Scene, pins: Pins) -> bool:
        if pins.other_owner(gone.id, item.id) is not None:
            return True
        if self._heirs.get(item.id, gone.id) != gone.id:
            return True
        return has_living_scene(item, gone, self._parts)

    def _recovered(self, look: Look, item: Item, known: "_Known") -> Holdings:
        """Judges writes that a crash left open, so that what arrived is ours from now on."""
        holdings = known.holdings.get(item.id, NO_HOLDINGS)
        writes = known.open_writes.get(item.id, ())
        if not writes:
            return holdings
        lists = {name: self.images(item.id, name) for name in image_fields(writes)}
        recovery = recover(writes, item, holdings, lists)
        look.recovered[item.id] = recovery
        return recovery.holdings

    def images(self, item: int, name: Field) -> ImageList:
        """Returns the images an item could show in an image field."""
        plex = self._parts.plex
        return plex.posters(item) if name is Field.POSTER else plex.arts(item)


class _Known(Struct, frozen=True):
    """What both the database and Plex say of the items of a batch."""

    items: dict[int, Item]
    failed: dict[int, ServerError]
    holdings: dict[int, Holdings]
    open_writes: dict[int, tuple[Write, ...]]
    stamps: dict[int, ItemStamp]
    records: dict[int, SceneRecord]
    pins: Pins
    read_at: float
    taken: dict[int, Look] = field(default_factory=dict)
    """Which scene of the batch has an item already: two that write one would never agree."""

    def surer(self, look: Look, item: int) -> int | None:
        """Returns the scene of the batch that has an item on evidence that is as good."""
        rival = self.taken.get(item)
        if rival is None or rival.strength(item) > look.strength(item):
            return None
        return rival.id

    def take(self, look: Look, item: int) -> None:
        """Gives an item to a scene, and takes it from the one of the batch that had it."""
        if item in self.taken:
            self.taken[item].items.pop(item, None)
        self.taken[item] = look


def _alone(
    scene: Scene, look: Callable[[], Glance], found: Match | None = None
) -> Glance | Unreadable:
    """Returns what looking gives; an error that is one scene's stops only that scene."""
    try:
        return look()
    except Exception as error:
        if not is_of_one_scene(error):
            raise
        return Unreadable(scene.id, error, scene, found)


def _without_items(seen: Seen, known: _Known) -> Seen:
    """Returns the look, or what is said of a scene whose items surer ones of its batch took."""
    if not isinstance(seen, Look) or seen.items:
        return seen
    takers = (known.taken.get(one.item, seen).id for one in seen.match.found)
    owner = next(one for one in takers if one != seen.id)
    return Skipped(seen.id, Skip.SHARES_ITEM, _whose(owner, seen.scene), seen.scene, seen.match)


def _as_remembered(scene: int, record: SceneRecord | None) -> Scene:
    """Returns what is left to say of a scene that is gone."""
    if record is None or not record.path:
        return Scene(scene)
    return Scene(scene, record.title, files=(SceneFile(record.path, 0),))


def _item_problem(found: Match, known: _Known) -> Exception | None:
    for one in found.found:
        if one.item in known.failed:
            return known.failed[one.item]
        if one.item not in known.items:
            return ItemGone(f"Item {one.item} vanished from Plex.", item=one.item)
    return None


def _whose(owner: int, scene: Scene) -> str:
    return (
        f"The item belongs to scene {owner}; split it in Plex to give each scene its own, "
        f"or pin it to this one: stashplex pin {scene.id} ITEM."
    )


def _no_item(scene: Scene, found: Match) -> SceneError:
    if found.lost:
        return PinLost(
            f"Item {found.lost[0]}, which scene {scene.id} is pinned to, is not in Plex any more.",
            f"Pin it to another, or let it be found by its files: stashplex unpin {scene.id}",
        )
    if not found.ambiguous:
        return NotInPlex(
            f"No item in Plex holds {scene.files[0].path!r}.",
            "Scan the folder in Plex, or map its path with [[paths]].",
        )
    answer = found.ambiguous[0]
    items = "; ".join(f"item {part.item} ({part.file.path!r})" for part in answer.candidates)
    return AmbiguousMatch(
        f"{answer.stash_path!r} could be any of: {items}.",
        f"Say which it is with `stashplex pin {scene.id} ITEM`, or remove the copies from Plex.",
        candidates=tuple(part.item for one in found.ambiguous for part in one.candidates),
    )
