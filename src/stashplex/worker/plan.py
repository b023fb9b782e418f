"""What should change for a scene, before anything is sent."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.diff import diff, images_needed
from stashplex.core.edit import Edit
from stashplex.core.holding import NO_HOLDINGS
from stashplex.core.item import IMAGE_FIELDS, Field, Item
from stashplex.core.mapping import Desired, desire, fingerprint, withdraw
from stashplex.core.ports import SceneRecord
from stashplex.core.scene import Cover, CoverUnchanged, NoCover
from stashplex.worker.look import Look, Reader
from stashplex.worker.parts import Parts


class Plan(Struct):
    """What one scene's items should show, the edits that make them so, and its cover."""

    look: Look
    desired: Desired
    edits: dict[int, Edit]
    cover_sha1: str = ""
    cover_etag: str = ""
    cover: Cover | None = None
    """The bytes, where they had to be fetched."""
    lacks_cover: bool = False
    """True where Stash has a cover that it could not give: it is asked for again."""

    @property
    def changes(self) -> bool:
        """True when something would be sent."""
        return any(edit.writes for edit in self.edits.values())

    @property
    def left(self) -> tuple[Field, ...]:
        """The fields that differ and are left alone."""
        return tuple({one.field: None for edit in self.edits.values() for one in edit.left})

    def leave_cover_out(self, why: str) -> None:
        """Is told that there is no cover to show now, though Stash has one."""
        self.lacks_cover = True
        self.desired = self.desired.with_warning(f"cover left out: {why}")


class Planner:
    """Turns looks into plans; it only reads."""

    def __init__(self, parts: Parts, reader: Reader) -> None:
        self._parts = parts
        self._reader = reader

    def plan(self, look: Look) -> Plan:
        """Returns the whole plan of a scene, images included."""
        plan = self.plan_without_images(look)
        images = [name for name in IMAGE_FIELDS if name in self._parts.rules.fields]
        if images and not look.withdraws:
            self._see_cover(plan)
            for name in images:
                plan.desired = plan.desired.with_image(name, plan.cover_sha1)
            for item in look.items.values():
                plan.edits[item.id] = self.edit(plan, item)
        return plan

    def plan_without_images(self, look: Look) -> Plan:
        """Returns the plan of everything that needs no further request."""
        rules = self._parts.rules
        desired = withdraw(look.id, rules) if look.withdraws else desire(look.scene, rules)
        plan = Plan(look, desired, {})
        for item in look.items.values():
            plan.edits[item.id] = self.edit(plan, item)
        return plan

    def edit(self, plan: Plan, item: Item) -> Edit:
        """Returns the edit of one item, reading its image lists only where they decide."""
        holdings = plan.look.holdings.get(item.id, NO_HOLDINGS)
        rules = self._parts.rules.taking_over(plan.look.take_over)
        needed = images_needed(plan.desired, item, holdings, rules)
        lists = {name: self._reader.images(item.id, name) for name in needed}
        return diff(plan.desired, item, holdings, rules, lists)

    def cover_bytes(self, plan: Plan) -> bytes:
        """Returns the bytes of the cover that is wanted; empty if it is gone meanwhile."""
        if plan.cover is None:
            fetched = self._parts.stash.cover(plan.look.scene.cover_path)
            plan.cover = fetched if isinstance(fetched, Cover) else None
        if plan.cover is None or plan.cover.sha1 != plan.cover_sha1:
            return b""
        return plan.cover.data

    def record(self, plan: Plan, *, ending: str, reason: str) -> SceneRecord:
        """Returns what is remembered of the scene."""
        remembered = describe(plan.look, ending=ending, reason=reason)
        return replace(
            remembered,
            fingerprint="" if plan.lacks_cover else self.fingerprint(plan),
            cover_sha1=plan.cover_sha1,
            cover_etag=plan.cover_etag,
            left=plan.left,
            checked_at=self._parts.clock.now(),
        )

    def fingerprint(self, plan: Plan) -> str:
        """Returns the hash of what is wanted, as of this plan."""
        return fingerprint(
            plan.desired,
            mapping=self._parts.version,
            etag=plan.cover_etag,
            items=plan.look.items,
        )

    def _see_cover(self, plan: Plan) -> None:
        scene, record = plan.look.scene, plan.look.record
        if not scene.cover_path:
            return
        known = record.cover_etag if record and record.cover_sha1 else ""
        match self._parts.stash.cover(scene.cover_path, known):
            case Cover() as cover:
                plan.cover, plan.cover_sha1, plan.cover_etag = cover, cover.sha1, cover.etag
            case CoverUnchanged():
                plan.cover_sha1 = record.cover_sha1 if record else ""
                plan.cover_etag = known
            case NoCover() as problem:
                if not problem.placeholder:
                    plan.leave_cover_out(problem.why)


def describe(look: Look, *, ending: str, reason: str) -> SceneRecord:
    """Returns the part of a scene's record that any look can tell."""
    scene = look.scene
    return SceneRecord(
        scene=scene.id,
        title=scene.title,
        path=scene.files[0].path if scene.files else "",
        updated_at=scene.updated_at,
        ending=ending,
        reason=reason,
        confidence=look.match.confidence or "",
        evidence=evidence_text(one.evidence for one in look.match.found),
        items=tuple(sorted(look.items)),
    )


def evidence_text(evidence: Iterable[str]) -> str:
    """Returns kinds of evidence as one text, each once."""
    return ", ".join(dict.fromkeys(evidence))
