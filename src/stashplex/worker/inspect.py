"""One scene as it is now: what a sync of it would do, and why; nothing is written anywhere."""

from msgspec import Struct

from stashplex.core.errors import NotInPlex, StashplexError
from stashplex.core.outcome import Ending, Skip
from stashplex.core.scene import Scene
from stashplex.worker.library import Library
from stashplex.worker.look import GONE, Look, Reader, Seen, Skipped, Unreadable
from stashplex.worker.parts import Parts
from stashplex.worker.plan import Plan, Planner
from stashplex.worker.reconcile import Finding, expected
from stashplex.worker.settling import Settled


class Inspection(Struct, frozen=True):
    """A look at one scene, the plan that it leads to, and how the scene would end."""

    seen: Seen
    verdict: Settled
    plan: Plan | None = None


def inspect(scene: int, parts: Parts, library: Library) -> Inspection:
    """Looks at a scene in full; raises only what concerns a whole server."""
    found = parts.stash.scenes([scene]).get(scene)
    if found is None:
        gone = Skipped(scene, Skip.SCENE_GONE, GONE)
        return Inspection(gone, Settled(scene, Ending.SKIPPED, Skip.SCENE_GONE, GONE))
    return _inspect(found, parts, library)


def _inspect(scene: Scene, parts: Parts, library: Library) -> Inspection:
    reader = Reader(parts, library)
    seen = reader.of([scene])[scene.id]
    plan = None
    if isinstance(seen, Look):
        try:
            plan = Planner(parts, reader).plan(seen)
        except StashplexError as error:
            seen = Unreadable(scene.id, error, scene, seen.match)
    return Inspection(seen, _verdict(Finding(seen, scene.id, plan), parts), plan)


def _verdict(finding: Finding, parts: Parts) -> Settled:
    match finding.seen:
        case Unreadable(error=NotInPlex() as error) if parts.limits.skip_not_found:
            return Settled(finding.scene, Ending.SKIPPED, Skip.NOT_IN_PLEX, error.message)
        case _:
            return expected(finding)
