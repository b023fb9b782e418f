"""What a good configuration means."""

from pathlib import Path

import pytest
from tests.unit.config.machines import LEAST, LEAST_VARIABLES, machine, write

from stashplex.config import Settings, load_settings
from stashplex.config.keys import KEYS
from stashplex.config.settings import FieldsTable, LocksTable, PathPair
from stashplex.core.item import Field
from stashplex.core.rules import Rules
from stashplex.core.secret import Secret


def loaded(folder: Path, text: str = LEAST, **environment: str) -> Settings:
    """Returns the settings of a file in the working folder and an environment."""
    here = machine(folder, **environment)
    write(here.folder / "stashplex.toml", text)
    return load_settings(here)


def test_five_lines_are_enough(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    assert settings.stash.url == "http://localhost:9999"
    assert settings.plex.token == Secret("plain-token-of-a-file")
    assert settings.plex.libraries == ()
    assert settings.sync.batch_size == 50
    assert settings.warnings == ()


def test_the_environment_alone_is_enough(tmp_path: Path) -> None:
    settings = load_settings(machine(tmp_path, **LEAST_VARIABLES))

    assert settings.plex.url == "http://localhost:32400"
    assert settings.plex.token == Secret("plain-token")


def test_a_variable_goes_before_the_file(tmp_path: Path) -> None:
    settings = loaded(tmp_path, STASHPLEX_PLEX__URL="https://plex.example:443/plex")

    assert settings.plex.url == "https://plex.example:443/plex"
    assert settings.stash.url == "http://localhost:9999"


def test_an_empty_text_says_nothing(tmp_path: Path) -> None:
    settings = loaded(tmp_path, 'data_dir = ""' + LEAST.replace("[plex]", 'api_key = ""\n[plex]'))

    assert not settings.stash.api_key
    assert settings.origins["stash.api_key"] == "default"
    assert settings.data_dir == tmp_path / "home/.local/share/stashplex"


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, STASHPLEX_PLEX__URL="").plex.url == "http://localhost:32400"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("123456", "123456"),
        ("1979-05-27", "1979-05-27"),
        ("true", "true"),
        ("[a]", "[a]"),
        ('"quoted"', "quoted"),
        ("back\\slash", "back\\slash"),
    ],
)
def test_a_text_setting_never_turns_into_something_else(
    tmp_path: Path, text: str, meant: str
) -> None:
    assert loaded(tmp_path, STASHPLEX_PLEX__TOKEN=text).plex.token == Secret(meant)


def test_a_variable_that_reads_as_toml_is_taken_as_toml(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        STASHPLEX_PLEX__LIBRARIES='["Films", "Kürzes"]',
        STASHPLEX_SYNC__STRICT_MATCHING="false",
        STASHPLEX_SYNC__BATCH_SIZE="20",
        STASHPLEX_SYNC__PLEX_EDITS="keep",
        STASHPLEX_PATHS='[{stash = "/data", plex = "/media"}]',
    )

    assert settings.plex.libraries == ("Films", "Kürzes")
    assert settings.sync.strict_matching is False
    assert settings.sync.batch_size == 20
    assert settings.sync.plex_edits == "keep"
    assert settings.paths == (PathPair("/data", "/media"),)


def test_paths_are_a_list_of_tables(tmp_path: Path) -> None:
    pairs = '[[paths]]\nstash = "/a"\nplex = "/b"\n[[paths]]\nstash = "/c"\nplex = "/d"\n'

    assert loaded(tmp_path, LEAST + pairs).paths == (PathPair("/a", "/b"), PathPair("/c", "/d"))


@pytest.mark.parametrize("written", ["http://host/stash/", " http://host/stash\n"])
def test_a_slash_and_blanks_around_an_address_do_not_matter(tmp_path: Path, written: str) -> None:
    assert loaded(tmp_path, STASHPLEX_STASH__URL=written).stash.url == "http://host/stash"


@pytest.mark.parametrize(
    "address", ["HTTPS://Host.Example", "http://[::1]:9999", "http://häuschen"]
)
def test_an_address_may_be_spelled_in_many_ways(tmp_path: Path, address: str) -> None:
    assert loaded(tmp_path, STASHPLEX_STASH__URL=address).stash.url == address


def test_a_variable_of_ours_that_sets_nothing_is_no_mistake(tmp_path: Path) -> None:
    assert loaded(tmp_path, STASHPLEX_FAILPOINT="put:3").warnings == ()


def test_blanks_around_a_token_do_not_matter(tmp_path: Path) -> None:
    assert loaded(tmp_path, STASHPLEX_PLEX__TOKEN=" abc ").plex.token == Secret("abc")


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    assert loaded(tmp_path, "\ufeff" + LEAST).plex.url == "http://localhost:32400"


def test_the_named_file_is_read_first(tmp_path: Path) -> None:
    here = machine(tmp_path, STASHPLEX_CONFIG="variable.toml")
    write(here.folder / "variable.toml", LEAST)
    named = write(tmp_path / "named.toml", LEAST.replace("9999", "1111"))

    assert load_settings(here, config_file=named).stash.url.endswith("1111")


def test_then_the_file_of_the_variable(tmp_path: Path) -> None:
    here = machine(tmp_path, STASHPLEX_CONFIG="variable.toml")
    write(here.folder / "variable.toml", LEAST.replace("9999", "1111"))
    write(here.folder / "stashplex.toml", LEAST)

    assert load_settings(here).stash.url.endswith("1111")


def test_a_platform_folder_that_we_may_not_look_into_is_passed_over(tmp_path: Path) -> None:
    here = machine(tmp_path, XDG_CONFIG_HOME=f"{tmp_path}/{'x' * 300}", **LEAST_VARIABLES)

    assert load_settings(here).plex.url == "http://localhost:32400"


def test_then_the_file_in_the_working_folder(tmp_path: Path) -> None:
    here = machine(tmp_path)
    write(here.folder / "stashplex.toml", LEAST.replace("9999", "1111"))
    write(here.config_folder() / "stashplex.toml", LEAST)

    assert load_settings(here).stash.url.endswith("1111")


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "home/.config/stashplex"),
        ("linux", {"XDG_CONFIG_HOME": "xdg"}, "xdg/stashplex"),
        ("darwin", {}, "home/Library/Application Support/stashplex"),
        ("win32", {}, "home/AppData/Roaming/stashplex"),
        ("win32", {"APPDATA": "roaming"}, "roaming/stashplex"),
    ],
)
def test_then_the_file_of_the_platform(
    tmp_path: Path, platform: str, environment: dict[str, str], folder: str
) -> None:
    absolute = {name: str(tmp_path / value) for name, value in environment.items()}
    write(tmp_path / folder / "stashplex.toml", LEAST)

    settings = load_settings(machine(tmp_path, platform=platform, **absolute))

    assert settings.origins["plex.url"] == str(tmp_path / folder / "stashplex.toml")


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "home/.local/share/stashplex"),
        ("linux", {"XDG_DATA_HOME": "xdg"}, "xdg/stashplex"),
        ("darwin", {}, "home/Library/Application Support/stashplex"),
        ("win32", {}, "home/AppData/Local/stashplex"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/stashplex"),
    ],
)
def test_the_data_folder_is_where_the_platform_keeps_data(
    tmp_path: Path, platform: str, environment: dict[str, str], folder: str
) -> None:
    absolute = {name: str(tmp_path / value) for name, value in environment.items()}

    settings = load_settings(machine(tmp_path, platform=platform, **LEAST_VARIABLES, **absolute))

    assert settings.data_dir == tmp_path / folder


def test_a_relative_data_folder_counts_from_the_file_that_names_it(tmp_path: Path) -> None:
    named = write(tmp_path / "etc" / "mine.toml", 'data_dir = "state"' + LEAST)

    settings = load_settings(machine(tmp_path), config_file=named)

    assert settings.data_dir == tmp_path / "etc" / "state"


def test_a_relative_data_folder_of_a_variable_counts_from_the_working_folder(
    tmp_path: Path,
) -> None:
    assert loaded(tmp_path, STASHPLEX_DATA_DIR="state").data_dir == tmp_path / "work" / "state"


def test_a_tilde_is_the_home(tmp_path: Path) -> None:
    assert loaded(tmp_path, STASHPLEX_DATA_DIR="~/state").data_dir == tmp_path / "home" / "state"


def test_the_option_for_the_data_folder_goes_before_all(tmp_path: Path) -> None:
    here = machine(tmp_path, STASHPLEX_DATA_DIR="variable", **LEAST_VARIABLES)

    settings = load_settings(here, data_dir=Path("option"))

    assert settings.data_dir == here.folder / "option"
    assert settings.origins["data_dir"] == "--data-dir"


def test_every_key_says_where_it_comes_from(tmp_path: Path) -> None:
    settings = loaded(tmp_path, STASHPLEX_PLEX__URL="http://host")

    assert set(settings.origins) == set(KEYS)
    assert settings.origins["plex.url"] == "STASHPLEX_PLEX__URL"
    assert settings.origins["stash.url"] == str(tmp_path / "work" / "stashplex.toml")
    assert settings.origins["sync.batch_size"] == "default"


def test_the_defaults_make_the_default_rules(tmp_path: Path) -> None:
    assert loaded(tmp_path).rules() == Rules()


def test_the_rules_follow_the_settings(tmp_path: Path) -> None:
    rules = loaded(
        tmp_path,
        LEAST
        + "max_request = 8192\n"
        + '[sync]\nplex_edits = "keep"\nrespect_locks = false\nstrict_matching = false\n'
        + "[fields]\nposter = false\nlabels = true\n[locks]\ntitle = false\n",
    ).rules()

    assert rules == Rules(
        fields=Rules().fields - {Field.POSTER} | {Field.LABELS},
        locks=Rules().locks - {Field.TITLE},
        respect_locks=False,
        keep_plex_edits=True,
        strict_matching=False,
        max_request=8192,
    )


def test_every_field_can_be_switched() -> None:
    assert set(FieldsTable.__struct_fields__) == set(Field)


def test_every_field_but_collections_and_labels_can_be_locked() -> None:
    assert set(LocksTable.__struct_fields__) == set(Field) - {Field.COLLECTIONS, Field.LABELS}


def test_a_file_with_a_token_that_others_can_read_earns_a_warning(tmp_path: Path) -> None:
    here = machine(tmp_path)
    path = write(here.folder / "stashplex.toml", LEAST)
    path.chmod(0o644)

    (warning,) = load_settings(here).warnings

    assert warning == f"{path} holds a secret and every user can read it; run: chmod 600 {path}"


def test_a_file_without_a_token_may_be_read_by_all(tmp_path: Path) -> None:
    here = machine(tmp_path, **LEAST_VARIABLES)
    write(here.folder / "stashplex.toml", "[sync]\nbatch_size = 20\n").chmod(0o644)

    assert load_settings(here).warnings == ()


def test_the_secrets_are_gathered_for_the_log(tmp_path: Path) -> None:
    assert loaded(tmp_path, STASHPLEX_STASH__API_KEY="key").secrets == (
        Secret("key"),
        Secret("plain-token-of-a-file"),
    )


def test_the_address_of_a_database_and_its_password_are_secrets(tmp_path: Path) -> None:
    address = "postgresql://me:p%40ss-word@db/films"
    settings = loaded(tmp_path, STASHPLEX_STORAGE__DATABASE=address)

    assert settings.storage.database == Secret(address)
    assert settings.secrets[1:] == (Secret(address), Secret("p%40ss-word"), Secret("p@ss-word"))
    assert settings.warnings == ()
    assert "ss-word" not in repr(settings)


def test_settings_never_show_a_secret(tmp_path: Path) -> None:
    assert "plain-token" not in repr(loaded(tmp_path))
