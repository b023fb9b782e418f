"""A configuration that is written: merged, private, all or nothing."""

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from stashplex.config.settings import PathPair
from stashplex.config.writing import Change, Values, changes, merged, write_private
from stashplex.core.errors import ConfigError
from stashplex.core.secret import Secret

VALUES: Values = {
    "data_dir": Path("/data"),
    "stash.url": "http://stash:9999",
    "stash.api_key": Secret("key-4711"),
    "plex.url": "http://plex:32400",
    "plex.token": Secret("token-4711"),
    "plex.libraries": ("Films", "It's"),
    "paths": (PathPair("/a", "/b"), PathPair("C:\\clips", "/c")),
}
MEANT = {
    "data_dir": "/data",
    "stash": {"url": "http://stash:9999", "api_key": "key-4711"},
    "plex": {"url": "http://plex:32400", "token": "token-4711", "libraries": ["Films", "It's"]},
    "paths": [{"stash": "/a", "plex": "/b"}, {"stash": "C:\\clips", "plex": "/c"}],
}
EXISTING = (
    "",
    "# mine\n",
    "[sync]\nbatch_size = 3\n",
    'paths = [{stash = "/q", plex = "/r"}]\n[stash]\nurl = "x"\n',
    'stash.url = "x"\nplex.url = "p"\n',
    'stash = {url = "x"}\n[plex]\r\nurl = "q"\r\n',
    '[[paths]]\nstash = "/1"\nplex = "/2"\n[[paths]]\nstash = "/3"\nplex = "/4"\n[web]\nport = 1\n',
    "[web]\nport = 1",
    'data_dir = "q"\n[web]',
    'plex.url = "p"\n[stash]\n[sync]\n',
)


def test_nobody_else_can_read_it_at_any_moment(tmp_path: Path) -> None:
    target = tmp_path / "new" / "stashplex.toml"
    modes: list[int] = []

    def look(draft: Path) -> None:
        modes.append(stat.S_IMODE(draft.stat().st_mode))

    before = os.umask(0)
    try:
        write_private(target, 'token = "t"\n', look)
    finally:
        os.umask(before)

    assert [*modes, stat.S_IMODE(target.stat().st_mode)] == [0o600, 0o600]
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    assert [one.name for one in target.parent.iterdir()] == ["stashplex.toml"]


def test_what_stood_there_is_kept_beside_it_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "stashplex.toml"
    real.write_text("old")
    real.chmod(0o644)
    link.symlink_to(real)

    written = write_private(link, "new", bool)
    again = write_private(link, "newer", bool)

    assert link.is_symlink()
    assert real.read_text() == "newer"
    assert written.copy == tmp_path / "real.toml.1.bak"
    assert again.copy == tmp_path / "real.toml.2.bak"
    assert written.copy.read_text() == "old"
    assert {stat.S_IMODE(one.stat().st_mode) for one in (real, written.copy)} == {0o600}


def test_what_is_not_good_is_not_written(tmp_path: Path) -> None:
    target = tmp_path / "stashplex.toml"
    target.write_text("old")

    def refuse(_: Path) -> None:
        raise ConfigError(["no"])

    with pytest.raises(ConfigError):
        write_private(target, "new", refuse)

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError) as caught:
        write_private(tmp_path / "file" / "stashplex.toml", "new", bool)

    assert "cannot be written" in caught.value.problems[0]
    assert "--config" in caught.value.remedy


@pytest.mark.parametrize("existing", EXISTING)
def test_the_values_are_merged_into_whatever_stands_there(existing: str) -> None:
    document: dict[str, Any] = tomllib.loads(existing)
    for key, value in MEANT.items():
        document[key] = document.get(key, {}) | value if isinstance(value, dict) else value

    assert tomllib.loads(merged(existing, VALUES)) == document


@pytest.mark.parametrize("existing", EXISTING)
def test_what_is_taken_out_is_out(existing: str) -> None:
    gone: Values = {"paths": None, "stash.api_key": None, "plex.url": "http://plex:1"}

    document = tomllib.loads(merged(merged(existing, VALUES), gone))

    assert "paths" not in document
    assert document["stash"] == {"url": "http://stash:9999"}
    assert document["plex"]["url"] == "http://plex:1"


def test_comments_stay_where_they_are() -> None:
    text = merged('# mine\n[plex]\n# where\nurl = "http://old" # old\n', VALUES)

    assert text.startswith("# mine\n")
    assert '[plex]\n# where\nurl = "http://plex:32400" # old\n' in text


def test_a_windows_path_stays_as_people_know_it() -> None:
    assert "stash = 'C:\\clips'" in merged("", VALUES)


def test_what_would_change_is_told_without_any_secret() -> None:
    existing = '[plex]\nurl = "http://old"\ntoken = "old-4711"\n[[paths]]\nstash="/q"\nplex="/r"\n'
    told = changes(existing, VALUES)

    assert Change("plex.url", '"http://old"', '"http://plex:32400"') in told
    assert Change("plex.token", "set", "set anew") in told
    assert Change("paths", "/q -> /r", "/a -> /b, C:\\clips -> /c") in told
    assert "4711" not in repr(told)
    assert changes(merged("", VALUES), VALUES) == ()
    (gone,) = changes(merged("", VALUES), {"stash.api_key": None})
    assert gone == Change("stash.api_key", "set", "")


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(ConfigError, match="no TOML"):
        merged("[stash\n", VALUES)
