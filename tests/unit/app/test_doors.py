"""The token of the service: that of the configuration, or one that is made and kept."""

from pathlib import Path

import pytest

from stashplex.app.doors import doors_of
from stashplex.app.web_token import FILE_NAME, token_of
from stashplex.config.settings import WebTable
from stashplex.core.errors import DataFolderUnwritable
from stashplex.core.secret import Secret
from stashplex.demo.still_clock import StillClock
from stashplex.web.doors import Doors

HERE = WebTable()
ELSEWHERE = WebTable(host="0.0.0.0")  # noqa: S104  what a container binds
LONG = Secret("a-token-of-a-person")


def opened(web: WebTable, folder: Path) -> Doors:
    return doors_of(web, folder, StillClock())


@pytest.mark.parametrize(
    ("web", "required"),
    [
        (HERE, False),
        (WebTable(host="::1"), False),
        (WebTable(host="localhost"), False),
        (WebTable(token=LONG), True),
        (ELSEWHERE, True),
        (WebTable(host="192.0.2.7"), True),
        (WebTable(host="nas"), True),
    ],
)
def test_a_token_is_required_wherever_others_can_come(
    web: WebTable, tmp_path: Path, *, required: bool
) -> None:
    assert opened(web, tmp_path).token_required is required


def test_a_token_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = opened(ELSEWHERE, folder)
    path = folder / FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(first.token.reveal()) >= 40
    assert path.read_text() == f"{first.token.reveal()}\n"
    assert opened(ELSEWHERE, folder).token == first.token
    assert opened(ELSEWHERE, tmp_path / "other").token != first.token


def test_a_kept_token_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("kept-token\n")
    path.chmod(0o644)
    assert opened(ELSEWHERE, tmp_path).token == Secret("kept-token")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", [b"", b"\n", b"\xff\xfe"])
def test_a_file_without_a_token_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage)
    assert len(opened(ELSEWHERE, tmp_path).token.reveal()) >= 40


def test_the_token_of_the_configuration_is_kept_nowhere_else(tmp_path: Path) -> None:
    doors = opened(WebTable(token=LONG, names=("films.example.org",)), tmp_path)
    assert (doors.token, doors.names) == (LONG, ("films.example.org",))
    assert list(tmp_path.iterdir()) == []


def test_a_short_token_is_taken_and_minded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert opened(WebTable(token=Secret("hunter2")), tmp_path).token == Secret("hunter2")
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "hunter2" not in caplog.text


def test_a_folder_that_takes_no_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderUnwritable, match=r"cannot be kept in .*set web\.token\."):
        opened(ELSEWHERE, tmp_path / "file" / "data")


def test_a_command_finds_the_token_and_makes_none(tmp_path: Path) -> None:
    assert not token_of(HERE, tmp_path)
    assert not token_of(HERE, tmp_path / "nowhere")
    assert opened(HERE, tmp_path).token == token_of(HERE, tmp_path)
    assert token_of(WebTable(token=LONG), tmp_path) == LONG
