"""The GraphQL documents we send."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Final


def _document(name: str) -> str:
    return (files("stashplex.servers") / "queries" / f"{name}.graphql").read_text("utf-8")


_SCENE: Final = _document("scene")
SCENE_PAGE: Final = _document("scene_page") + _SCENE
FILES_PAGE: Final = _document("files_page")
SCENE_COUNT: Final = _document("scene_count")
NEWEST: Final = _document("newest")
SCENE_IDS_PAGE: Final = _document("scene_ids_page")
INFO: Final = _document("info")
VERSION: Final = _document("version")


def scenes_by_id(ids: Iterable[int]) -> str:
    """Returns a query with one field per scene.

    A list of ids would fail as a whole over one that is gone; a field of its own is null, so one
    request is enough whatever became of the scenes. It costs Stash one look-up by key per scene,
    little beside the half dozen small queries that each scene's names take anyway.
    """
    fields = "".join(f"  s{one}: findScene(id: {one}) {{ ...SceneParts }}\n" for one in ids)
    return f"query ScenesById {{\n{fields}}}\n{_SCENE}"
