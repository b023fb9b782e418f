"""What a dry run found, as a record that can be shown anywhere."""

from collections.abc import Iterator
from typing import Final

from stashplex.app import telling
from stashplex.core.answers import FieldTold, PlannedTold
from stashplex.core.edit import Action
from stashplex.core.item import Field
from stashplex.worker.plan import Plan

TOLD: Final = (Action.SET, Action.CLEAR, Action.LEAVE)


def told_plan(plan: Plan) -> Iterator[PlannedTold]:
    """Yields, item by item, what would change of a scene and what would be left."""
    title = plan.desired.values.get(Field.TITLE) or plan.look.scene.title
    warnings = plan.desired.warnings
    for item, edit in plan.edits.items():
        locked = plan.look.items[item].locked
        fields = tuple(
            FieldTold(
                one.field,
                telling.value(one.want),
                telling.value(one.have),
                one.action,
                one.why,
                locked=one.field in locked,
            )
            for one in edit.fields
            if one.action in TOLD
        )
        if fields:
            yield PlannedTold(plan.look.scene.id, str(title), item, fields, warnings)
            warnings = ()
