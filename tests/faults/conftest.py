"""The front door of a machine with a folder of its own."""

from pathlib import Path

import pytest
from tests.doors import Door


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks every test of this folder as one of faults."""
    item.add_marker(pytest.mark.faults)


@pytest.fixture
def door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Door:
    """Opens the front door in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Door(tmp_path, capsys)
