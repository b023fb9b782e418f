"""Which names are ours: a page that rebinds any other name to us is turned away."""

import pytest

from stashplex.web.hosts import Names, is_loopback, name_in


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LocalHost:7979", "localhost"),
        ("films.example.org.", "films.example.org"),
        ("192.0.2.7:7979", "192.0.2.7"),
        ("[::1]:7979", "::1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("", ""),
        ("localhost:", ""),
        ("localhost:80:80", ""),
        ("localhost:evil.example", ""),
        ("[::1", ""),
        ("[::1]evil.example", ""),
        ("[localhost]", ""),
        ("::1", ""),
    ],
)
def test_a_header_names_one_name_or_none(header: str, name: str) -> None:
    assert name_in(header) == name


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST"])
def test_what_only_this_machine_reaches_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "nas", "localhost.example.org", ""])  # noqa: S104  asked about
def test_what_others_reach_is_known(host: str) -> None:
    assert not is_loopback(host)


OURS = ("localhost:7979", "127.0.0.1:7979", "[::1]:7979", "127.0.0.2", "Films.example.org:443")
REACHED = ("192.0.2.7:7979", "[2001:db8::1]:7979", "stashplex:7979", "nas.local", "nas.home.arpa")
FOREIGN = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "",
    "evil.example:80",
)


@pytest.mark.parametrize("header", OURS)
@pytest.mark.parametrize("token_required", [True, False])
def test_it_always_goes_by_its_own_names_and_the_given_ones(
    header: str, *, token_required: bool
) -> None:
    assert Names("127.0.0.1", ["films.example.org"], token_required=token_required).know(header)


@pytest.mark.parametrize("header", REACHED)
def test_addresses_and_names_of_the_house_are_good_only_where_a_token_is_asked_for(
    header: str,
) -> None:
    assert Names("0.0.0.0", [], token_required=True).know(header)  # noqa: S104  asked about
    assert not Names("127.0.0.1", [], token_required=False).know(header)


@pytest.mark.parametrize("header", FOREIGN)
@pytest.mark.parametrize("token_required", [True, False])
def test_a_name_that_somebody_may_own_is_foreign(header: str, *, token_required: bool) -> None:
    assert not Names("0.0.0.0", [], token_required=token_required).know(header)  # noqa: S104  asked about


def test_the_host_it_is_bound_to_is_one_of_its_names() -> None:
    assert Names("films.lan", [], token_required=True).know("films.lan:7979")
