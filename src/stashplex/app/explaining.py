"""One scene explained: what both servers show now, and what is known of it here."""

from collections.abc import Iterator
from typing import Final

from stashplex.app import telling
from stashplex.app.candidates import candidates_of
from stashplex.app.house import House
from stashplex.app.state import Store
from stashplex.core.answers import (
    CandidateTold,
    FieldTold,
    FileTold,
    HoldingTold,
    InspectAnswer,
    ItemTold,
    JobTold,
    LastTold,
    VerdictTold,
)
from stashplex.core.edit import Edit
from stashplex.core.errors import AmbiguousMatch, UnknownId
from stashplex.core.holding import NO_HOLDINGS, Holding
from stashplex.core.item import Item
from stashplex.core.matching import Found
from stashplex.core.ports import SceneRecord
from stashplex.worker.inspect import Inspection, inspect
from stashplex.worker.look import Look, Unreadable

MOST_WRITES: Final = 12


def explain(house: House, scene: int) -> InspectAnswer:
    """Returns everything there is to say of a scene; raises UnknownId where nobody knows it."""
    store = house.store
    inspection = inspect(scene, house.parts, house.library)
    record = store.records.scenes([scene]).get(scene)
    told = inspection.seen.scene
    if told is None and record is None:
        raise UnknownId(
            f"Stash has no scene {scene}.",
            "The id of a scene is the number in its address in Stash.",
        )
    verdict, match = inspection.verdict, inspection.seen.match
    return InspectAnswer(
        scene=scene,
        title=told.title if told else record.title if record else "",
        files=tuple(FileTold(one.path, one.size, one.duration) for one in told.files)
        if told
        else (),
        verdict=VerdictTold(verdict.ending, verdict.detail, verdict.message),
        confidence=match.confidence if match else None,
        explanation=match.explanation if match else (),
        items=tuple(_items(inspection, house)),
        warnings=inspection.plan.desired.warnings if inspection.plan else (),
        pins=store.pins.read().of(scene),
        candidates=_candidates(inspection, house),
        job=_job(store, scene),
        last=_last(record),
        writes=tuple(map(telling.write, store.ledger.writes_of_scene(scene, MOST_WRITES))),
    )


def _candidates(inspection: Inspection, house: House) -> tuple[CandidateTold, ...]:
    match inspection.seen:
        case Unreadable(id=scene, error=AmbiguousMatch() as error, scene=told) if told:
            return candidates_of(scene, told.files[0].path, error.candidates, house.parts.plex)
        case _:
            return ()


def _items(inspection: Inspection, house: House) -> Iterator[ItemTold]:
    look, plan = inspection.seen, inspection.plan
    if not isinstance(look, Look) or plan is None:
        return
    libraries = {section.id: section.title for section in house.library.sections}
    for found in look.match.found:
        item = look.items.get(found.item)
        if item is not None:
            rows = look.holdings.get(item.id, NO_HOLDINGS).rows.values()
            library = libraries.get(found.section, "")
            yield _item(found, item, library, plan.edits[item.id], tuple(rows))


def _item(
    found: Found, item: Item, library: str, edit: Edit, holdings: tuple[Holding, ...]
) -> ItemTold:
    return ItemTold(
        item=item.id,
        library=library,
        path=found.plex_path,
        evidence=found.evidence,
        confidence=found.confidence,
        locked=tuple(sorted(item.locked)),
        fields=tuple(
            FieldTold(
                field=one.field,
                want=telling.value(one.want),
                have=telling.value(one.have),
                action=one.action,
                why=one.why,
                locked=one.locked_before,
            )
            for one in edit.fields
        ),
        holdings=tuple(map(_holding, holdings)),
    )


def _holding(row: Holding) -> HoldingTold:
    return HoldingTold(
        field=row.field,
        tag=row.tag,
        value=row.value,
        found=row.found,
        lock_ours=row.lock_ours,
        before=telling.value(row.before),
    )


def _job(store: Store, scene: int) -> JobTold | None:
    job = store.queue.job_of(scene)
    if job is None:
        return None
    return JobTold(
        state=job.state,
        reason=job.reason,
        run=job.run,
        attempts=job.attempts,
        put_at=telling.moment(job.put_at),
        due_at=telling.moment(job.due_at),
        error_type=job.cause.error_type if job.cause else "",
        message=job.cause.message if job.cause else "",
    )


def _last(record: SceneRecord | None) -> LastTold | None:
    if record is None or not record.ending:
        return None
    return LastTold(record.ending, record.reason, telling.moment(record.checked_at))
