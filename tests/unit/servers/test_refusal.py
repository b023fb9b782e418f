"""The border where foreign errors become ours."""

from collections.abc import Iterator

import httpx2
import pytest

from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    Incompatible,
    RateLimited,
    RequestTimedOut,
    ServerError,
    ServerFailed,
    Unavailable,
    Unreachable,
)
from stashplex.core.secret import Secret
from stashplex.servers.answer import Answer
from stashplex.servers.refusal import FOREIGN, Peer, foreign_error, refusal

PEER = Peer("Plex", "http://me:pw@plex.example:32400", Secret("s3cret"), "token", "Set plex.token.")


def exceptions_of_httpx2() -> Iterator[type[Exception]]:
    for name in dir(httpx2):
        thing = getattr(httpx2, name)
        if isinstance(thing, type) and issubclass(thing, Exception):
            yield thing


def test_every_exception_of_httpx2_has_its_own_place_in_the_table() -> None:
    unmapped = [
        kind.__name__
        for kind in exceptions_of_httpx2()
        if kind not in FOREIGN and not issubclass(kind, Warning)
    ]

    assert unmapped == []


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
def test_every_translation_names_server_address_and_question(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    error.args = ("something foreign",)

    ours = foreign_error(PEER, error, "GET /library", answering=False)

    assert ours.server == "Plex"
    assert "Plex at http://plex.example:32400" in str(ours)
    assert "pw" not in str(ours)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (httpx2.ConnectError("refused"), Unreachable),
        (httpx2.ConnectTimeout("timed out"), Unreachable),
        (httpx2.ReadTimeout("timed out"), RequestTimedOut),
        (httpx2.RemoteProtocolError("illegal status line"), BadAnswer),
        (
            httpx2.RemoteProtocolError("Server disconnected without sending a response."),
            Unreachable,
        ),
        (httpx2.DecodingError("bad gzip"), BadAnswer),
    ],
)
def test_errors_before_an_answer(error: Exception, ours: type[ServerError]) -> None:
    assert type(foreign_error(PEER, error, "GET /", answering=False)) is ours


def test_foreign_words_that_end_with_a_full_stop_get_no_second_one() -> None:
    error = httpx2.RemoteProtocolError("Server disconnected without sending a response.")

    ours = foreign_error(PEER, error, "GET /", answering=False)

    assert ours.message.endswith("without sending a response.")
    assert ".." not in ours.message


def test_a_connection_that_breaks_within_an_answer_is_a_bad_answer() -> None:
    ours = foreign_error(PEER, httpx2.ReadError("reset"), "GET /", answering=True)

    assert type(ours) is BadAnswer


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (301, Incompatible),
        (401, CredentialsRefused),
        (403, CredentialsRefused),
        (404, BadAnswer),
        (418, BadAnswer),
        (429, RateLimited),
        (500, ServerFailed),
        (502, ServerFailed),
        (503, Unavailable),
        (504, ServerFailed),
    ],
)
def test_every_status_has_its_error(status: int, ours: type[ServerError]) -> None:
    assert type(refusal(PEER, Answer(status), "GET /")) is ours


def test_a_refusal_repeats_the_words_of_the_server_and_says_what_to_do() -> None:
    answer = Answer(401, body=b"<html><h1>401 Unauthorized</h1></html>")

    sentence = str(refusal(PEER, answer, "GET /"))

    assert sentence == (
        "Plex at http://plex.example:32400 refuses our token (401: Unauthorized). Set plex.token."
    )


def test_a_server_that_repeats_our_secret_gives_nothing_away() -> None:
    ours = refusal(PEER, Answer(500, body=b"no such thing: s3cret"), "GET /")

    assert "s3cret" not in str(ours)
    assert "********" in str(ours)


def test_being_sent_to_the_login_page_is_a_question_of_credentials() -> None:
    ours = refusal(PEER, Answer(302, {"location": "/login?returnURL=x"}), "GET /")

    assert type(ours) is CredentialsRefused


def test_being_sent_elsewhere_names_the_place_without_its_query() -> None:
    answer = Answer(308, {"location": "https://plex.example/?X-Plex-Token=s3cret"})

    ours = refusal(PEER, answer, "GET /")

    assert "https://plex.example/" in str(ours)
    assert "s3cret" not in str(ours)
