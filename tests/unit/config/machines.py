"""A machine for the tests: a folder of its own, an environment that is given."""

from pathlib import Path

from stashplex.config import Machine

LEAST = """
[stash]
url = "http://localhost:9999"
[plex]
url = "http://localhost:32400"
token = "plain-token-of-a-file"
"""
LEAST_VARIABLES = {
    "STASHPLEX_STASH__URL": "http://localhost:9999",
    "STASHPLEX_PLEX__URL": "http://localhost:32400",
    "STASHPLEX_PLEX__TOKEN": "plain-token",
}


def machine(folder: Path, *, platform: str = "linux", **environment: str) -> Machine:
    """Returns a machine whose home and working folder lie in `folder`."""
    working = folder / "work"
    working.mkdir(exist_ok=True)
    return Machine(environment, folder / "home", working, platform)


def write(path: Path, text: str) -> Path:
    """Writes a file that only its owner may read, and returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path
