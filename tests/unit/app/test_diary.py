"""The log of a data folder, and the key to its words."""

import os
import stat
from pathlib import Path

import pytest

from stashplex.app.diary import KEY_NAME, words_of


def test_the_words_of_a_data_folder_are_the_same_every_time(tmp_path: Path) -> None:
    once = words_of(tmp_path / "data").path("/data/Quiet/a.mp4")

    assert words_of(tmp_path / "data").path("/data/Quiet/a.mp4") == once
    assert words_of(tmp_path / "other").path("/data/Quiet/a.mp4") != once


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_key_is_private(tmp_path: Path) -> None:
    words_of(tmp_path)

    assert stat.S_IMODE((tmp_path / KEY_NAME).stat().st_mode) == 0o600


def test_where_no_key_can_be_kept_there_are_words_nevertheless(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert "Quiet" not in words_of(tmp_path / "file").path("/data/Quiet/a.mp4")
