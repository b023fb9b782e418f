"""Finding scenes, names and files in the simulated Stash, traps included."""

from datetime import UTC

import httpx2
import pytest
from tests.unit.demo.stash.questions import KEY, Answer, ask, data, error, ids

from stashplex.core.scene import SceneFile
from stashplex.demo.stash import SimulatedStash
from stashplex.demo.still_clock import StillClock


def test_a_scene_shows_everything_a_sync_needs(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    query = """{findScene(id: 1) {
        id title details director date rating100 updated_at
        studio {name} performers {name disambiguation} tags {name} groups {group {name}}
        files {path basename size duration} paths {screenshot stream}
    }}"""
    assert data(client, query)["findScene"] == {
        "id": "1",
        "title": "First Tram",
        "details": "Rain.",
        "director": "",
        "date": "2020-05",
        "rating100": 85,
        "updated_at": "2025-10-09T10:53:20+02:00",
        "studio": {"name": "Slow Rails"},
        "performers": [
            {"name": "Alva", "disambiguation": ""},
            {"name": "Alva", "disambiguation": "the younger"},
        ],
        "tags": [{"name": "City"}, {"name": "tram"}],
        "groups": [{"group": {"name": "Last Trains"}}],
        "files": [
            {
                "path": "/data/a b/tram_1.mp4",
                "basename": "tram_1.mp4",
                "size": 5_000_000_000,
                "duration": 61.5,
            }
        ],
        "paths": {
            "screenshot": f"{stash.url}/scene/1/screenshot?t=1760000000",
            "stream": f"{stash.url}/scene/1/stream?apikey={KEY}",
        },
    }


def test_unset_texts_are_empty_and_other_unset_values_are_null(client: httpx2.Client) -> None:
    query = """{findScene(id: 3) {
        title details director code date rating100 studio {name} tags {name} files {path} urls
    }}"""
    assert data(client, query)["findScene"] == {
        "title": "",
        "details": "",
        "director": "",
        "code": "",
        "date": None,
        "rating100": None,
        "studio": None,
        "tags": [],
        "files": [],
        "urls": [],
    }


def test_addresses_are_made_from_the_host_header(client: httpx2.Client) -> None:
    query = {"query": "{findScene(id: 1){paths{screenshot}}}"}
    response = client.post("/graphql", json=query, headers={"Host": "stash.example:1"})
    address = response.json()["data"]["findScene"]["paths"]["screenshot"]
    assert address.startswith("http://stash.example:1/scene/1/screenshot?t=")


def test_a_missing_scene_is_null(client: httpx2.Client) -> None:
    assert data(client, "{findScene(id: 99){id}}") == {"findScene": None}


def test_pages_have_25_rows_unless_told_and_the_count_is_of_all(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    for _ in range(27):
        stash.add_scene()
    found = data(client, "{findScenes{count scenes{id}}}")["findScenes"]
    assert (found["count"], len(found["scenes"])) == (30, 25)
    found = data(client, "{findScenes(filter:{per_page:0}){count scenes{id}}}")["findScenes"]
    assert (found["count"], found["scenes"]) == (30, [])
    assert ids(client, {}, per_page=-1) == list(range(1, 31))
    assert ids(client, {}, page=4, per_page=9) == [28, 29, 30]
    assert ids(client, {}, per_page=2, direction="DESC") == [30, 29]


def test_an_empty_list_of_ids_restricts_nothing(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    for _ in range(27):
        stash.add_scene()
    assert len(data(client, "{findScenes(ids: []){scenes{id}}}")["findScenes"]["scenes"]) == 25


def test_ids_come_in_their_own_order_whatever_the_page(client: httpx2.Client) -> None:
    found = data(client, "{findScenes(ids: [3, 1], filter: {per_page: 1}){count scenes{id}}}")
    assert found["findScenes"] == {"count": 2, "scenes": [{"id": "3"}, {"id": "1"}]}


def test_one_unknown_or_doubled_id_fails_the_query(client: httpx2.Client) -> None:
    response = ask(client, "{findScenes(ids: [1, 99]){scenes{id}}}")
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert response.json()["errors"][0]["message"] == "scene with id 99 not found"
    assert "duplicate" in error(client, "{findScenes(ids: [1, 1]){scenes{id}}}")


def test_a_keyset_page_starts_after_its_id(client: httpx2.Client) -> None:
    after: Answer = {"id": {"value": 1, "modifier": "GREATER_THAN"}}
    assert ids(client, after, per_page=1) == [2]
    assert ids(client, {"OR": after, "title": {"value": "First%", "modifier": "EQUALS"}}) == [
        1,
        2,
        3,
    ]


def test_an_unknown_sort_is_an_error(client: httpx2.Client) -> None:
    assert error(client, '{findScenes(filter:{sort:"mood"}){count}}') == "invalid sort: mood"


def test_sorts_by_what_changed_last(
    stash: SimulatedStash, client: httpx2.Client, clock: StillClock
) -> None:
    clock.advance(5)
    stash.edit_scene(1)
    assert ids(client, {}, sort="updated_at") == [2, 3, 1]


def test_stamps_are_compared_as_text(
    stash: SimulatedStash, client: httpx2.Client, clock: StillClock
) -> None:
    def since(value: str) -> list[int]:
        return ids(client, {"updated_at": {"value": value, "modifier": "GREATER_THAN"}})

    assert since("2025-10-09T10:53:20+02:00") == []
    assert since("2025-10-09T08:53:20Z") == [1, 2, 3]  # the same moment, and still "earlier"
    assert since("2025-10-09T10:53:20") == [1, 2, 3]
    stash.zone = UTC
    clock.advance(10)
    stash.edit_scene(2)
    assert data(client, "{findScene(id: 2){updated_at}}")["findScene"]["updated_at"] == (
        "2025-10-09T08:53:30Z"
    )
    assert since("2025-10-09T10:53:19+02:00") == [1, 3]  # the change is missed


@pytest.mark.parametrize(
    ("value", "modifier", "expected"),
    [
        ("/data/a b", "INCLUDES", [1, 2]),  # "/data/a" or "b", and there is a b in "club"
        ('"/data/a b"', "INCLUDES", [1]),
        ("/DATA/%", "EQUALS", [1, 2]),
        ("/data/club/tram_2.mp4", "EQUALS", [2]),  # an underscore is any character
        ("/data/a", "EQUALS", []),
        (r"tram\d", "MATCHES_REGEX", []),
        (r"tram_\d", "MATCHES_REGEX", [1]),
    ],
)
def test_paths_are_searched_as_stash_does(
    client: httpx2.Client, value: str, modifier: str, expected: list[int]
) -> None:
    assert ids(client, {"path": {"value": value, "modifier": modifier}}) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"is_missing": "cover"}, [2, 3]),
        ({"is_missing": "studio"}, [3]),
        ({"rating100": {"value": 80, "modifier": "GREATER_THAN"}}, [1]),
        ({"tags": {"value": ["1", "2"], "modifier": "INCLUDES_ALL"}}, [1]),
        ({"studios": {"value": ["1"], "modifier": "EXCLUDES"}}, [3]),
        ({"file_count": {"value": 0, "modifier": "EQUALS"}}, [3]),
        ({"NOT": {"studios": {"value": ["1"], "modifier": "INCLUDES"}}}, [3]),
        ({"groups_filter": {"name": {"value": "nothing", "modifier": "EQUALS"}}}, [1, 2, 3]),
        ({"files_filter": {"path": {"value": "/data/club/%", "modifier": "EQUALS"}}}, [2]),
    ],
)
def test_filters(client: httpx2.Client, wanted: Answer, expected: list[int]) -> None:
    assert ids(client, wanted) == expected


def test_two_links_in_one_filter_are_an_error(client: httpx2.Client) -> None:
    assert "only one of" in error(client, "{findScenes(scene_filter:{AND:{},OR:{}}){count}}")


def test_names_are_paged_with_their_own_stamps(
    stash: SimulatedStash, client: httpx2.Client, clock: StillClock
) -> None:
    clock.advance(60)
    stash.rename_tag("tram", "tramway")
    query = """query($page: FindFilterType, $since: TimestampCriterionInput) {
        findTags(tag_filter: {updated_at: $since}, filter: $page) {count tags {id name}}
        findPerformers(filter: $page) {count performers {id name disambiguation}}
        findStudios(filter: $page) {count studios {id name updated_at}}
        findGroups(filter: $page) {count groups {id name}}
    }"""
    since = {"value": "2025-10-09T10:53:20+02:00", "modifier": "GREATER_THAN"}
    found = data(client, query, page={"per_page": 1, "page": 1, "sort": "id"}, since=since)
    assert found["findTags"] == {"count": 1, "tags": [{"id": "1", "name": "tramway"}]}
    assert found["findPerformers"]["count"] == 2
    assert found["findPerformers"]["performers"][0]["name"] == "Alva"
    assert found["findStudios"]["studios"][0]["updated_at"] == "2025-10-09T10:53:20+02:00"
    assert found["findGroups"]["groups"] == [{"id": "1", "name": "Last Trains"}]


def test_files_are_found_by_path(client: httpx2.Client) -> None:
    query = """{findFiles(file_filter: {path: {value: "/data/club/%", modifier: EQUALS}}) {
        count files {id path ... on VideoFile {duration}}
    }}"""
    found = data(client, query)["findFiles"]
    assert found == {
        "count": 1,
        "files": [{"id": "2", "path": "/data/club/tramX2.mp4", "duration": 0.0}],
    }


@pytest.mark.parametrize(
    ("query", "since"),
    [
        ("{findScene(id: 1){custom_fields}}", "v0.31.0"),
        ("{findStudio(id: 1){urls}}", "v0.30.0"),
        ("{findFiles{count}}", "v0.29.0"),
        ("{findScenes(scene_filter:{files_filter:{}}){count}}", "v0.29.0"),
    ],
)
def test_what_is_newer_than_the_version_is_unknown_to_it(
    stash: SimulatedStash, client: httpx2.Client, query: str, since: str
) -> None:
    stash.version = since
    assert ask(client, query).status_code == 200
    minor = int(since.split(".")[1]) - 1
    stash.version = f"v0.{minor}.9"
    assert ask(client, query).status_code == 422
    assert data(client, "{version{version}}")["version"]["version"] == stash.version


def test_a_client_can_ask_which_fields_there_are(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    query = '{__type(name: "Scene"){fields{name}}}'

    def fields() -> set[str]:
        return {field["name"] for field in data(client, query)["__type"]["fields"]}

    assert "custom_fields" in fields()
    stash.version = "v0.28.1"
    assert "custom_fields" not in fields()


def test_a_windows_path_has_a_folder_and_a_name(
    stash: SimulatedStash, client: httpx2.Client
) -> None:
    scene = stash.add_scene(files=[SceneFile("D:\\Videos\\One\\Tram.mp4", 5)])
    query = "query($id: ID) {findScene(id: $id){files{basename parent_folder{path}}}}"
    (file,) = data(client, query, id=scene)["findScene"]["files"]
    assert file == {"basename": "Tram.mp4", "parent_folder": {"path": "D:\\Videos\\One"}}
