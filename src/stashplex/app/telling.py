"""Records of the house as answers tell them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from stashplex.core.answers import MappingTold, PlaceTold, WriteTold
from stashplex.core.holding import Write
from stashplex.core.item import Value
from stashplex.core.learning import MappedRoot


def moment(seconds: float) -> str:
    """Returns a moment as answers tell it."""
    told = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    return told.replace("+00:00", "Z")


def value(stored: Value) -> str | tuple[str, ...]:
    """Returns a value without what only Plex needs: of tags their names."""
    return stored if isinstance(stored, str) else tuple(tag.name for tag in stored)


def write(one: Write) -> WriteTold:
    """Returns a write of the history."""
    return WriteTold(
        at=moment(one.at),
        run=one.run,
        scene=one.scene,
        item=one.item,
        field=one.field,
        before=value(one.before),
        after=value(one.after),
        locked_before=one.locked_before,
        lock=one.lock,
        state=one.state,
    )


def mapping(roots: Iterable[MappedRoot], *, given: bool) -> tuple[MappingTold, ...]:
    """Returns the mapping between the folders of both sides."""
    return tuple(
        MappingTold(
            stash=root.stash,
            plex=root.plex,
            given=given,
            agreeing=root.agreeing,
            files=root.witnesses,
            exceptions=tuple(PlaceTold(one.stash, one.plex) for one in root.exceptions),
        )
        for root in roots
    )
