"""What a PUT does to the items of the simulated Plex."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx2
import pytest
from tests.unit.demo.plex.conversation import edit, full, names, query

from stashplex.demo.plex import AgentValues, Behaviour, SimulatedPlex, TagSemantics


def test_writes_and_locks_texts(plex: SimulatedPlex, client: httpx2.Client) -> None:
    answer = edit(
        client,
        1,
        {
            "title.value": 'Ünï & "co" + 100% #1?',
            "title.locked": 1,
            "summary.value": "one\ntwo",
            "originallyAvailableAt.value": "2020-02-29",
            "contentRating.value": "XXX",
            "rating.value": "7.5",
            "userRating.value": "8",
        },
    )
    assert (answer.status_code, answer.content) == (200, b"")
    shown = full(client, 1)
    assert shown["title"] == 'Ünï & "co" + 100% #1?'
    assert (shown["summary"], shown["contentRating"]) == ("one\ntwo", "XXX")
    assert (shown["originallyAvailableAt"], shown["year"]) == ("2020-02-29", 2020)
    assert (shown["rating"], shown["userRating"]) == (7.5, 8.0)
    assert shown["Field"] == [{"locked": True, "name": "title"}]
    assert plex.snapshot()[2].texts == {"title": "Clip 2"}


def test_an_empty_value_clears_and_a_cleared_attribute_is_absent(client: httpx2.Client) -> None:
    edit(client, 1, {"summary.value": "x", "studio.value": "y", "userRating.value": 3})
    edit(client, 1, {"summary.value": "", "studio.value": "", "userRating.value": ""})
    assert not full(client, 1).keys() & {"summary", "studio", "userRating", "year"}


def test_unlocking_removes_the_lock(client: httpx2.Client) -> None:
    edit(client, 1, {"title.locked": 1, "thumb.locked": 1})
    edit(client, 1, {"title.locked": 0})
    assert [field["name"] for field in full(client, 1)["Field"]] == ["thumb"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"originallyAvailableAt.value": "2020"},
        {"originallyAvailableAt.value": "2021-02-29"},
        {"userRating.value": "eleven"},
        {"rating.value": "10.5"},
    ],
)
def test_a_value_of_the_wrong_form_is_refused_and_nothing_written(
    plex: SimulatedPlex, client: httpx2.Client, parameters: dict[str, object]
) -> None:
    before = plex.snapshot()
    assert edit(client, 1, {"title.value": "New", **parameters}).status_code == 400
    assert plex.snapshot() == before


def test_without_a_type_the_edit_is_refused(client: httpx2.Client) -> None:
    assert client.put("/library/sections/1/all?id=1&title.value=x").status_code == 400


def test_without_an_id_every_item_of_the_library_is_edited_and_that_is_remembered(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    assert plex.whole_section_edits == 0
    client.put("/library/sections/1/all?type=1&studio.value=Oops")
    assert [item.texts["studio"] for item in plex.snapshot().values()] == ["Oops"] * 3
    assert plex.whole_section_edits == 1


def test_several_ids_are_edited_at_once(plex: SimulatedPlex, client: httpx2.Client) -> None:
    client.put("/library/sections/1/all?type=1&id=1,3&studio.value=S")
    assert [item.texts.get("studio") for item in plex.snapshot().values()] == ["S", None, "S"]


def test_an_edit_of_a_missing_id_is_404_or_silently_nothing(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    other = plex.add_section("Shorts")
    for section, item in ((1, 99), (other, 1)):
        assert edit(client, item, {"title.value": "x"}, section=section).status_code == 404
    plex.behaviour.status_of_missing_edit = 200
    assert edit(client, 99, {"title.value": "x"}).status_code == 200
    assert plex.snapshot()[1].texts["title"] == "Clip 1"


def test_the_path_of_an_item_takes_the_same_edit(client: httpx2.Client) -> None:
    assert client.put("/library/metadata/1?title.value=New&genre[0].tag.tag=A").status_code == 200
    assert full(client, 1)["title"] == "New"
    assert client.put("/library/metadata/99?title.value=New").status_code == 404


def test_brackets_may_be_escaped(client: httpx2.Client) -> None:
    client.put("/library/sections/1/all?type=1&id=1&genre%5B0%5D.tag.tag=A&genre%5B%5D.tag.tag-=B")
    assert names(full(client, 1), "Genre") == ["A"]


def test_an_indexed_list_replaces_or_merges(plex: SimulatedPlex, client: httpx2.Client) -> None:
    first = {"genre[0].tag.tag": "A", "genre[1].tag.tag": "B"}
    second = {"genre[0].tag.tag": "C", "genre[1].tag.tag": "A"}
    edit(client, 1, first)
    edit(client, 1, second)
    assert names(full(client, 1), "Genre") == ["C", "A"]
    plex.behaviour.tag_semantics = TagSemantics.MERGE
    edit(client, 2, first)
    edit(client, 2, second)
    assert names(full(client, 2), "Genre") == ["A", "B", "C"]


@pytest.mark.usefixtures("either_semantics")
def test_a_complete_list_with_removals_is_right_either_way(client: httpx2.Client) -> None:
    edit(client, 1, {f"genre[{number}].tag.tag": f"G{number}" for number in range(12)})
    wanted = {"genre[0].tag.tag": "G11", "genre[1].tag.tag": "New"}
    gone = ",".join(f"G{number}" for number in range(11))
    edit(client, 1, {**wanted, "genre[].tag.tag-": gone})
    assert names(full(client, 1), "Genre") == ["G11", "New"]


@pytest.mark.usefixtures("either_semantics")
def test_a_removal_is_split_at_commas_and_then_decoded_again(client: httpx2.Client) -> None:
    odd = ["a,b", "100%", "x&y=z", "p+q [0] #?'", "%2C", "a"]
    edit(client, 1, {f"genre[{at}].tag.tag": name for at, name in enumerate(odd)})
    assert names(full(client, 1), "Genre") == odd
    edit(client, 1, {"genre[].tag.tag-": "a,b"})
    assert names(full(client, 1), "Genre") == odd[:-1], "the comma split it: only a is gone"
    twice = ",".join(quote(name, safe="") for name in odd[:-1])
    edit(client, 1, {"genre[].tag.tag-": twice})
    assert "Genre" not in full(client, 1)


def test_a_kind_can_be_cleared(client: httpx2.Client) -> None:
    edit(client, 1, {"genre[0].tag.tag": "A", "director[0].tag.tag": "D"})
    edit(client, 1, {"genre[].tag": ""})
    assert "Genre" not in full(client, 1)
    assert names(full(client, 1), "Director") == ["D"]


@pytest.mark.usefixtures("either_semantics")
def test_a_tag_known_in_another_case_keeps_the_known_spelling(client: httpx2.Client) -> None:
    edit(client, 1, {"genre[0].tag.tag": "Sci-Fi"})
    edit(client, 2, {"genre[0].tag.tag": "SCI-FI", "genre[1].tag.tag": "sci-fi"})
    assert names(full(client, 2), "Genre") == ["Sci-Fi"]
    edit(client, 2, {"genre[].tag.tag-": "sci-FI"})
    assert names(full(client, 2), "Genre") == []
    assert names(full(client, 1), "Genre") == ["Sci-Fi"]


def test_a_role_text_is_the_items_own_and_a_picture_everybodys(client: httpx2.Client) -> None:
    actor = {
        "actor[0].tag.tag": "Ann",
        "actor[0].tagging.text": "The Host",
        "actor[0].tag.thumb": "http://pictures.test/ann",
    }
    edit(client, 1, actor)
    edit(client, 2, {"actor[0].tag.tag": "ann"})
    (first,), (second,) = full(client, 1)["Role"], full(client, 2)["Role"]
    assert (first["tag"], first["role"]) == ("Ann", "The Host")
    assert (second["tag"], second["thumb"]) == ("Ann", "http://pictures.test/ann")
    assert "role" not in second


def test_a_list_without_role_texts_loses_them_only_when_lists_replace(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    plex.person.set_role(1, "Ann", "The Host")
    plex.behaviour.tag_semantics = TagSemantics.MERGE
    edit(client, 1, {"actor[0].tag.tag": "Ann"})
    assert plex.snapshot()[1].roles == {"Ann": "The Host"}
    plex.behaviour.tag_semantics = TagSemantics.REPLACE
    edit(client, 1, {"actor[0].tag.tag": "Ann"})
    assert plex.snapshot()[1].roles == {}


def test_collections_come_with_their_first_member_and_go_with_their_last(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    edit(client, 1, {"collection[0].tag.tag": "Shelf"})
    edit(client, 2, {"collection[0].tag.tag": "SHELF", "collection[1].tag.tag": "Other"})
    assert plex.collections(1) == {"Shelf": {1, 2}, "Other": {2}}
    edit(client, 1, {"collection[].tag": ""})
    plex.remove_item(2)
    assert plex.collections(1) == {}


@pytest.mark.parametrize("kind", ["collection", "label"])
def test_a_membership_locks_unless_told_not_to(client: httpx2.Client, kind: str) -> None:
    edit(client, 1, {f"{kind}[0].tag.tag": "A"})
    assert full(client, 1)["Field"] == [{"locked": True, "name": kind}]
    edit(client, 1, {f"{kind}[].tag.tag-": "A", f"{kind}.locked": 0})
    assert "Field" not in full(client, 1)
    edit(client, 1, {f"{kind}[].tag.tag-": "A"})
    assert full(client, 1)["Field"] == [{"locked": True, "name": kind}]


def test_a_collection_can_be_renamed_but_not_to_one_that_exists(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    edit(client, 1, {"collection[0].tag.tag": "One", "collection[1].tag.tag": "Two"})
    one = next(shown for shown in plex_collections(client) if shown["title"] == "One")

    def rename(title: str) -> int:
        pairs = query([("type", 18), ("id", one["ratingKey"]), ("title.value", title)])
        return client.put(f"/library/sections/1/all?{pairs}").status_code

    assert rename("two") == 409
    assert rename("Uno") == 200
    assert names(full(client, 1), "Collection") == ["Uno", "Two"]
    assert plex.collections(1) == {"Uno": {1}, "Two": {1}}


def plex_collections(client: httpx2.Client) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get("/library/sections/1/collections").json()[
        "MediaContainer"
    ]["Metadata"]
    return found


def test_every_edit_moves_updated_at_or_none_does(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    before = full(client, 1)["updatedAt"]
    edit(client, 1, {"genre[0].tag.tag": "A"})
    after = full(client, 1)["updatedAt"]
    assert after > before
    plex.behaviour.edits_move_updated_at = False
    edit(client, 1, {"genre[0].tag.tag": "B"})
    assert full(client, 1)["updatedAt"] == after


def test_the_server_may_give_a_value_its_own_form(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    plex.behaviour.own_form = lambda field, value: value.title() if field == "label" else value[:3]
    edit(client, 1, {"title.value": "Long title", "label[0].tag.tag": "small"})
    shown = full(client, 1)
    assert (shown["title"], names(shown, "Label")) == ("Lon", ["Small"])


def test_the_server_may_say_yes_and_change_nothing(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    plex.behaviour.ignored_fields = {"summary", "genre"}
    answer = edit(client, 1, {"summary.value": "x", "genre[0].tag.tag": "A", "title.value": "New"})
    assert answer.status_code == 200
    assert plex.snapshot()[1].texts == {"title": "New"}
    assert plex.snapshot()[1].tags == {}


def test_one_item_can_be_refused_for_ever(plex: SimulatedPlex, client: httpx2.Client) -> None:
    plex.behaviour.refused_items = {1: 400, 2: 500}
    statuses = [edit(client, item, {"title.value": "x"}).status_code for item in (1, 1, 2, 3)]
    assert statuses == [400, 400, 500, 200]
    assert "Database error" in edit(client, 2, {"title.value": "x"}).text


def test_remembers_parameters_that_mean_nothing(plex: SimulatedPlex, client: httpx2.Client) -> None:
    edit(
        client,
        1,
        {
            "year.value": 1999,
            "role[0].tag.tag": "Ann",
            "genre.lock": 1,
            "genre[0].tag": "A",
            "actors.locked": 1,
            "X-Plex-Language": "en",
        },
    )
    assert plex.ignored_parameters == (
        "year.value",
        "role[0].tag.tag",
        "genre.lock",
        "genre[0].tag",
        "actors.locked",
    )
    assert plex.snapshot()[1].texts == {"title": "Clip 1"}


def test_stars_are_given_and_taken_away_by_rate(client: httpx2.Client) -> None:
    rate = "/:/rate?identifier=com.plexapp.plugins.library"
    assert client.put(f"{rate}&key=1&rating=7.5").status_code == 200
    assert full(client, 1)["userRating"] == 7.5
    assert client.put(f"{rate}&key=1&rating=-1").status_code == 200
    assert "userRating" not in full(client, 1)
    assert client.put(f"{rate}&key=99&rating=5").status_code == 404
    assert client.put(f"{rate}&key=1&rating=11").status_code == 400
    assert client.put("/:/rate?key=1&rating=5").status_code == 400


def test_a_refresh_overwrites_what_is_not_locked(
    plex: SimulatedPlex, client: httpx2.Client
) -> None:
    values = AgentValues({"title": "Agent", "summary": "Agent's"}, {"genre": ("Drama",)})
    item = plex.add_item(1, [("/media/films/x.mkv", 1, 1)], agent=values)
    assert full(client, item)["title"] == "Agent"
    edit(client, item, {"title.value": "Ours", "title.locked": 1, "summary.value": "Ours"})
    edit(client, item, {"studio.value": "Ours", "genre[0].tag.tag": "Ours"})
    assert client.put(f"/library/metadata/{item}/refresh").status_code == 200
    shown = plex.snapshot()[item]
    assert shown.texts == {"title": "Ours", "summary": "Agent's", "studio": "Ours"}
    assert shown.tags == {"genre": ("Drama",)}


@pytest.mark.usefixtures("either_semantics")
def test_a_person_edits_adds_and_removes(plex: SimulatedPlex) -> None:
    person = plex.person
    person.edit(1, title="By hand")
    person.add_tags(1, "label", "mine", "yours")
    person.remove_tags(1, "label", "YOURS")
    person.unlock(1, "label")
    person.lock(1, "summary")
    person.rate(1, 9)
    shown = plex.snapshot()[1]
    assert shown.texts["title"] == "By hand"
    assert shown.tags == {"label": ("mine",)}
    assert shown.locks == {"title", "summary"}
    assert shown.rating == 9
    person.rate(1, None)
    assert plex.snapshot()[1].rating is None


def test_a_rescan_gives_a_new_id_and_keeps_nothing(plex: SimulatedPlex) -> None:
    plex.person.edit(1, title="By hand")
    again = plex.rescan(1)
    assert set(plex.snapshot()) == {2, 3, again}
    assert plex.snapshot()[again].texts == {"title": "Clip 1"}
    assert plex.item_of("/media/films/Clip 1.mkv") == again


def test_a_moved_file_and_a_new_version_keep_the_item(plex: SimulatedPlex) -> None:
    plex.move_file(1, "/media/films/elsewhere/Clip 1.mkv")
    plex.add_version(1, ("/media/films/Clip 1 (small).mkv", 5, None))
    assert plex.snapshot()[1].files == (
        "/media/films/elsewhere/Clip 1.mkv",
        "/media/films/Clip 1 (small).mkv",
    )


def test_edits_and_listings_may_come_at_once(client: httpx2.Client) -> None:
    listing = "/library/sections/1/all?type=1"

    def add_and_list(number: int) -> tuple[int, int]:
        edit(client, 1 + number % 3, {"collection[0].tag.tag": f"Shelf {number % 5}"})
        return client.get(listing).status_code, client.get(f"{listing}8").status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(add_and_list, range(30))) == {(200, 200)}


def test_behaviour_can_be_given_at_the_start() -> None:
    with SimulatedPlex(behaviour=Behaviour(tag_semantics=TagSemantics.MERGE)) as plex:
        assert plex.behaviour.tag_semantics is TagSemantics.MERGE
        assert plex.writes == 0
