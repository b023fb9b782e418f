"""What a plain scene shows once it is synced, by the rules and without our mapping."""

import re

from tests.integration.reading_back import Shown, upload_key

from stashplex.demo.stash.records import Scene


def told(scene: Scene) -> Shown:
    """Returns what the item of a scene shows that was fresh when it was first written."""
    stem = re.split(r"[/\\]", scene.files[0].path)[-1].rpartition(".")[0]
    studio = scene.studio.name if scene.studio else ""
    memberships = {studio, *(one.group.name for one in scene.groups)} - {""}
    people = [person.name for person in scene.performers]
    directors = [name.strip() for name in scene.director.split(",") if name.strip()]
    cover = scene.cover_bytes()
    written = {
        "title": scene.title != stem,
        "summary": scene.details,
        "studio": studio,
        "originallyAvailableAt": scene.date,
        "userRating": scene.rating100,
        "genre": scene.tags,
        "actor": people,
        "director": directors,
        "thumb": cover,
    }
    return Shown(
        title=scene.title or stem,
        summary=scene.details,
        studio=studio,
        date=scene.date or "",
        rating=scene.rating100 / 10 if scene.rating100 else None,
        genres=tuple(sorted(tag.name for tag in scene.tags)),
        roles=tuple(sorted(people)),
        directors=tuple(sorted(directors)),
        collections=tuple(sorted(memberships)),
        poster=upload_key(cover) if cover else "",
        locks=tuple(sorted(name for name, value in written.items() if value)),
    )
