"""Whatever stands in a file or a variable, the answer is settings or named mistakes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stashplex.config import Machine, load_settings
from stashplex.config.keys import KEYS
from stashplex.core.errors import ConfigError

VARIABLES = st.sampled_from([key.variable for key in KEYS.values()])
VISIBLE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
TOML_LIKE = st.text(st.sampled_from("[]{}=\"'\n #.,ax1_-:\\tz\ufeff\0"), max_size=60)
SECRET = "Qz7Kp2Xw9"


def said(machine: Machine) -> list[str]:
    """Returns the lines a person would be shown."""
    try:
        return [repr(load_settings(machine))]
    except ConfigError as error:
        return error.problems


def are_lines(said: list[str]) -> bool:
    """Returns True when each is one line that a terminal can show."""
    return all(line.isprintable() for line in said)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder that all examples share."""
    return tmp_path_factory.mktemp("working")


@given(environment=st.dictionaries(VARIABLES, VISIBLE | TOML_LIKE))
def test_any_environment_is_settings_or_named_mistakes(
    folder: Path, environment: dict[str, str]
) -> None:
    (folder / "stashplex.toml").unlink(missing_ok=True)

    assert are_lines(said(Machine(environment, folder, folder, "linux")))


@given(content=st.binary(max_size=60) | TOML_LIKE.map(str.encode))
def test_any_file_is_settings_or_named_mistakes(folder: Path, content: bytes) -> None:
    (folder / "stashplex.toml").write_bytes(content)

    assert are_lines(said(Machine({}, folder, folder, "linux")))


@given(
    key=st.sampled_from(
        ["stash.api_key", "plex.token", "web.token", "plex.url", "stash.url", "storage.database"]
    ),
    around=st.tuples(TOML_LIKE, TOML_LIKE),
)
def test_no_answer_shows_a_secret_however_it_is_spelled(
    folder: Path, key: str, around: tuple[str, str]
) -> None:
    before, after = around
    table, _, name = key.partition(".")
    content = f"[{table}]\n{name} = {before}{SECRET}{after}\n"
    (folder / "stashplex.toml").write_text(content, encoding="utf-8")

    assert not any(SECRET in line for line in said(Machine({}, folder, folder, "linux")))
