"""What Stash's plugin manager installs from."""

import hashlib
import io
import os
import re
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import yaml
from plugin.build import SHIPPED, changed_at, index_of, zipped
from tests.architecture.tree import ROOT

PLUGIN = ROOT / "plugin"
BUILT = datetime(2024, 5, 6, 7, 8, 10, tzinfo=UTC)


def test_the_index_names_the_zip_with_its_digest_and_date() -> None:
    packed = zipped(PLUGIN, BUILT)

    [package] = yaml.safe_load(index_of(packed, PLUGIN, BUILT))

    manifest = yaml.safe_load((PLUGIN / "stashplex.yml").read_text())
    assert package == {
        "id": "stashplex",
        "name": manifest["name"],
        "version": manifest["version"],
        "date": "2024-05-06 07:08:10",
        "path": "stashplex.zip",
        "sha256": hashlib.sha256(packed).hexdigest(),
        "requires": [],
        "metadata": {"description": manifest["description"]},
    }
    assert re.fullmatch("[0-9a-f]{64}", package["sha256"])


def test_the_same_plugin_makes_the_same_zip() -> None:
    assert zipped(PLUGIN, BUILT) == zipped(PLUGIN, BUILT)


def test_every_file_can_be_read_by_the_user_of_stash() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(PLUGIN, BUILT))) as archive:
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}

    assert modes == dict.fromkeys(SHIPPED, "0o644")


def test_without_a_history_the_newest_file_dates_the_plugin(tmp_path: Path) -> None:
    for name in SHIPPED:
        shutil.copy(PLUGIN / name, tmp_path)
        os.utime(tmp_path / name, (0, BUILT.timestamp() - (name != SHIPPED[1])))

    assert changed_at(tmp_path) == BUILT
