"""Which service the plugin tells: the address a person wrote, the settings, the default."""

import json

import pytest
from plugin.stashplex_hook import Trouble, read, service_at, service_for


@pytest.mark.parametrize(
    ("url", "secure", "authority", "prefix"),
    [
        ("http://127.0.0.1:7979", False, "127.0.0.1:7979", ""),
        ("http://127.0.0.1:7979/", False, "127.0.0.1:7979", ""),
        ("nas:7979", False, "nas:7979", ""),
        ("http://nas", False, "nas:80", ""),
        ("HTTPS://nas.example", True, "nas.example:443", ""),
        ("https://nas.example/sync/plex/", True, "nas.example:443", "/sync/plex"),
        ("http://[::1]:7979", False, "[::1]:7979", ""),
        ("http://[fe80::2]", False, "[fe80::2]:80", ""),
    ],
)
def test_an_address_is_understood(url: str, secure: bool, authority: str, prefix: str) -> None:
    service = service_at(url)

    assert (service.secure, service.authority, service.prefix) == (secure, authority, prefix)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://nas:7979",
        "http://",
        "http://:7979",
        "http://nas:99999",
        "http://nas:79x9",
        "http://nas:-1",
        "http://nas:²",
        "http://nas²:7979",
        "http://someone:secret@nas:7979",
        "http://nas:7979/?token=1",
        "http://nas:7979\r\nX-Odd: 1",
        "http://nas :7979",
    ],
)
def test_what_is_no_address_is_told_with_an_example(url: str) -> None:
    with pytest.raises(Trouble, match=r"write it like http://127\.0\.0\.1:7979"):
        service_at(url)


@pytest.mark.parametrize(
    "asked",
    [
        {"settings": {}},
        {"settings": {"service_url": "", "token": None}},
        {"settings": {"service_url": "  "}},
        {},
        {"server_connection": {"SessionCookie": None, "Port": 9999}},
    ],
)
def test_where_nothing_is_set_the_service_is_on_the_same_machine(
    asked: dict[str, dict[str, object]],
) -> None:
    service = service_for(asked, patience=0.1)

    assert (service.authority, service.token) == ("127.0.0.1:7979", "")


def test_a_token_that_was_pasted_with_a_line_end_is_the_token() -> None:
    assert service_for({"settings": {"token": " abc\n"}}, patience=0.1).token == "abc"


def test_a_token_that_would_end_a_header_is_refused_and_not_repeated() -> None:
    with pytest.raises(Trouble) as refused:
        service_for({"settings": {"token": "abc\r\nX-Odd: 1"}}, patience=0.1)

    assert "abc" not in str(refused.value)


@pytest.mark.parametrize(
    "document",
    [
        b'{"a": [1, -2.5, 1e3, true, false, null, "\\u00e9\\ud83d\\ude00\\/\\n"]}',
        ' {"title": "Café \u2028 ☂"}\n'.encode(),
        b"{}",
        b"7",
    ],
)
def test_a_document_is_read_as_json_itself_reads_it(document: bytes) -> None:
    assert read(document) == json.loads(document)


@pytest.mark.parametrize("document", [b"", b"{", b"nothing", b'{"a": }', b'{"a": "\n"}'])
def test_what_is_no_json_is_no_document(document: bytes) -> None:
    with pytest.raises(ValueError, match="line 1 column"):
        read(document)
