"""Prepared answers are those that would be worked out."""

from bench.orders import Order
from bench.servers import Served, build

from stashplex.demo.http_messages import Request
from stashplex.demo.world import STASH_KEY

SCENES = 3
QUERY = b'{"query": "{ findScenes(filter: {per_page: -1}) { scenes { id title } } }"}'
JSON = {"content-type": "application/json"}


def query(key: str = STASH_KEY) -> Request:
    return Request("POST", "/graphql", headers={"apikey": key, **JSON}, body=QUERY)


def plex(served: Served, method: str, path: str, *query: tuple[str, str]) -> Request:
    raw = "&".join(f"{name}={value}" for name, value in query)
    headers = {"x-plex-token": served.world.plex.token, "accept": "application/json"}
    return Request(method, path, query, raw, headers)


def test_a_prepared_answer_of_stash_is_the_executed_one_until_a_scene_is_edited() -> None:
    prepared, executed = build(SCENES, 1.0, "stash"), build(SCENES, 1.0, "stash")
    first = prepared.stash.respond(query())

    assert first == executed.stash.respond(query())
    assert prepared.stash.respond(query()) is first

    prepared.obey(Order("edit", scene=2, title="Edited"))
    assert "Edited" in prepared.stash.respond(query()).body.decode()


def test_a_prepared_answer_of_plex_is_the_executed_one_until_an_item_is_written() -> None:
    prepared, executed = build(SCENES, 1.0, "plex"), build(SCENES, 1.0, "plex")
    items = plex(prepared, "GET", "/library/metadata/1,2,3")
    first = prepared.world.plex.respond(items)

    assert first == executed.world.plex.respond(items)
    assert prepared.world.plex.respond(items) is first

    writing = (("type", "1"), ("id", "2"), ("title.value", "Edited"))
    prepared.world.plex.respond(plex(prepared, "PUT", "/library/sections/1/all", *writing))
    assert "Edited" in prepared.world.plex.respond(items).body.decode()


def test_pages_that_differ_only_in_their_headers_are_not_mixed_up() -> None:
    served = build(SCENES, 1.0, "plex")
    whole = plex(served, "GET", "/library/sections/1/all")
    header = {"x-plex-container-size": "1"}
    page = Request("GET", whole.path, headers={**whole.headers, **header})

    whole_body, page_body = (served.world.plex.respond(one).body for one in (whole, page))
    assert len(page_body) < len(whole_body)


def test_a_prepared_answer_is_only_for_who_may_have_it() -> None:
    served = build(SCENES, 1.0, "stash")
    served.stash.respond(query())

    assert served.stash.respond(query("another")).status == 401
