"""The same work as today's tools do it: python-plexapi, one scene after the other.

For each scene one query to Stash, one search in Plex by the name of the file, one edit that
carries everything, one request for the stars, and the cover.
"""

import argparse
import io
import os

import msgspec
from plexapi.library import MovieSection
from plexapi.server import PlexServer
from plexapi.video import Movie

from stashplex.core.item import Field
from stashplex.core.mapping import desire
from stashplex.core.paths import stem
from stashplex.core.rules import Rules
from stashplex.core.scene import Cover, Scene
from stashplex.core.secret import Secret
from stashplex.servers.stash.client import StashClient


def sync_one(stash: StashClient, section: MovieSection, number: int) -> bool:
    """Makes one item show its scene; returns whether it was found."""
    scene = stash.scenes([number])[number]
    path = scene.files[0].path
    found = [one for one in section.search(title=stem(path)) if path in one.locations]
    if not found:
        return False
    edit(found[0], scene)
    if scene.rating100:
        found[0].rate(scene.rating100 / 10)
    cover = stash.cover(scene.cover_path) if scene.cover_path else None
    if isinstance(cover, Cover):
        found[0].uploadPoster(filepath=io.BytesIO(cover.data))
    return True


def edit(movie: Movie, scene: Scene) -> None:
    """Sends all texts and tags in one request."""
    wanted = desire(scene, Rules()).values
    movie.batchEdits()
    movie.editTitle(wanted[Field.TITLE])
    for name, send in (
        (Field.SUMMARY, movie.editSummary),
        (Field.STUDIO, movie.editStudio),
        (Field.DATE, movie.editOriginallyAvailable),
    ):
        if wanted[name]:
            send(wanted[name])
    for name, add in (
        (Field.GENRES, movie.addGenre),
        (Field.DIRECTOR, movie.addDirector),
        (Field.COLLECTIONS, movie.addCollection),
    ):
        if wanted[name]:
            add([tag.name for tag in wanted[name] if not isinstance(tag, str)])
    roles = [tag.name for tag in wanted[Field.ROLES] if not isinstance(tag, str)]
    named = {f"actor[{place}].tag.tag": name for place, name in enumerate(roles)}
    if named:
        movie.edit(**named, **{"actor.locked": 1})
    movie.saveEdits()


def main() -> None:
    """Syncs the first scenes and prints how many were found as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", type=int)
    given = parser.parse_args()
    of = os.environ
    server = PlexServer(of["STASHPLEX_PLEX__URL"], of["STASHPLEX_PLEX__TOKEN"])
    (section,) = server.library.sections()
    key = Secret(of["STASHPLEX_STASH__API_KEY"])
    with StashClient(of["STASHPLEX_STASH__URL"], key) as stash:
        found = sum(sync_one(stash, section, one) for one in range(1, given.scenes + 1))
    print(msgspec.json.encode({"found": found}).decode())


if __name__ == "__main__":
    main()
