"""Builds what Stash's plugin manager installs from: the zip of the plugin, and the index of it."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

PLUGIN = "stashplex"
HERE = Path(__file__).parent
SHIPPED = ("stashplex.yml", "stashplex_hook.py", "stashplex_tasks.py")
MODE = 0o644
"""Stash gives a file the mode that its entry holds: without one nobody could read it."""


def main() -> None:
    """Writes `stashplex.zip` and `index.yml` into the folder named on the command line."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    built = changed_at(HERE)
    packed = zipped(HERE, built)
    (folder / f"{PLUGIN}.zip").write_bytes(packed)
    (folder / "index.yml").write_text(index_of(packed, HERE, built), encoding="utf-8")
    sys.stdout.write(f"{folder / f'{PLUGIN}.zip'} and {folder / 'index.yml'}, of {built}\n")


def changed_at(plugin: Path) -> datetime:
    """Returns when the plugin changed last: by its history, else by the newest of its files.

    Stash offers an update where the date is later, and never looks at the version.
    """
    newest = max((plugin / name).stat().st_mtime for name in SHIPPED)
    command = ["git", "log", "-1", "--format=%ct", "--", *SHIPPED]
    try:
        told = subprocess.run(command, cwd=plugin, capture_output=True, text=True, check=True)  # noqa: S603  nothing of the command comes from outside
        said = told.stdout
    except (OSError, subprocess.CalledProcessError):
        said = ""
    return datetime.fromtimestamp(int(said or newest), UTC)


def zipped(plugin: Path, built: datetime) -> bytes:
    """Returns the plugin as a zip; the same files of the same date make the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in SHIPPED:
            entry = zipfile.ZipInfo(name, built.timetuple()[:6])
            entry.external_attr = MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (plugin / name).read_bytes())
    return packed.getvalue()


def index_of(packed: bytes, plugin: Path, built: datetime) -> str:
    """Returns the source index: a list of one package."""
    manifest = (plugin / "stashplex.yml").read_text(encoding="utf-8").splitlines()
    told = dict(line.split(": ", 1) for line in manifest if ": " in line and line[0].isalpha())
    package = {
        "id": PLUGIN,
        "name": told["name"],
        "version": told["version"],
        "date": f"{built:%Y-%m-%d %H:%M:%S}",
        "path": f"{PLUGIN}.zip",
        "sha256": hashlib.sha256(packed).hexdigest(),
        "requires": [],
        "metadata": {"description": told["description"]},
    }
    lines = [f"{key}: {json.dumps(value)}" for key, value in package.items()]
    return "- " + "\n  ".join(lines) + "\n"


if __name__ == "__main__":
    main()
