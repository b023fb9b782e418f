"""What python-plexapi, a client written by others, reads from the simulated Plex."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import requests
from plexapi.media import MediaTag
from plexapi.server import PlexServer
from plexapi.video import Movie

from stashplex.demo.plex import SimulatedPlex


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything a movie shows that a sync could touch; tags are sorted, nothing is empty text."""

    title: str
    summary: str = ""
    studio: str = ""
    date: str = ""
    rating: float | None = None
    genres: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    poster: str = ""
    """The key of the selected poster."""
    locks: tuple[str, ...] = ()


def read_back(plex: SimulatedPlex, items: Iterable[int]) -> dict[int, Shown]:
    """Returns what each of these movies shows, one request for all and one poster list for each."""
    wanted = list(items)
    with requests.Session() as session:
        server = PlexServer(plex.url, plex.token, session=session, timeout=10)
        return {movie.ratingKey: shown(movie) for movie in server.fetchItems(wanted)}


def read_back_one(plex: SimulatedPlex, item: int) -> Shown:
    """Returns what one movie shows."""
    return read_back(plex, [item])[item]


def shown(movie: Movie) -> Shown:
    movie._autoReload = False
    selected = [poster.ratingKey for poster in movie.posters() if poster.selected]
    day = movie.originallyAvailableAt
    return Shown(
        title=movie.title,
        summary=movie.summary or "",
        studio=movie.studio or "",
        date=day.date().isoformat() if day else "",
        rating=movie.userRating,
        genres=names(movie.genres),
        roles=names(movie.roles),
        directors=names(movie.directors),
        collections=names(movie.collections),
        labels=names(movie.labels),
        poster=selected[0] if selected else "",
        locks=tuple(sorted(field.name for field in movie.fields if field.locked)),
    )


def names(tags: Iterable[MediaTag]) -> tuple[str, ...]:
    return tuple(sorted(tag.tag for tag in tags))


def upload_key(image: bytes) -> str:
    """Returns the key under which Plex keeps an uploaded poster."""
    return f"upload://posters/{hashlib.sha1(image, usedforsecurity=False).hexdigest()}"
