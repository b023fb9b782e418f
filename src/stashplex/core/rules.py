"""The rules of a sync, as the configuration sets them."""

from msgspec import Struct
from msgspec.structs import replace

from stashplex.core.item import Field

DEFAULT_FIELDS = frozenset(Field) - {Field.ART, Field.CONTENT_RATING, Field.LABELS}


class Rules(Struct, frozen=True):
    """What is written, what is locked, and who wins where both sides changed."""

    fields: frozenset[Field] = DEFAULT_FIELDS
    locks: frozenset[Field] = frozenset(Field) - {Field.COLLECTIONS, Field.LABELS}
    """The fields that are locked when written; Collection and Label keep the lock they had."""
    respect_locks: bool = True
    keep_plex_edits: bool = False
    """True leaves alone what a person changed in Plex after we wrote it."""
    strict_matching: bool = True
    max_request: int = 16384
    """Bytes that one request may have when a single field needs them."""
    take_over: frozenset[Field] = frozenset()
    """Fields whose foreign locks are adopted once."""
    clear_gone: bool = False
    """True clears what we hold on items whose scene is gone, where no living scene has them."""

    def taking_over(self, fields: frozenset[Field]) -> "Rules":
        """Returns the same rules with the foreign locks of these fields adopted as well."""
        return replace(self, take_over=self.take_over | fields) if fields else self

    @property
    def version(self) -> str:
        """A text that differs wherever these rules could decide otherwise; part of fingerprints."""
        switches = (self.respect_locks, self.keep_plex_edits, self.strict_matching)
        return " ".join(
            (
                ",".join(sorted(self.fields)),
                ",".join(sorted(self.locks)),
                "".join(str(int(one)) for one in switches),
                str(self.max_request),
            )
        )
