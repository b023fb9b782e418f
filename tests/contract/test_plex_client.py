"""The Plex client keeps its Protocol, traps of the simulated Plex included."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    ItemGone,
    ListingUnstable,
    PlexRejected,
    ServerFailed,
    Unavailable,
    Unreachable,
)
from stashplex.core.item import Field, Item, ItemFile, Section, Tag, Value
from stashplex.core.ports import PlexServer, ServerInfo
from stashplex.core.secret import Secret
from stashplex.demo import http_faults
from stashplex.demo.http_messages import Response
from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics
from stashplex.demo.plex.behaviour import (
    Disturb,
    grown_total,
    repeated_id,
    shorter_page,
    shrunk_total,
)
from stashplex.servers.http import RequestCount
from stashplex.servers.plex import PlexClient

JPEG = b"\xff\xd8\xff\xe0 a picture"
HARD_NAMES = ("a, b", "100% [0] #1?", "a=b+c&d", "It's", "Ünï \U0001f33b", "%2C", "x" * 300)


@pytest.fixture(params=list(TagSemantics))
def simulated(request: pytest.FixtureRequest) -> Iterator[SimulatedPlex]:
    with SimulatedPlex(behaviour=Behaviour(tag_semantics=request.param)) as plex:
        plex.add_section("Films", ["/films", "/more films"])
        for number in range(1, 4):
            plex.add_item(1, [(f"/films/{number}.mp4", number, 60_000)])
        yield plex
        assert plex.whole_section_edits == 0
        assert plex.ignored_parameters == ()
        assert plex.reads_without_skip_refresh == 0


def client_of(simulated: SimulatedPlex, token: str) -> PlexClient:
    return PlexClient(simulated.url, Secret(token), client_identifier="id", max_request=16384)


@pytest.fixture
def client(simulated: SimulatedPlex) -> Iterator[PlexClient]:
    with client_of(simulated, simulated.token) as client:
        yield client


def edit(name: Field, after: Value, *removals: str, lock: bool | None = None) -> Edit:
    return Edit(1, 1, (FieldEdit(name, after, "", Action.SET, "", after, removals, lock),))


def tags(*names: str) -> tuple[Tag, ...]:
    return tuple(map(Tag, names))


def names_of(item: Item, field: Field) -> list[str]:
    return [tag.name for tag in item.tags.get(field, ())]


def test_the_client_is_a_plex_server(simulated: SimulatedPlex, client: PlexClient) -> None:
    server: PlexServer = client

    assert server.info() == ServerInfo(
        simulated.identity.version, simulated.machine_identifier, "Simulated Plex"
    )
    (section,) = server.sections()
    assert section == Section(1, "Films", ("/films", "/more films"), section.stamp)
    assert section.stamp


def test_a_listing_holds_the_files_of_every_item(client: PlexClient) -> None:
    listed = client.listing(1)

    assert [one.files for one in listed] == [
        (ItemFile(f"/films/{number}.mp4", number, 60_000),) for number in (1, 2, 3)
    ]
    assert client.requests == RequestCount(reads=1)


def test_a_large_library_is_read_by_the_thousand(
    simulated: SimulatedPlex, client: PlexClient
) -> None:
    for number in range(4, 2502):
        simulated.add_item(1, [(f"/films/{number}.mp4", number, None)])

    assert [one.id for one in client.listing(1)] == list(range(1, 2502))
    assert client.requests.total == 3


@pytest.fixture
def large(simulated: SimulatedPlex) -> int:
    """A library of more than one page; its size."""
    for number in range(4, 1502):
        simulated.add_item(1, [(f"/films/{number}.mp4", number, None)])
    return 1501


@pytest.mark.parametrize("disturb", [shrunk_total, grown_total, repeated_id])
def test_a_library_that_never_rests_is_an_error_not_a_part(
    simulated: SimulatedPlex, client: PlexClient, large: int, disturb: Disturb
) -> None:
    simulated.behaviour.disturb_page = disturb

    with pytest.raises(ListingUnstable, match="Library 1 of Plex"):
        client.listing(1)

    simulated.behaviour.disturb_page = None
    assert len(client.listing(1)) == large


def test_pages_shorter_than_asked_hide_nothing(
    simulated: SimulatedPlex, client: PlexClient, large: int
) -> None:
    simulated.behaviour.disturb_page = shorter_page

    assert [one.id for one in client.listing(1)] == list(range(1, large + 1))


@pytest.mark.parametrize("needs_all", [False, True])
def test_missing_items_are_simply_not_there(
    simulated: SimulatedPlex, client: PlexClient, *, needs_all: bool
) -> None:
    simulated.behaviour.multi_get_needs_all = needs_all

    assert sorted(client.items([1, 98, 2, 99])) == [1, 2]
    assert client.items([99]) == {}


def test_hard_tags_come_and_go_one_by_one(simulated: SimulatedPlex, client: PlexClient) -> None:
    simulated.person.add_tags(1, "genre", "theirs", lock=False)
    client.write(edit(Field.GENRES, tags("theirs", *HARD_NAMES), lock=True))
    assert sorted(names_of(client.items([1])[1], Field.GENRES)) == sorted(["theirs", *HARD_NAMES])

    for count, gone in enumerate(HARD_NAMES, start=1):
        left = tags("theirs", *HARD_NAMES[count:])
        client.write(edit(Field.GENRES, left, gone, lock=True))
        item = client.items([1])[1]
        assert sorted(names_of(item, Field.GENRES)) == sorted(tag.name for tag in left)

    assert Field.GENRES in client.items([1])[1].locked
    assert client.items([2])[2].tags == {}


def test_a_cleared_list_loses_what_is_named_only(
    simulated: SimulatedPlex, client: PlexClient
) -> None:
    simulated.person.add_tags(1, "label", "theirs", "ours, too", lock=False)

    client.write(edit(Field.LABELS, (), "ours, too", lock=False))

    assert names_of(client.items([1])[1], Field.LABELS) == ["theirs"]


def test_a_long_list_is_one_request_and_its_many_removals_some_more(client: PlexClient) -> None:
    many = [f"tag {number} of very many" for number in range(180)]
    client.write(edit(Field.GENRES, tags(*many)))
    assert client.requests.writes == 1

    others = [f"other {number} of very many" for number in range(180)]
    client.write(edit(Field.GENRES, tags(*others), *many))

    assert sorted(names_of(client.items([1])[1], Field.GENRES)) == sorted(others)
    assert client.requests.writes <= 3


def test_an_uploaded_poster_is_selected_and_known_by_its_sha1(client: PlexClient) -> None:
    before = client.items([1])[1].thumb

    client.upload_poster(1, JPEG)
    client.upload_art(1, JPEG)

    sha1 = hashlib.sha1(JPEG, usedforsecurity=False).hexdigest()
    posters, arts = client.posters(1), client.arts(1)
    assert posters.selected == f"upload://posters/{sha1}"
    assert posters.selected in posters.keys
    assert arts.selected.endswith(sha1)
    assert client.items([1])[1].thumb != before


def test_an_item_that_vanished_is_named(simulated: SimulatedPlex, client: PlexClient) -> None:
    simulated.remove_item(1)

    with pytest.raises(ItemGone) as gone:
        client.write(edit(Field.TITLE, "x"))
    assert gone.value.item == 1
    for call in (client.posters, client.arts):
        with pytest.raises(ItemGone):
            call(1)
    with pytest.raises(ItemGone):
        client.upload_poster(1, JPEG)


def test_an_item_that_plex_refuses_does_not_keep_others_from_being_written(
    simulated: SimulatedPlex, client: PlexClient
) -> None:
    simulated.behaviour.refused_items[2] = 400

    with pytest.raises(PlexRejected):
        client.write(Edit(2, 1, edit(Field.TITLE, "x").fields))
    client.write(edit(Field.TITLE, "x"))

    assert client.items([1])[1].texts[Field.TITLE] == "x"


def test_a_wrong_token_is_refused_by_every_call(simulated: SimulatedPlex) -> None:
    with client_of(simulated, "wrong") as client:
        for call in (client.info, client.sections, lambda: client.items([1])):
            with pytest.raises(CredentialsRefused, match=r"Set plex\.token"):
                call()


def test_the_token_of_a_guest_may_look_but_not_edit(simulated: SimulatedPlex) -> None:
    with client_of(simulated, simulated.add_user("guest")) as client:
        assert client.items([1])

        with pytest.raises(CredentialsRefused, match="owner"):
            client.write(edit(Field.TITLE, "x"))


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (Response(500, {}, b'<Response code="500" status="Database error"/>'), ServerFailed),
        (Response(503, {}, b"<html><body>Starting</body></html>"), Unavailable),
        (Response(200, {}, b"<html>"), BadAnswer),
        (Response(200, {}, b'{"MediaContainer": {"Metadata": [{}]}}'), BadAnswer),
    ],
)
def test_trouble_becomes_one_of_our_errors(
    simulated: SimulatedPlex, client: PlexClient, response: Response, error: type[Exception]
) -> None:
    simulated.inject(http_faults.answer(response))

    with pytest.raises(error) as raised:
        client.items([1])

    assert type(raised.value) is error
    assert simulated.token not in str(raised.value)


def test_a_truncated_answer_is_a_bad_answer(simulated: SimulatedPlex, client: PlexClient) -> None:
    simulated.inject(http_faults.truncate())

    with pytest.raises(BadAnswer):
        client.listing(1)


def test_a_restart_between_two_calls_is_no_failure(
    simulated: SimulatedPlex, client: PlexClient
) -> None:
    client.info()
    simulated.restart()

    assert client.info().identity == simulated.machine_identifier


def test_a_plex_that_stopped_is_unreachable(simulated: SimulatedPlex, client: PlexClient) -> None:
    client.info()
    simulated.http.stop()

    with pytest.raises(Unreachable):
        client.write(edit(Field.TITLE, "x"))


def test_readers_and_a_writer_share_one_client(
    simulated: SimulatedPlex, client: PlexClient
) -> None:
    def look(_: int) -> int:
        return len(client.items([1, 2, 3]))

    with ThreadPoolExecutor(5) as pool:
        looks = pool.map(look, range(80))
        writes = [pool.submit(client.write, edit(Field.TITLE, f"{one}")) for one in range(20)]
        assert set(looks) == {3}
        for write in writes:
            write.result()

    assert client.requests == RequestCount(reads=80, writes=20)
    assert simulated.writes == 20


def test_a_scan_names_its_folder_whatever_it_is_called(
    simulated: SimulatedPlex, client: PlexClient
) -> None:
    folder = "/films/a & b = 100% #1/caf\u00e9"
    simulated.put_file(1, (f"{folder}/late.mp4", 77, None))

    client.scan(1, folder)

    assert [(one.section, one.folder) for one in simulated.scans] == [(1, folder)]
    assert simulated.item_of(f"{folder}/late.mp4")
    assert client.requests == RequestCount(reads=1)


@pytest.mark.parametrize(("section", "folder"), [(1, ""), (0, "/films/new")])
def test_a_scan_of_a_whole_library_cannot_be_asked_for(
    simulated: SimulatedPlex, client: PlexClient, section: int, folder: str
) -> None:
    with pytest.raises(ValueError, match="names its folder"):
        client.scan(section, folder)
    assert simulated.scans == ()
