"""python-plexapi, a client written by others against real servers, judges the simulated Plex."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from plexapi.exceptions import NotFound, Unauthorized
from plexapi.media import MediaTag
from plexapi.server import PlexServer
from plexapi.video import Movie

from stashplex.demo.plex import AgentValues, Behaviour, SimulatedPlex, TagSemantics

JPEG = b"\xff\xd8\xff\xe0 a picture"
HARD_TAG = """Test Tag !@#$%^&*()-_=+[];:'"/?,.<>"""


@pytest.fixture(params=list(TagSemantics))
def plex(request: pytest.FixtureRequest) -> Iterator[SimulatedPlex]:
    with SimulatedPlex(behaviour=Behaviour(tag_semantics=request.param)) as server:
        section = server.add_section("Films", ["/media/films"])
        for number in range(1, 251):
            path = f"/media/films/Clip {number:03}.mkv"
            server.add_item(section, [(path, 1000 + number, 60_000)])
        yield server


@pytest.fixture
def oracle(plex: SimulatedPlex) -> Iterator[PlexServer]:
    with requests.Session() as session:
        yield PlexServer(plex.url, plex.token, session=session, timeout=5)


def movie(oracle: PlexServer, item: int = 1) -> Movie:
    found = oracle.fetchItem(item)
    found._autoReload = False
    return found


def tags(found: list[MediaTag]) -> list[str]:
    return [tag.tag for tag in found]


def test_it_connects_and_knows_the_server(plex: SimulatedPlex, oracle: PlexServer) -> None:
    assert oracle.machineIdentifier == plex.machine_identifier
    assert oracle.friendlyName == "Simulated Plex"
    with pytest.raises(Unauthorized), requests.Session() as session:
        PlexServer(plex.url, "wrong", session=session)


def test_it_lists_libraries_and_pages_through_one(plex: SimulatedPlex, oracle: PlexServer) -> None:
    section = oracle.library.section("Films")
    assert (section.key, section.type, section.locations) == (1, "movie", ["/media/films"])
    assert section.totalSize == 250
    plex.requests.reset()
    found = section.all()
    assert sorted(item.ratingKey for item in found) == list(range(1, 251))
    assert plex.requests.count(path_prefix="/library/sections/1/all") == 3


def test_it_searches_and_sorts(oracle: PlexServer) -> None:
    section = oracle.library.section("Films")
    assert section.get("Clip 007").ratingKey == 7
    assert [item.ratingKey for item in section.search(title="clip 24", maxresults=2)] == [240, 241]
    assert section.search(sort="titleSort:desc", maxresults=1)[0].ratingKey == 250
    assert [item.ratingKey for item in section.search(filters={"title==": "Clip 009"})] == [9]


def test_it_reads_back_full_items_by_id(plex: SimulatedPlex, oracle: PlexServer) -> None:
    values = AgentValues(
        {"title": "A & B", "summary": "one\ntwo", "originallyAvailableAt": "2021-12-31"},
        {"genre": ("A", "B", "C"), "director": ("D",)},
    )
    parts = [("/media/films/a.mkv", 5, 61_000), ("/media/films/a.mp4", 6, None)]
    item = plex.add_item(1, parts, agent=values, posters=[JPEG])
    plex.person.set_role(item, "Ann", "The Host", "http://pictures.test/ann")
    one, other = oracle.fetchItems([item, 1])
    assert (one.title, one.summary, one.year) == ("A & B", "one\ntwo", 2021)
    assert one.originallyAvailableAt.isoformat()[:10] == "2021-12-31"
    assert (tags(one.genres), tags(one.directors)) == (["A", "B", "C"], ["D"])
    assert [(role.tag, role.role, role.thumb) for role in one.roles] == [
        ("Ann", "The Host", "http://pictures.test/ann")
    ]
    files = [(part.file, part.size, part.duration) for part in one.iterParts()]
    assert files == [("/media/films/a.mkv", 5, 61_000), ("/media/films/a.mp4", 6, None)]
    assert [(field.name, field.locked) for field in one.fields] == [("actor", True)]
    assert (one.librarySectionID, one.duration) == (1, 61_000)
    assert other.ratingKey == 1
    with pytest.raises(NotFound):
        oracle.fetchItem(9999)


def test_it_survives_control_characters(plex: SimulatedPlex, oracle: PlexServer) -> None:
    plex.person.edit(1, summary="be\x01fore\x0b\tand after")
    assert movie(oracle).summary == "before\tand after"


def test_it_edits_many_fields_in_one_request(plex: SimulatedPlex, oracle: PlexServer) -> None:
    edited = movie(oracle)
    plex.requests.reset()
    edited.batchEdits()
    edited.editTitle("New & 100%").editSummary("a\nb").editStudio("S").editContentRating("XXX")
    edited.editOriginallyAvailable("2020-01-02").editUserRating(7.5).editSortTitle(
        "Z", locked=False
    )
    edited.addGenre(["A, B", "C"]).addCollection("Shelf").addLabel("mine").addDirector("D")
    edited.saveEdits()
    assert plex.requests.count(method="PUT") == 1
    edited.reload()
    shown = plex.snapshot()[1]
    assert shown.texts == {
        "title": "New & 100%",
        "titleSort": "Z",
        "summary": "a\nb",
        "studio": "S",
        "contentRating": "XXX",
        "originallyAvailableAt": "2020-01-02",
    }
    assert (edited.title, edited.titleSort, edited.userRating) == ("New & 100%", "Z", 7.5)
    assert shown.rating == 7.5
    assert tags(edited.genres) == ["A, B", "C"] == list(shown.tags["genre"])
    assert tags(edited.collections) == ["Shelf"]
    assert tags(edited.labels) == ["mine"]
    assert {field.name for field in edited.fields} == shown.locks
    assert "titleSort" not in shown.locks
    assert plex.ignored_parameters == ()


def test_it_adds_and_removes_a_tag_of_all_signs(plex: SimulatedPlex, oracle: PlexServer) -> None:
    edited = movie(oracle)
    edited.addGenre(["First", HARD_TAG]).reload()
    edited.addGenre("Last").reload()
    assert tags(edited.genres) == ["First", HARD_TAG, "Last"]
    edited.removeGenre([HARD_TAG, "Last"]).reload()
    assert tags(edited.genres) == ["First"] == list(plex.snapshot()[1].tags["genre"])


def test_it_edits_several_items_at_once(plex: SimulatedPlex, oracle: PlexServer) -> None:
    section = oracle.library.section("Films")
    items = oracle.fetchItems([1, 2, 3])
    section.batchMultiEdits(items).addCollection("Shelf").saveMultiEdits()
    assert plex.collections(1) == {"Shelf": {1, 2, 3}}
    assert plex.whole_section_edits == 0


def test_it_finds_a_collection_with_its_movies(plex: SimulatedPlex, oracle: PlexServer) -> None:
    for item in (1, 2):
        plex.person.add_tags(item, "collection", "Shelf")
    (shelf,) = oracle.library.section("Films").collections()
    assert (shelf.title, shelf.childCount) == ("Shelf", 2)
    assert [one.ratingKey for one in shelf.items()] == [1, 2]
    shelf.addLabel("seen").reload()
    assert tags(shelf.labels) == ["seen"]


def test_it_locks_all_titles_of_a_library_with_the_edit_that_names_no_item(
    plex: SimulatedPlex, oracle: PlexServer
) -> None:
    oracle.library.section("Films").lockAllField("title")
    assert all("title" in item.locks for item in plex.snapshot().values())
    assert plex.whole_section_edits == 1


def test_it_uploads_selects_and_resets_a_poster(
    plex: SimulatedPlex, oracle: PlexServer, tmp_path: Path
) -> None:
    item = plex.add_item(1, [("/media/films/x.mkv", 1, 1)], posters=[JPEG + b" of the agent"])
    picture = tmp_path / "poster.jpg"
    picture.write_bytes(JPEG)
    edited = movie(oracle, item)
    before = edited.thumb
    edited.uploadPoster(filepath=str(picture)).reload()
    assert edited.thumb != before
    of_the_agent, ours = edited.posters()
    sha1 = hashlib.sha1(JPEG).hexdigest()  # noqa: S324  how Plex names an upload
    assert (ours.ratingKey, ours.selected) == (f"upload://posters/{sha1}", True)
    edited.setPoster(of_the_agent)
    assert [poster.selected for poster in edited.posters()] == [True, False]
    assert plex.snapshot()[item].poster == of_the_agent.ratingKey
    edited.deletePoster().unlockPoster()
    assert plex.snapshot()[item].poster == ""
    assert "thumb" not in plex.snapshot()[item].locks


def test_it_uploads_a_background_and_rates(
    plex: SimulatedPlex, oracle: PlexServer, tmp_path: Path
) -> None:
    picture = tmp_path / "art.jpg"
    picture.write_bytes(JPEG)
    edited = movie(oracle)
    edited.uploadArt(filepath=str(picture)).rate(8)
    assert [art.selected for art in edited.arts()] == [True]
    assert plex.snapshot()[1].rating == 8
    edited.rate(None)
    assert plex.snapshot()[1].rating is None


def test_it_refreshes_what_is_not_locked(plex: SimulatedPlex, oracle: PlexServer) -> None:
    values = AgentValues({"title": "Agent", "summary": "Agent"})
    item = plex.add_item(1, [("/media/films/x.mkv", 1, 1)], agent=values)
    edited = movie(oracle, item)
    edited.editTitle("Ours").editSummary("Ours", locked=False).refresh()
    edited.reload()
    assert (edited.title, edited.summary) == ("Ours", "Agent")
