"""Desired, Item and what we hold give the smallest Edit, explained field by field.

The rules are section 5 of the design: only what differs is written, only what is ours is
cleared, what a person locked before we came is left alone.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.equality import fold, folded_names, same, tags_text
from stashplex.core.holding import Holding, Holdings
from stashplex.core.item import (
    IMAGE_FIELDS,
    MIRRORED_TAGS,
    SHARED_TAGS,
    Field,
    ImageList,
    Item,
    Tag,
    Value,
)
from stashplex.core.mapping import Desired
from stashplex.core.rules import Rules

_OWN_FORM: Final = "Plex keeps its own form of what we wrote"
_HELD_BACK: Final = "undone, and held until Stash wants something else"
_UPLOADS: Final = {Field.POSTER: "upload://posters/", Field.ART: "upload://art/"}
"""Uploaded images are addressed by the SHA-1 of their bytes."""


class _Question(Struct, frozen=True):
    """Everything one field's decision depends on."""

    name: Field
    want: Value
    have: Value
    holding: Holding | None
    tags: tuple[Holding, ...]
    locked: bool
    rules: Rules
    holdings: Holdings

    @property
    def held(self) -> bool:
        """We have written this field, or taken it over."""
        return self.holding is not None and not self.holding.found

    @property
    def ours(self) -> frozenset[str]:
        """The folded names of the tags here that are ours."""
        return frozenset(row.tag for row in self.tags if not row.found)

    @property
    def locked_by_others(self) -> bool:
        """The field was locked before we came, and nobody asked us to take it over."""
        return (
            self.locked
            and not self.held
            and self.rules.respect_locks
            and self.name not in self.rules.take_over
        )

    @property
    def adopts(self) -> bool:
        """We were asked to take over a field that others locked."""
        return self.locked and not self.held and self.name in self.rules.take_over

    @property
    def lock(self) -> bool | None:
        """The lock to send with a write."""
        if self.name in SHARED_TAGS:
            return self.locked
        if self.name in IMAGE_FIELDS and self.locked:
            return None
        return True if self.name in self.rules.locks else None

    @property
    def wants_what_was_undone(self) -> bool:
        """Undo took back exactly what Stash wants here."""
        return self.holdings.holds_back(self.name, self.want)

    def holds_back(self, decided: FieldEdit) -> bool:
        """Tells whether a write would only do again what undo took back."""
        if self.name not in SHARED_TAGS:
            return self.wants_what_was_undone
        if self.holdings.outgrown(self.name, self.want):
            return False
        before = folded_names(_as_tags(decided.have))
        after = folded_names(_as_tags(decided.after))
        return self.holdings.holds_back_tags(self.name, after - before, before - after)

    def keep(self, why: str) -> FieldEdit:
        return self._answer(Action.KEEP, why)

    def right(self, why: str = "already right") -> FieldEdit:
        return replace(self.keep(why), adopted=self.adopts)

    def leave(self, why: str) -> FieldEdit:
        return self._answer(Action.LEAVE, why)

    def hold_back(self) -> FieldEdit:
        return self._answer(Action.HOLD, _HELD_BACK)

    def _answer(self, action: Action, why: str) -> FieldEdit:
        return FieldEdit(
            self.name, self.want, self.have, action, why, self.have, locked_before=self.locked
        )

    def write(
        self,
        action: Action,
        why: str,
        after: Value,
        *,
        removals: tuple[str, ...] = (),
        displaced: bool = False,
    ) -> FieldEdit:
        return FieldEdit(
            self.name,
            self.want,
            self.have,
            action,
            why,
            after,
            removals,
            self.lock,
            self.locked,
            displaced,
        )


def diff(
    desired: Desired,
    item: Item,
    holdings: Holdings,
    rules: Rules,
    images: Mapping[Field, ImageList] | None = None,
) -> Edit:
    """Returns the smallest edit that makes the item show what is desired.

    `images` holds the image lists that `images_needed` asks for.
    """
    lists = images or {}
    fields = tuple(
        _decide(_ask(name, want, item, holdings, rules), lists.get(name, ImageList("")))
        for name, want in desired.values.items()
    )
    return Edit(item.id, item.section, fields)


def images_needed(
    desired: Desired, item: Item, holdings: Holdings, rules: Rules
) -> tuple[Field, ...]:
    """Returns the image fields whose list must be read before they can be decided."""
    return tuple(
        name
        for name, want in desired.values.items()
        if name in IMAGE_FIELDS
        and _image_without_list(_ask(name, want, item, holdings, rules)) is None
    )


def _ask(name: Field, want: Value, item: Item, holdings: Holdings, rules: Rules) -> _Question:
    return _Question(
        name,
        want,
        item.value(name),
        holdings.of(name),
        holdings.tags(name),
        name in item.locked,
        rules,
        holdings,
    )


def _decide(question: _Question, images: ImageList) -> FieldEdit:
    decided = _decide_freely(question, images)
    return question.hold_back() if decided.writes and question.holds_back(decided) else decided


def _decide_freely(question: _Question, images: ImageList) -> FieldEdit:
    if question.name in IMAGE_FIELDS:
        return _image_without_list(question) or _image(question, images.selected)
    if question.name in MIRRORED_TAGS:
        return _mirrored(question, _as_tags(question.want), _as_tags(question.have))
    if question.name in SHARED_TAGS:
        return _shared(question, _as_tags(question.want), _as_tags(question.have))
    return _text(question)


def _as_tags(value: Value) -> tuple[Tag, ...]:
    return () if isinstance(value, str) else value


def _text(question: _Question) -> FieldEdit:
    name, want, holding = question.name, question.want, question.holding
    if not want:
        return _clear(question)
    if same(name, want, question.have):
        return question.right()
    if why := _why_leave_text(question):
        return question.leave(why)
    if holding and holding.shown and same(name, want, holding.value) and _shows_ours(question):
        return question.keep(_OWN_FORM)
    displaced = holding is not None and not _shows_ours(question)
    return question.write(
        Action.SET, _why(question, displaced=displaced), want, displaced=displaced
    )


def _clear(question: _Question) -> FieldEdit:
    """Stash has no value any more: a text goes where it is the one we wrote."""
    if not question.have:
        return question.keep("empty on both sides")
    # A held value that is empty was cleared before: what stands here now came afterwards.
    holding = question.holding
    if question.held and holding and holding.value and _shows_ours(question):
        return question.write(Action.CLEAR, "empty in Stash, and what stands here is ours", "")
    return question.keep("empty in Stash, and what stands here is not ours")


def _why_leave_text(question: _Question) -> str:
    """Returns why a text that differs is left alone, or nothing."""
    if question.locked_by_others:
        return "locked in Plex before we came"
    ours = _shows_ours(question)
    if question.name is Field.RATING and question.have and not (ours and question.held):
        return "a rating of your own in Plex"
    if question.holding and not ours and question.rules.keep_plex_edits:
        return "edited in Plex since, and plex_edits is keep"
    return ""


def _shows_ours(question: _Question) -> bool:
    holding = question.holding
    return holding is not None and same(
        question.name, question.have, holding.shown or holding.value
    )


def _why(question: _Question, *, displaced: bool) -> str:
    if displaced:
        return "edited in Plex since; Stash wins"
    return "changed in Stash" if question.held else "differs from Stash"


def _mirrored(question: _Question, want: tuple[Tag, ...], have: tuple[Tag, ...]) -> FieldEdit:
    if not want:
        return _withdraw(question, have)
    if same(question.name, want, have):
        return question.right()
    if question.locked_by_others:
        return question.leave("locked in Plex before we came")
    holding = question.holding
    shown = tags_text(tag.name for tag in have)
    if _own_form(holding, shown, tags_text(tag.name for tag in want)):
        return question.keep(_OWN_FORM)
    displaced = holding is not None and shown != (holding.shown or holding.value)
    if displaced and question.rules.keep_plex_edits:
        return question.leave("edited in Plex since, and plex_edits is keep")
    present = {fold(tag.name): tag for tag in have}
    after = tuple(present.get(fold(tag.name), tag) for tag in want)
    wanted = folded_names(want)
    removals = tuple(tag.name for tag in have if fold(tag.name) not in wanted)
    why = _why(question, displaced=displaced)
    return question.write(Action.SET, why, after, removals=removals, displaced=displaced)


def _own_form(holding: Holding | None, shown: str, wanted: str) -> bool:
    """Tells whether tags stand in the form Plex gave to exactly what is wanted."""
    return bool(holding and holding.shown == shown != "" and holding.value == wanted)


def _withdraw(question: _Question, have: tuple[Tag, ...]) -> FieldEdit:
    """Stash has no value any more: what we hold goes, the rest stays."""
    ours = question.ours
    removals = tuple(tag.name for tag in have if fold(tag.name) in ours)
    if not removals:
        return question.keep("empty in Stash, and nothing here is ours")
    after = tuple(tag for tag in have if fold(tag.name) not in ours)
    return question.write(
        Action.CLEAR, "empty in Stash: ours are removed", after, removals=removals
    )


def _shared(question: _Question, want: tuple[Tag, ...], have: tuple[Tag, ...]) -> FieldEdit:
    ours, there = question.ours, folded_names(have)
    taken_out = tuple(tag for tag in want if fold(tag.name) in ours - there)
    left = taken_out if question.rules.keep_plex_edits else ()
    asked = tuple(tag for tag in want if tag not in left)
    missing = tuple(tag for tag in asked if fold(tag.name) not in there)
    removals = tuple(tag.name for tag in have if fold(tag.name) in ours - folded_names(want))
    if not missing and not removals:
        if left:
            return question.leave("taken out in Plex since, and plex_edits is keep")
        return question.right("ours are there") if want else question.keep("nothing here is ours")
    if question.locked_by_others:
        return question.leave("locked in Plex before we came")
    if _shared_own_form(question, asked, have):
        return question.keep(_OWN_FORM)
    going = {fold(name) for name in removals}
    after = (*(tag for tag in have if fold(tag.name) not in going), *missing)
    displaced = bool(taken_out) and not left
    return question.write(
        Action.SET if missing else Action.CLEAR,
        _shared_why(missing, removals, displaced=displaced),
        after,
        removals=removals,
        displaced=displaced,
    )


def _shared_why(missing: tuple[Tag, ...], removals: tuple[str, ...], *, displaced: bool) -> str:
    if displaced:
        return "ours was taken out in Plex; Stash wins"
    if missing and removals:
        return "ours are added and removed"
    return "ours are added" if missing else "ours are removed"


def _shared_own_form(question: _Question, asked: tuple[Tag, ...], have: tuple[Tag, ...]) -> bool:
    ours = question.ours
    theirs = folded_names(have) - ours
    shown = tags_text(tag.name for tag in have if fold(tag.name) in ours)
    wanted = tags_text(tag.name for tag in asked if fold(tag.name) not in theirs)
    return _own_form(question.holding, shown, wanted)


def _image_without_list(question: _Question) -> FieldEdit | None:
    """Decides an image from what we know; None means that its list must be read."""
    holding, want = question.holding, question.want
    if not isinstance(want, str) or not want:
        return question.keep("no cover in Stash")
    untouched = holding is not None and holding.shown == question.have
    if holding and untouched and holding.value == want:
        return question.right()
    if question.locked_by_others:
        return question.leave("locked in Plex before we came")
    if holding and untouched:
        selected = _UPLOADS[question.name] + holding.value
        return _image(question, selected)
    # What is held back needs no list to be decided, and so costs no request.
    return question.hold_back() if question.wants_what_was_undone else None


def _image(question: _Question, selected: str) -> FieldEdit:
    holding = question.holding
    question = replace(question, have=selected)
    if _is_upload_of(selected, question.want):
        return question.right()
    displaced = holding is not None and not _is_upload_of(selected, holding.value)
    if displaced and question.rules.keep_plex_edits:
        return question.leave("edited in Plex since, and plex_edits is keep")
    return question.write(
        Action.SET, _why(question, displaced=displaced), question.want, displaced=displaced
    )


def _is_upload_of(key: str, sha1: Value) -> bool:
    return bool(sha1) and key.startswith("upload://") and key.endswith(f"/{sha1}")
