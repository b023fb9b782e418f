"""What a page of another site can do with a browser that may come in: nothing."""

from urllib.parse import urlencode

import pytest
from tests.small_service import ask, guarded_doors, open_doors
from tests.unit.web.knocking import (
    BEARER,
    FORM,
    at,
    error_in,
    post,
    proof_of,
    signed_in,
)

ELSEWHERE = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Origin": "http://127.0.0.1:9999"},
)


@pytest.mark.parametrize("sign", ELSEWHERE)
def test_a_page_of_another_site_changes_nothing_whatever_it_has(sign: dict[str, str]) -> None:
    with at(guarded_doors()) as server:
        cookie = signed_in(server)
        fields = urlencode({"csrf": proof_of(cookie)})
        answer = post(server, "/sign-out", fields, Cookie=cookie, **sign)
        assert answer.status == 403
        assert ask(server, "/readyz", Cookie=cookie, **sign).status == 403
        assert ask(server, "/readyz", Cookie=cookie).status == 200


def test_a_link_of_another_site_may_be_followed() -> None:
    with at(open_doors()) as server:
        follows = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
        assert ask(server, "/readyz", **follows).status == 200
        assert post(server, "/sign-out", "csrf=x", **follows).status == 403


def test_a_page_of_ours_needs_its_proof_also_without_any_token() -> None:
    with at(open_doors()) as server:
        ours = {"Origin": f"http://127.0.0.1:{server.port}", "Sec_Fetch_Site": "same-origin"}
        assert post(server, "/api/v1/x", "csrf=x", **ours).status == 403
        assert post(server, "/api/v1/x", "{}", "application/json", **ours).status == 403
        assert post(server, "/api/v1/x", **ours).status == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 404),
        ("{}", "application/json; charset=utf-8", 404),
        ("", "", 404),
        ("{}", "text/plain", 403),
        ("csrf=x", FORM, 403),
        ("{}", "", 403),
    ],
)
def test_a_program_of_this_machine_needs_no_proof_for_what_no_page_can_send(
    body: str, kind: str, status: int
) -> None:
    with at(open_doors()) as server:
        assert post(server, "/api/v1/x", body, kind).status == status


def test_a_program_with_the_token_needs_no_proof() -> None:
    with at(guarded_doors()) as server:
        for body in ("", "{}", "csrf=x"):
            assert post(server, "/api/v1/x", body, Authorization=BEARER).status == 404


def test_the_proof_of_a_page_can_come_as_a_header() -> None:
    with at(guarded_doors()) as server:
        cookie = signed_in(server)
        ours = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{server.port}"}
        answer = post(server, "/api/v1/x", "{}", "application/json", **ours)
        assert error_in(answer) == (403, "StalePage")
        ours["X_CSRF_Token"] = proof_of(cookie)
        assert post(server, "/api/v1/x", "{}", "application/json", **ours).status == 404
