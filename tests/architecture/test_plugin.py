"""The plugin holds to what Stash demands of one, and starts as quickly as a save deserves."""

import ast
import sys
from pathlib import Path
from typing import Any

import yaml
from plugin.build import SHIPPED
from plugin.stashplex_tasks import TASKS
from tests.architecture.tree import ROOT, text_of

from stashplex import __version__

PLUGIN = ROOT / "plugin"
QUICK = {"_socket", "_thread", "os", "sys"}
"""All that is imported before a hook has told its change."""
OLDEST = (3, 10)
"""The Python of Stash's machine is not ours to choose."""
KEYS = {
    "name",
    "description",
    "url",
    "version",
    "interface",
    "exec",
    "errLog",
    "tasks",
    "hooks",
    "settings",
    "ui",
}
"""What Stash knows of a manifest; for any other word it does not load the plugin."""
EVENTS = {
    *(
        f"{kind}.{event}.Post"
        for kind in ("Scene", "Performer", "Studio", "Tag", "Group")
        for event in ("Create", "Update", "Destroy")
    ),
    "Tag.Merge.Post",
}


def manifest() -> dict[str, Any]:
    """Returns the manifest as Stash reads it."""
    read: dict[str, Any] = yaml.safe_load(text_of(PLUGIN / "stashplex.yml"))
    return read


def imports(statements: list[ast.stmt] | ast.Module) -> set[str]:
    """Returns what is imported there, by the names of the outermost packages."""
    nodes = ast.walk(statements) if isinstance(statements, ast.Module) else iter(statements)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


def shipped_modules() -> list[Path]:
    """Returns the modules that Stash's machine runs."""
    return [PLUGIN / name for name in SHIPPED if name.endswith(".py")]


def test_it_needs_nothing_but_the_standard_library() -> None:
    ours = {path.stem for path in shipped_modules()}
    known = sys.stdlib_module_names | ours

    needed = {path.name: imports(ast.parse(text_of(path))) for path in shipped_modules()}

    assert {name: found - known for name, found in needed.items() if found - known} == {}


def test_a_hook_imports_little_before_it_speaks() -> None:
    assert imports(ast.parse(text_of(PLUGIN / "stashplex_hook.py")).body) == QUICK


def test_only_the_manifest_ends_in_yml() -> None:
    assert [name for name in SHIPPED if name.endswith(".yml")] == ["stashplex.yml"]
    assert [path.name for path in PLUGIN.rglob("*.yml")] == ["stashplex.yml"]


def test_stash_knows_every_word_of_the_manifest() -> None:
    told = manifest()

    assert set(told) <= KEYS
    assert {key for task in told["tasks"] for key in task} <= {"name", "description", "defaultArgs"}
    assert {key for hook in told["hooks"] for key in hook} == {"name", "description", "triggeredBy"}
    assert set(told["settings"]) == {"service_url", "token"}


def test_every_event_is_heard_once() -> None:
    heard = [event for hook in manifest()["hooks"] for event in hook["triggeredBy"]]

    assert sorted(heard) == sorted(EVENTS)


def test_every_task_of_the_list_is_one_that_the_plugin_runs() -> None:
    assert [task["defaultArgs"]["task"] for task in manifest()["tasks"]] == list(TASKS)


def test_plugin_and_service_are_of_one_version() -> None:
    assert manifest()["version"] == __version__


def test_it_is_started_without_what_would_slow_it_down() -> None:
    assert manifest()["exec"] == ["python", "-I", "-S", "{pluginDir}/stashplex_hook.py"]


def test_it_runs_on_a_python_that_is_older_than_ours() -> None:
    for path in shipped_modules():
        ast.parse(text_of(path), feature_version=OLDEST)
