"""What answers the fields that are more than an attribute of a row."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Final

from stashplex.demo.stash.finds import by_id, find_file, find_files, find_named, find_scenes
from stashplex.demo.stash.listing import Found
from stashplex.demo.stash.question import Info
from stashplex.demo.stash.records import Fingerprint, Named, Scene, VideoFile
from stashplex.demo.stash.system import configuration, job_queue, stats, status, version

Resolve = Callable[..., object]


def address(path: str) -> Resolve:
    """Returns the resolver of an image's address, which carries the row's own stamp."""

    def resolve(row: Named | Scene, info: Info) -> str:
        seconds = int(datetime.fromisoformat(row.updated_at).timestamp())
        return f"{info.context.base_url}/{path.format(row.id)}{seconds}"

    return resolve


def stream(scene: Scene, info: Info) -> str:
    """Answers paths.stream, which gives the key away."""
    asked = info.context
    leak = f"?apikey={asked.api_key}" if asked.api_key else ""
    return f"{asked.base_url}/scene/{scene.id}/stream{leak}"


def fingerprint_of(file: VideoFile, _: Info, *, type: str) -> str | None:  # noqa: A002  the name in the schema
    """Answers a file's fingerprint of one type."""
    kinds: Iterator[Fingerprint] = (one for one in file.fingerprints if one.type == type)
    return next((one.value for one in kinds), None)


def sorted_tags(scene: Scene, _: Info) -> list[Named]:
    """Answers the tags of a scene, which Stash sorts by name."""
    return sorted(scene.tags, key=lambda tag: tag.name.casefold())


def all_files(found: Found[Scene]) -> Iterator[VideoFile]:
    """Yields the files of all scenes found, whatever the page."""
    return chain.from_iterable(scene.files for scene in found.everything)


def rows(found: Found[Scene] | Found[Named] | Found[VideoFile], _: Info) -> object:
    """Answers the rows of a `find…s` query."""
    return found.rows


QUERY: Final[Mapping[str, Resolve]] = {
    "findScene": by_id(lambda library, row: library.scenes.get(row)),
    "findScenes": find_scenes,
    "findPerformer": by_id(lambda library, row: library.performers.get(row)),
    "findPerformers": find_named(lambda library: library.performers, "performer"),
    "findStudio": by_id(lambda library, row: library.studios.get(row)),
    "findStudios": find_named(lambda library: library.studios, "studio"),
    "findTag": by_id(lambda library, row: library.tags.get(row)),
    "findTags": find_named(lambda library: library.tags, "tag"),
    "findGroup": by_id(lambda library, row: library.groups.get(row)),
    "findGroups": find_named(lambda library: library.groups, "group"),
    "findFile": find_file,
    "findFiles": find_files,
    "version": version,
    "systemStatus": status,
    "configuration": configuration,
    "stats": stats,
    "jobQueue": job_queue,
}
RESOLVERS: Final[Mapping[str, Mapping[str, Resolve]]] = {
    "Query": QUERY,
    "FindScenesResultType": {
        "scenes": rows,
        "duration": lambda found, _: sum(file.duration for file in all_files(found)),
        "filesize": lambda found, _: float(sum(file.size for file in all_files(found))),
    },
    "FindPerformersResultType": {"performers": rows},
    "FindStudiosResultType": {"studios": rows},
    "FindTagsResultType": {"tags": rows},
    "FindGroupsResultType": {"groups": rows},
    "FindFilesResultType": {
        "files": rows,
        "duration": lambda found, _: sum(file.duration for file in found.everything),
        "size": lambda found, _: sum(file.size for file in found.everything),
    },
    "Scene": {
        "tags": sorted_tags,
        "paths": lambda scene, _: scene,
        "url": lambda scene, _: scene.urls[0] if scene.urls else None,
    },
    "ScenePathsType": {
        "screenshot": address("scene/{}/screenshot?t="),
        "stream": stream,
        "preview": lambda scene, info: f"{info.context.base_url}/scene/{scene.id}/preview",
        "webp": lambda scene, info: f"{info.context.base_url}/scene/{scene.id}/webp",
    },
    "VideoFile": {"fingerprint": fingerprint_of},
    "Studio": {"image_path": address("studio/{}/image?default=true&t=")},
    "Performer": {"image_path": address("performer/{}/image?default=true&t=")},
    "Tag": {"image_path": address("tag/{}/image?default=true&t=")},
    "Group": {"front_image_path": address("group/{}/frontimage?default=true&t=")},
}
