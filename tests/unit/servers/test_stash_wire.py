"""Stash's JSON, as servers behind proxies send it."""

import json

import pytest

from stashplex.servers.stash import wire


def scene(**content: object) -> wire.WireScene:
    body = json.dumps({"s7": {"id": "7", "updated_at": "2024-06-01T10:00:00+02:00", **content}})
    found = wire.SCENES_BY_ID.decode(body.encode())["s7"]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("screenshot", "path"),
    [
        ("http://127.0.0.1:9999/scene/7/screenshot?t=17", "/scene/7/screenshot?t=17"),
        ("https://home.example/stash/scene/7/screenshot?t=17", "/scene/7/screenshot?t=17"),
        ("/scene/7/screenshot", "/scene/7/screenshot"),
        ("http://[broken/scene/7", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_cover_is_known_by_its_path_on_the_server_itself(
    screenshot: str | None, path: str
) -> None:
    assert wire.scene_of(scene(paths={"screenshot": screenshot})).cover_path == path


def test_null_is_as_good_as_empty() -> None:
    names = ("title", "details", "director", "date", "rating100", "studio", "paths")

    found = wire.scene_of(scene(**dict.fromkeys(names)))

    assert (found.title, found.details, found.director, found.date) == ("", "", "", "")
    assert (found.rating100, found.studio, found.cover_path) == (None, "", "")


def test_an_unmeasured_file_has_no_duration() -> None:
    found = wire.scene_of(scene(files=[{"path": "/a.mp4", "size": 1, "duration": None}]))

    assert found.files[0].duration is None


def test_the_stamp_is_kept_to_the_letter() -> None:
    assert wire.scene_of(scene()).updated_at == "2024-06-01T10:00:00+02:00"
