"""What Plex calls our fields."""

from collections.abc import Mapping
from typing import Final

from stashplex.core.item import Field

PARAMETER: Final[Mapping[Field, str]] = {
    Field.TITLE: "title",
    Field.SUMMARY: "summary",
    Field.STUDIO: "studio",
    Field.DATE: "originallyAvailableAt",
    Field.ROLES: "actor",
    Field.GENRES: "genre",
    Field.DIRECTOR: "director",
    Field.COLLECTIONS: "collection",
    Field.RATING: "userRating",
    Field.POSTER: "thumb",
    Field.ART: "art",
    Field.CONTENT_RATING: "contentRating",
    Field.LABELS: "label",
}
"""The name in an edit, which is also the name of the lock."""

FIELD: Final[Mapping[str, Field]] = {name: field for field, name in PARAMETER.items()}
