"""Answers, and the words in those that refuse."""

import pytest

from stashplex.servers.answer import LONGEST_WORDS, Answer, words_of


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            b'<?xml version="1.0"?>\n<Response code="503" status="Now &quot;migrating&quot;."/>',
            'Now "migrating".',
        ),
        (
            b"<head><title>Bad</title></head><h1>400 Bad Request</h1>\n<!-- no -->No&nbsp;id",
            "400 Bad Request No id",
        ),
        (b"unauthorized\n", "unauthorized"),
        (b"\xff\x00\x1b[31mred", "\ufffd [31mred"),
        (b"", ""),
        (b'{"not": "parsed"}', '{"not": "parsed"}'),
    ],
)
def test_the_words_are_what_a_person_would_see(body: bytes, words: str) -> None:
    assert words_of(body) == words


def test_long_words_are_cut() -> None:
    assert len(words_of(b"word " * 10_000)) == LONGEST_WORDS


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "0"}, 1.0),
        ({"retry-after": "99999999"}, 3600.0),
        ({}, 30.0),
        ({"retry-after": "soon"}, 30.0),
        ({"retry-after": "-5"}, 30.0),
        (
            {
                "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT",
                "date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, 30.0),
    ],
)
def test_a_wait_is_read_from_a_number_or_from_two_dates(
    headers: dict[str, str], seconds: float
) -> None:
    assert Answer(429, headers).wait_seconds == seconds
