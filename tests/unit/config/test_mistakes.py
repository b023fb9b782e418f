"""Every mistake is named: where, which key, what is wrong, what is allowed; never a secret."""

from pathlib import Path

import pytest
from tests.unit.config.machines import LEAST, LEAST_VARIABLES, machine, write

from stashplex.config import load_settings
from stashplex.core.errors import ConfigError


def refused(folder: Path, text: str | bytes = LEAST, **environment: str) -> ConfigError:
    """Returns the refusal of a file in the working folder and an environment; its path cut off."""
    here = machine(folder, **environment)
    path = write(here.folder / "stashplex.toml", "")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load_settings(here)
    short = [problem.replace(str(path), "file") for problem in caught.value.problems]
    return ConfigError(short, caught.value.remedy)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("[sync]\nmax_retries = -1", "sync.max_retries is -1; it must be a whole number from 0"),
        ("[sync]\nmax_retries = 1.5", "sync.max_retries is 1.5; it must be a whole number"),
        ("[sync]\nmax_retries = true", "sync.max_retries is true; it must be a whole number"),
        ('[sync]\nmax_retries = "5"', "sync.max_retries is text; it must be a whole number"),
        ("[sync]\nmax_retries = []", "sync.max_retries is a list; it must be a whole number"),
        ("[sync]\nmax_clear_share = nan", "sync.max_clear_share is nan; it must be a number from"),
        ("[sync]\nmax_clear_share = 2", "sync.max_clear_share is 2; it must be a number from 0"),
        ('[sync]\nstrict_matching = "no"', "sync.strict_matching is text; it must be true or fal"),
        ("[sync]\nstrict_matching = 0", "sync.strict_matching is a number; it must be true or"),
        ("[sync]\nstrict_matching = 07:32:00", "sync.strict_matching is a date or time; it must"),
        ('[sync]\nplex_edits = "mine"', 'plex_edits is not usable; it must be "keep" or "stash"'),
        ('[log]\nlevel = "loud"', 'it must be "debug" or "error" or "info" or "warning"'),
        ('libraries = "Films"', 'plex.libraries is text; it must be a list of texts, like ["Films'),
        ("libraries = [1]", "plex.libraries is not usable; it must be a list of texts"),
        ("[web]\nhost = 1", "web.host is a number; it must be text, in quotes"),
        ('[web]\nnames = ["http://a"]', "web.names is not usable; it must be a list, in it names"),
        ("[web]\nport = 0", "web.port is 0; it must be a whole number from 1 to 65535"),
        ('[[paths]]\nstash = "/a"', "paths is not usable; it must be a list of tables, like"),
        ('[[paths]]\nstash = ""\nplex = "/b"', "paths is not usable; it must be a list of tables"),
        ('[storage]\ndatabase = "mysql://x"', "storage.database is not usable; it must be an add"),
        ('[plex.attic]\nurl = "http://x"', "[plex.attic] is kept for several servers, which a la"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    tmp_path: Path, line: str, problem: str
) -> None:
    problems = refused(tmp_path, f"{LEAST}{line}\n").problems

    assert len(problems) == 1
    assert problems[0].startswith("file: ")
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('[stahs]\nurl = "x"', "file: unknown key stahs; did you mean stash?"),
        ("[sync]\nbatchsize = 3", "file: unknown key sync.batchsize; did you mean sync.batch_size"),
        ("[zzz]", "file: unknown key zzz; remove it"),
        ('"z\\n\\u001b" = 1', "file: unknown key plex.z\\n\\x1b; remove it"),
        ("[locks]\nlabels = true", "file: locks.labels cannot be set: labels keep the lock they"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(
    tmp_path: Path, line: str, problem: str
) -> None:
    (said,) = refused(tmp_path, f"{LEAST}{line}\n").problems

    assert said.startswith(problem)


def test_pairs_of_paths_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        STASHPLEX_PATHS="""[
            {stash = "/a", plex = "/b"}, {stash = "/a/", plex = "/c"}, {stash = "d", plex = "/e"},
        ]""",
    ).problems

    twice, relative = problems
    assert twice.startswith('STASHPLEX_PATHS: paths: "/a/" is mapped twice')
    assert relative.startswith('STASHPLEX_PATHS: paths: stash = "d" is not an absolute path')


def test_a_key_that_lost_its_table_is_led_back(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, 'token = "plain"\n' + LEAST).problems

    assert said == "file: unknown key token; did you mean plex.token?"


def test_a_table_written_as_a_value_is_told_its_shape(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, "log = true\n" + LEAST).problems

    assert said == "file: log is a table; write [log], and its keys below"


@pytest.mark.parametrize(
    ("variable", "problem"),
    [
        ("STASHPLEX_PLEX_URL", "no such setting; did you mean STASHPLEX_PLEX__URL?"),
        ("STASHPLEX_COLOUR", "no such setting; remove it"),
        ("STASHPLEX_PLEX", "plex is a table; each of its keys has its own variable"),
    ],
)
def test_an_unknown_variable_is_refused(tmp_path: Path, variable: str, problem: str) -> None:
    (said,) = refused(tmp_path, **{variable: "value"}).problems

    assert said == f"{variable}: {problem}"


def test_a_wrong_variable_is_named_by_its_own_name(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, STASHPLEX_SYNC__MAX_RETRIES="many").problems

    assert said == ("STASHPLEX_SYNC__MAX_RETRIES: is text; it must be a whole number from 0 to 100")


@pytest.mark.parametrize(
    "address",
    [
        "localhost:9999",
        "ftp://localhost",
        "http://",
        "http://name:password-in-it@host",
        "http://host?X-Plex-Token=password-in-it",
        "http://host/#password-in-it",
        "http://ho st",
        "http://host:port",
        "http://host\n/path",
    ],
)
def test_an_address_is_a_scheme_and_a_host_and_nothing_secret(tmp_path: Path, address: str) -> None:
    (said,) = refused(tmp_path, STASHPLEX_PLEX__URL=address).problems

    assert said.startswith("STASHPLEX_PLEX__URL: is not usable; it must be an address like ")
    assert "password-in-it" not in said


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    refusal = refused(
        tmp_path,
        '[stash]\nurl = 5\n[sync]\nbatch_size = "x"\n[fields]\ntitel = true\n',
        STASHPLEX_LOG__LEVEL="loud",
        STASHPLEX_SYNCH="1",
    )

    assert [problem.partition(";")[0] for problem in refusal.problems] == [
        "file: stash.url is a number",
        "file: sync.batch_size is text",
        "file: unknown key fields.titel",
        "STASHPLEX_LOG__LEVEL: is not usable",
        "STASHPLEX_SYNCH: no such setting",
        "plex.url is missing",
        "plex.token is missing",
    ]
    assert all("\n" not in problem for problem in refusal.problems)


def test_what_is_missing_comes_with_its_variable_and_an_example(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(machine(tmp_path))

    assert caught.value.problems == [
        "stash.url is missing; set it in stashplex.toml or as STASHPLEX_STASH__URL",
        "plex.url is missing; set it in stashplex.toml or as STASHPLEX_PLEX__URL",
        "plex.token is missing; set it in stashplex.toml or as STASHPLEX_PLEX__TOKEN",
    ]
    first, guided, _, *example = caught.value.remedy.splitlines()
    assert first.startswith("No stashplex.toml was found; looked for ")
    assert guided.startswith("`stashplex setup` asks for what is needed")
    assert len(example) == 5


def test_an_empty_token_is_a_missing_one(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, LEAST.replace("plain-token-of-a-file", "")).problems

    assert said == "plex.token is missing; set it in stashplex.toml or as STASHPLEX_PLEX__TOKEN"


def test_the_example_is_a_good_configuration(tmp_path: Path) -> None:
    here = machine(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_settings(here)
    example = caught.value.remedy.partition("needs:\n")[2]
    write(here.folder / "stashplex.toml", example)

    assert load_settings(here).stash.url == "http://localhost:9999"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[plex]\ntoken = plain-token\n", "Invalid value (at line 2, column 9); a line reads"),
        ("[plex\n", "(at line 1, column 6); a line reads"),
        ("[plex]\n[plex]\n", "Cannot declare ('plex',) twice (at line 2, column 6)"),
        ('data_dir = "C:\\media"', "a Windows path stands in single quotes"),
        ('data_dir = "C:\\Users"', "a Windows path stands in single quotes"),
        (b"\xff\xfe", "is not UTF-8 text; save it as UTF-8"),
        ("a = " + "[" * 5_000, "a line reads"),
    ],
    ids=range(7),
)
def test_a_file_that_is_not_toml_is_told_the_line_and_a_remedy(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    (said,) = refused(tmp_path, text).problems

    assert said.startswith("file: ")
    assert problem in said
    assert "plain-token" not in said


def test_a_broken_file_does_not_hide_a_mistake_in_the_environment(tmp_path: Path) -> None:
    problems = refused(tmp_path, "[plex", STASHPLEX_WEB__PORT="none").problems

    assert [problem.partition(":")[0] for problem in problems] == ["file", "STASHPLEX_WEB__PORT"]


def test_a_named_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(machine(tmp_path, **LEAST_VARIABLES), config_file=Path("missing.toml"))

    path = tmp_path / "work" / "missing.toml"
    assert caught.value.problems == [
        f"{path}: there is no such file; correct the path, or write it by `stashplex setup`"
    ]


def test_of_a_file_that_cannot_be_read_it_is_said_what_it_has_to_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(machine(tmp_path, **LEAST_VARIABLES), config_file=tmp_path)

    (problem,) = caught.value.problems
    assert problem.endswith("; it has to be a file that this user may read")


@pytest.mark.parametrize(
    "value", ["12345678", "1234.5678", "1979-05-27", '["s3cret"]', '{s3cret = "s3cret"}', '"s3 cr"']
)
@pytest.mark.parametrize("key", ["token", "url"])
def test_a_secret_of_the_wrong_kind_is_never_shown(tmp_path: Path, key: str, value: str) -> None:
    refusal = refused(tmp_path, f'[stash]\nurl = "http://a"\n[plex]\n{key} = {value}\n')

    said = f"{refusal} {refusal.remedy}"
    assert f"plex.{key} is " in said
    assert not any(part in said for part in ("1234", "5678", "1979", "s3cret", "s3 cr"))


@pytest.mark.parametrize("token", ["two words", "naïve", "a\x00b", "   "])
def test_a_token_that_no_header_can_carry_is_refused(tmp_path: Path, token: str) -> None:
    (said,) = refused(tmp_path, STASHPLEX_PLEX__TOKEN=token).problems

    assert said == (
        "STASHPLEX_PLEX__TOKEN: is not usable; it must be text of visible ASCII characters, "
        "in quotes"
    )
