"""After an outage: what died of it goes back in the line, each once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from stashplex.app.house import House
from stashplex.core.aftermath import Left, is_servers_trouble, reason_to_leave
from stashplex.core.answers import RecoverAnswer
from stashplex.core.ports import StashServer
from stashplex.worker.halving import read_halving

PAGE: Final = 100


def recover(house: House, *, dry_run: bool) -> RecoverAnswer:
    """Puts back what an outage left dead; raises where a server is still of no use."""
    # Not only that they are there: these need the token and the database behind it.
    house.parts.stash.count()
    house.parts.plex.sections()
    store = house.store
    if not dry_run:
        for one in store.outages.going_on():
            store.outages.end(one.server, house.parts.clock.now())
    outages = store.outages.all()
    found = [one for one in store.dead_letters.list() if is_servers_trouble(one)]
    reasons = {one.scene: reason_to_leave(one, outages) for one in found}
    reasons |= dict(_lost([one for one in reasons if reasons[one] is None], house.parts.stash))
    scenes = tuple(sorted(scene for scene, reason in reasons.items() if reason is None))
    if scenes and not dry_run:
        store.dead_letters.recover(scenes, house.parts.clock.now())
    left = Counter(reason.value for reason in reasons.values() if reason is not None)
    return RecoverAnswer(
        found=len(found),
        requeued=len(scenes),
        left=dict(left),
        scenes=scenes,
        remaining=store.dead_letters.get_error_summary(),
        dry_run=dry_run,
    )


def _lost(scenes: Sequence[int], stash: StashServer) -> Iterator[tuple[int, Left]]:
    """Yields those of these scenes that Stash has no more, or cannot tell."""
    for start in range(0, len(scenes), PAGE):
        page = scenes[start : start + PAGE]
        there, failed = read_halving(stash.scenes, page)
        for scene in page:
            if scene in failed:
                yield scene, Left.UNREAD
            elif scene not in there:
                yield scene, Left.GONE
