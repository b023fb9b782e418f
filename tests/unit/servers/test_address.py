"""Addresses as people write them."""

import pytest

from stashplex.core.errors import ConfigError
from stashplex.servers.address import base_address, shown_address


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("http://plex.example:32400", "http://plex.example:32400"),
        ("  http://plex.example:32400/  ", "http://plex.example:32400"),
        ("HTTPS://home.example/plex/", "HTTPS://home.example/plex"),
        ("http://[fe80::1]:32400//", "http://[fe80::1]:32400"),
    ],
)
def test_an_address_loses_only_spaces_around_it_and_the_last_slash(written: str, base: str) -> None:
    assert base_address("Plex", written) == base


@pytest.mark.parametrize(
    ("written", "mistake"),
    [
        ("", "is empty"),
        ("192.168.1.10:32400", "does not begin with http://"),
        ("ftp://plex.example", "does not begin with http://"),
        ("http://", "names no host"),
        ("http://plex.example:0", "names no host"),
        ("http://plex.example:many", "cannot be read"),
        ("http://[fe80::1", "cannot be read"),
        ("http://" + "\u00fc" * 70, "cannot be read"),
        ("http://my plex:32400", "has a space"),
        ("http://plex.example:32400/web#!/", "leave out everything from the ? or # on"),
    ],
)
def test_an_address_that_cannot_work_is_refused_in_one_line(written: str, mistake: str) -> None:
    with pytest.raises(ConfigError, match="Write it like") as refused:
        base_address("Plex", written)

    assert mistake in refused.value.problems[0]
    assert refused.value.problems[0].startswith("plex.url: ")


def test_a_token_pasted_into_an_address_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as refused:
        base_address("Plex", "http://me:pass@plex.example:32400/?X-Plex-Token=hidden")

    assert "hidden" not in str(refused.value)
    assert "pass" not in str(refused.value)


@pytest.mark.parametrize("sign", ["/", "?", "#", "@", ":"])
def test_a_password_with_an_odd_sign_in_it_is_not_shown(sign: str) -> None:
    shown = shown_address(f"http://me:first{sign}second@plex.example:1/a")

    assert "first" not in shown
    assert "second" not in shown


def test_a_shown_address_has_neither_user_nor_query() -> None:
    assert shown_address("http://me:p@ss@plex.example:1/a?b=c#d") == "http://plex.example:1/a"
    assert shown_address("/login?returnURL=%2F") == "/login"
