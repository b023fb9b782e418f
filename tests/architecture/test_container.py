"""The container and the unit start the service as its papers say."""

import json
import re
import shlex
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml
from tests.architecture.tree import ROOT, text_of

from stashplex.config.keys import KEYS


def steps() -> list[tuple[str, str]]:
    """Returns the steps of the Dockerfile: the word, and what follows it."""
    joined = re.sub(r"\\\n\s*", "", text_of(ROOT / "Dockerfile"))
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def last(word: str) -> str:
    """Returns what the last step of this kind says."""
    return [rest for step, rest in steps() if step == word][-1]


def compose() -> dict[str, Any]:
    """Returns the services that are started together, and where they keep their things."""
    read: dict[str, Any] = yaml.safe_load(text_of(ROOT / "compose.yaml"))
    return read


def test_the_image_copies_only_what_is_sent_to_its_build() -> None:
    sent = [line[1:] for line in text_of(ROOT / ".dockerignore").splitlines() if line[0] == "!"]
    copied = [
        name
        for step, rest in steps()
        if step == "COPY" and not rest.startswith("--from")
        for name in shlex.split(rest)[:-1]
    ]

    assert [name for name in copied if not any(fnmatch(name, kind) for kind in sent)] == []
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_runs_the_service_as_a_user_without_rights() -> None:
    assert last("USER") not in ("root", "0")
    assert (last("ENTRYPOINT"), last("CMD")) == ('["stashplex"]', '["serve"]')


def test_the_image_is_asked_whether_it_lives_where_it_listens() -> None:
    check = last("HEALTHCHECK")
    command = json.loads(check.partition(" CMD ")[2])

    compile(command[2], "HEALTHCHECK", "exec")
    assert f"{last('EXPOSE')})" in command[2]
    assert "/healthz" in command[2]
    assert compose()["services"]["stashplex"]["ports"] == [f"{last('EXPOSE')}:{last('EXPOSE')}"]


@pytest.mark.parametrize("text", re.findall(r"STASHPLEX_\w+", text_of(ROOT / "compose.yaml")))
def test_every_variable_of_the_service_is_one_that_is_read(text: str) -> None:
    assert text in {key.variable for key in KEYS.values()}


def test_the_service_stands_beside_stash_and_plex() -> None:
    services = compose()["services"]

    assert set(services) == {"stashplex", "stash", "plex"}
    assert services["stashplex"]["volumes"] == [f"stashplex:{last('VOLUME')}"]


def test_every_volume_that_is_named_is_declared() -> None:
    told = compose()
    named = {
        volume.partition(":")[0]
        for service in told["services"].values()
        for volume in service["volumes"]
        if not volume.startswith(".")
    }

    assert named == set(told["volumes"])


def test_the_unit_keeps_its_state_where_it_says_that_it_lies() -> None:
    unit = text_of(ROOT / "docs" / "stashplex.service")

    assert "StateDirectory=stashplex\n" in unit
    assert "XDG_CONFIG_HOME=/var/lib XDG_DATA_HOME=/var/lib" in unit
    assert "ExecStart=/opt/stashplex/bin/stashplex serve\n" in unit
    assert "RestartPreventExitStatus=2\n" in unit
