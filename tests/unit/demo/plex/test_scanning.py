"""Scans: what lies in a folder becomes a movie when somebody looks there."""

import httpx2
import pytest

from stashplex.demo.plex import SimulatedPlex

NEW = ("/media/films/new/late.mkv", 5000, 60_000)
ELSEWHERE = ("/media/films/other/late.mkv", 5001, 60_000)


@pytest.fixture
def plex(plex: SimulatedPlex) -> SimulatedPlex:
    plex.put_file(1, NEW)
    plex.put_file(1, ELSEWHERE)
    return plex


def files(plex: SimulatedPlex) -> set[str]:
    return {path for shown in plex.snapshot().values() for path in shown.files}


def refresh(client: httpx2.Client, path: str, method: str = "GET") -> httpx2.Response:
    return client.request(method, "/library/sections/1/refresh", params={"path": path})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_scan_of_a_folder_finds_what_lies_in_it_and_says_nothing(
    plex: SimulatedPlex, client: httpx2.Client, method: str
) -> None:
    assert not {NEW[0], ELSEWHERE[0]} & files(plex)

    answer = refresh(client, "/media/films/new", method)

    assert (answer.status_code, answer.text) == (200, "")
    assert NEW[0] in files(plex)
    assert ELSEWHERE[0] not in files(plex)


def test_without_a_folder_the_whole_library_is_scanned(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    client.get("/library/sections/1/refresh")

    assert {NEW[0], ELSEWHERE[0]} <= files(plex)


@pytest.mark.parametrize("path", ["/media/films/ne", "/media", "/elsewhere"])
def test_a_folder_that_holds_nothing_new_or_is_not_the_librarys_finds_nothing(
    plex: SimulatedPlex, client: httpx2.Client, path: str
) -> None:
    before = files(plex)

    assert refresh(client, path).status_code == 200

    assert files(plex) == before


def test_a_scan_that_lasts_shows_what_it_found_at_its_end(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    plex.behaviour.scans_last = True
    refresh(client, "/media/films/new")
    before = client.get("/library/sections").json()["MediaContainer"]["Directory"][0]

    plex.finish_scans()

    after = client.get("/library/sections").json()["MediaContainer"]["Directory"][0]
    assert (before["refreshing"], after["refreshing"]) == (True, False)
    assert after["scannedAt"] > before["scannedAt"]
    assert NEW[0] in files(plex)


def test_only_the_owner_may_scan(plex: SimulatedPlex, client: httpx2.Client) -> None:
    token = plex.add_user("guest")

    refused = client.get("/library/sections/1/refresh", headers={"X-Plex-Token": token})

    assert refused.status_code == 403
