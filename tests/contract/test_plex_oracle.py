"""python-plexapi, a client written by others, says what ours says and reads what ours wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

import plexapi.server
import plexapi.video
import pytest
import requests

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.item import Field, Tag, Value
from stashplex.core.secret import Secret
from stashplex.demo.plex import Behaviour, SimulatedPlex, TagSemantics
from stashplex.servers.plex import PlexClient
from stashplex.servers.plex.names import PARAMETER

HARD_NAMES = ("Rock, Paper & Scissors", "100% [0] #1?", "a=b+c/d;e:f", "It's «Ünï»", '"quoted"')
JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture(params=list(TagSemantics))
def simulated(request: pytest.FixtureRequest) -> Iterator[SimulatedPlex]:
    with SimulatedPlex(behaviour=Behaviour(tag_semantics=request.param)) as plex:
        section = plex.add_section("Films", ["/films"])
        for number in (1, 2):
            item = plex.add_item(section, [(f"/films/{number}.mp4", number, 60_000)])
            plex.person.add_tags(item, "genre", "Kept", *HARD_NAMES, lock=False)
            plex.person.add_tags(item, "label", "Theirs", lock=False)
        plex.requests.reset()
        yield plex


@pytest.fixture
def ours(simulated: SimulatedPlex) -> Iterator[PlexClient]:
    with PlexClient(
        simulated.url, Secret(simulated.token), client_identifier="id", max_request=16384
    ) as client:
        yield client


@pytest.fixture
def oracle(simulated: SimulatedPlex) -> Iterator[plexapi.server.PlexServer]:
    with requests.Session() as session:
        yield plexapi.server.PlexServer(simulated.url, simulated.token, session=session, timeout=5)


def change(
    name: Field, after: Value, *removals: str, lock: bool = True, action: Action = Action.SET
) -> FieldEdit:
    return FieldEdit(name, after, "", action, "", after, removals, lock)


def tags(*names: str) -> tuple[Tag, ...]:
    return tuple(Tag(name) for name in names)


@dataclass(frozen=True)
class Meaning:
    """What an edit says, whatever the order and form in which it says it."""

    scalars: dict[str, str]
    tags: dict[str, tuple[str, ...]]
    removals: dict[str, frozenset[str]]


def meaning_of(raw_query: str) -> Meaning:
    pairs = dict(parse_qsl(raw_query, keep_blank_values=True, strict_parsing=True))
    del pairs["id"]
    listed: dict[str, dict[int, str]] = {}
    removals: dict[str, frozenset[str]] = {}
    for name in [one for one in pairs if "[" in one]:
        kind, _, rest = name.partition("[")
        if rest == "].tag.tag-":
            removals[kind] = frozenset(map(unquote, pairs.pop(name).split(",")))
        else:
            index, _, what = rest.partition("]")
            assert what == ".tag.tag"
            listed.setdefault(kind, {})[int(index)] = pairs.pop(name)
    kept = {
        kind: tuple(name for _, name in sorted(names.items()) if name not in removals.get(kind, ()))
        for kind, names in listed.items()
    }
    return Meaning(pairs, kept, removals)


def last_edit(simulated: SimulatedPlex) -> str:
    return [one for one in simulated.requests.entries if one.method == "PUT"][-1].raw_query


def decoded_twice(raw_query: str) -> set[str]:
    return {unquote(unquote(parameter)) for parameter in raw_query.split("&")}


def test_a_full_edit_means_the_same(
    simulated: SimulatedPlex, ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    gone, kept = HARD_NAMES[:3], ("Kept", *HARD_NAMES[3:])
    theirs = oracle.fetchItem(1).batchEdits()
    theirs.editTitle("Ünï & more + 100%").editSummary("Two\nlines; a=b")
    theirs.addGenre(["New, one"]).removeGenre(list(gone))
    theirs.addCollection(["Studio, Inc."], locked=False).addLabel(["mine #1"], locked=False)
    theirs.saveEdits()
    from_plexapi = last_edit(simulated)

    ours.write(
        Edit(
            2,
            1,
            (
                change(Field.TITLE, "Ünï & more + 100%"),
                change(Field.SUMMARY, "Two\nlines; a=b"),
                change(Field.GENRES, tags(*kept, "New, one"), *gone),
                change(Field.COLLECTIONS, tags("Studio, Inc."), lock=False),
                change(Field.LABELS, tags("Theirs", "mine #1"), lock=False),
            ),
        )
    )

    meant = meaning_of(last_edit(simulated))
    assert meant == meaning_of(from_plexapi)
    assert meant.removals == {"genre": frozenset(gone)}


def test_a_removal_names_the_same_tags_in_the_same_order(
    simulated: SimulatedPlex, ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    oracle.fetchItem(1).removeGenre(list(HARD_NAMES))
    from_plexapi = decoded_twice(last_edit(simulated)) - {"id=1"}

    ours.write(Edit(2, 1, (change(Field.GENRES, (), *HARD_NAMES, action=Action.CLEAR),)))

    assert decoded_twice(last_edit(simulated)) - {"id=2"} == from_plexapi


@pytest.mark.parametrize("text", ["", "plain", "é&=+%25 [0] #?\n'\""])
def test_a_text_is_the_same_to_the_letter(
    simulated: SimulatedPlex, ours: PlexClient, oracle: plexapi.server.PlexServer, text: str
) -> None:
    oracle.fetchItem(1).editSummary(text)
    from_plexapi = set(last_edit(simulated).split("&")) - {"id=1"}

    ours.write(Edit(2, 1, (change(Field.SUMMARY, text),)))

    assert set(last_edit(simulated).split("&")) - {"id=2"} == from_plexapi


def test_the_oracle_reads_back_the_texts_and_locks_we_wrote(
    ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    texts = {
        Field.TITLE: "A title \U0001f33b",
        Field.SUMMARY: "First\nsecond",
        Field.STUDIO: "Studio & Co",
        Field.DATE: "2024-05-01",
        Field.RATING: "8.5",
        Field.CONTENT_RATING: "R",
    }

    ours.write(Edit(1, 1, tuple(change(field, text) for field, text in texts.items())))

    movie: plexapi.video.Movie = oracle.fetchItem(1)
    assert (movie.title, movie.summary) == (texts[Field.TITLE], texts[Field.SUMMARY])
    assert (movie.studio, movie.contentRating, movie.userRating) == ("Studio & Co", "R", 8.5)
    assert f"{movie.originallyAvailableAt:%Y-%m-%d}" == "2024-05-01"
    locked = {one.name for one in movie.fields if one.locked}
    assert locked == {PARAMETER[field] for field in texts}


def test_the_oracle_reads_back_the_tags_and_locks_we_wrote(
    ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    fields = (
        change(Field.ROLES, (Tag("Ann, B.", "Herself"), Tag("Bo"))),
        change(Field.GENRES, tags("New", HARD_NAMES[0]), "Kept", *HARD_NAMES[1:]),
        change(Field.DIRECTOR, tags("D. One")),
        change(Field.COLLECTIONS, tags("Ours"), lock=False),
        change(Field.LABELS, tags("Theirs", "ours"), lock=False),
    )

    ours.write(Edit(1, 1, fields))

    movie: plexapi.video.Movie = oracle.fetchItem(1)
    assert [(one.tag, one.role or "") for one in movie.roles] == [
        ("Ann, B.", "Herself"),
        ("Bo", ""),
    ]
    assert {one.tag for one in movie.genres} == {"New", HARD_NAMES[0]}
    assert [one.tag for one in movie.directors] == ["D. One"]
    assert [one.tag for one in movie.collections] == ["Ours"]
    assert {one.tag for one in movie.labels} == {"Theirs", "ours"}
    assert {one.name for one in movie.fields if one.locked} == {"actor", "genre", "director"}


def test_the_oracle_sees_the_poster_we_uploaded(
    ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    ours.upload_poster(1, JPEG)
    ours.write(Edit(1, 1, (change(Field.POSTER, "sha1"),)))

    movie: plexapi.video.Movie = oracle.fetchItem(1)
    (poster,) = [one for one in movie.posters() if one.selected]
    assert poster.ratingKey == ours.posters(1).selected
    assert [one.name for one in movie.fields] == ["thumb"]


def test_both_clients_read_the_same_items(
    simulated: SimulatedPlex, ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    simulated.person.edit(1, title="By hand", studio="A studio")
    simulated.person.set_role(2, "Ann", "Herself")

    items = ours.items([1, 2, 99])

    assert sorted(items) == [1, 2]
    for movie in oracle.fetchItems([1, 2]):
        item = items[movie.ratingKey]
        assert item.texts.get(Field.TITLE, "") == movie.title
        assert item.texts.get(Field.STUDIO, "") == (movie.studio or "")
        assert [tag.name for tag in item.tags[Field.GENRES]] == [one.tag for one in movie.genres]
        roles = [(one.tag, one.role or "") for one in movie.roles]
        assert [(tag.name, tag.role) for tag in item.tags.get(Field.ROLES, ())] == roles
        assert [file.path for file in item.files] == movie.locations
        assert item.section == movie.librarySectionID


def test_both_clients_list_the_same_library(
    simulated: SimulatedPlex, ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    section = oracle.library.section("Films")

    (listed,) = ours.sections()

    assert (listed.id, listed.title) == (section.key, section.title)
    assert listed.locations == tuple(section.locations)
    assert {one.id for one in ours.listing(listed.id)} == {one.ratingKey for one in section.all()}
    assert ours.info().identity == oracle.machineIdentifier == simulated.machine_identifier
    assert ours.info().version == oracle.version


def test_a_scan_of_a_folder_is_asked_for_in_the_same_words(
    simulated: SimulatedPlex, ours: PlexClient, oracle: plexapi.server.PlexServer
) -> None:
    folder = "/films/a & b, 100%/caf\u00e9"
    oracle.library.sectionByID(1).update(path=folder)
    ours.scan(1, folder)

    theirs, mine = (
        (one.method, one.path, dict(parse_qsl(one.raw_query)))
        for one in simulated.requests
        if one.path.endswith("/refresh")
    )
    assert mine == theirs


@pytest.mark.parametrize("name", [Field.POSTER, Field.ART])
def test_an_earlier_image_is_selected_and_reset_in_the_same_words(
    simulated: SimulatedPlex,
    ours: PlexClient,
    oracle: plexapi.server.PlexServer,
    name: Field,
) -> None:
    movie = oracle.fetchItem(1)
    images = movie.posters if name is Field.POSTER else movie.arts
    for number in (1, 2):
        upload = ours.upload_poster if name is Field.POSTER else ours.upload_art
        upload(1, JPEG + bytes([number]))
    earlier = images()[0]
    assert not earlier.selected
    simulated.requests.reset()

    earlier.select()
    ours.select_image(1, name, earlier.ratingKey)
    (movie.deletePoster if name is Field.POSTER else movie.deleteArt)()
    ours.reset_image(1, name)

    selects, resets = (
        [(one.path, dict(parse_qsl(one.raw_query))) for one in sent if one.method == method]
        for sent, method in (
            (simulated.requests.entries, "PUT"),
            (simulated.requests.entries, "DELETE"),
        )
    )
    assert [selects[0]] * 2 == selects
    assert [resets[0]] * 2 == resets
    assert not any(one.selected for one in images())
