"""Whatever a text holds, Plex reads exactly that text."""

from urllib.parse import unquote, unquote_to_bytes

import httpx2
from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.edit import Action, Edit, FieldEdit
from stashplex.core.item import TEXT_FIELDS, Field, Tag
from stashplex.servers.plex.edit_request import edit_requests
from stashplex.servers.plex.names import PARAMETER

NAMES = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8, unique=True)


def sent(change: FieldEdit) -> dict[str, str]:
    """Returns the query as a server reads it off the wire."""
    (request,) = edit_requests(Edit(7, 3, (change,)), max_request=16384)
    url = httpx2.URL("http://plex.example" + request.target)
    parameters = url.raw_path.partition(b"?")[2].split(b"&")
    pairs = (parameter.partition(b"=") for parameter in parameters)
    return {unquote(name.decode()): unquote_to_bytes(value).decode() for name, _, value in pairs}


@given(st.sampled_from(TEXT_FIELDS), st.text(max_size=400))
def test_a_text_arrives_as_it_was(field: Field, text: str) -> None:
    change = FieldEdit(field, text, "", Action.SET, "", after=text)

    assert sent(change)[f"{PARAMETER[field]}.value"] == text


@given(NAMES, st.text(max_size=20))
def test_tags_and_role_texts_arrive_as_they_were_and_in_order(names: list[str], role: str) -> None:
    after = tuple(Tag(name, role) for name in names)

    query = sent(FieldEdit(Field.ROLES, after, (), Action.SET, "", after))

    assert [query[f"actor[{index}].tag.tag"] for index in range(len(names))] == names
    assert query.get("actor[0].tagging.text", "") == role


@given(NAMES)
def test_removed_names_survive_being_split_at_commas_and_decoded_again(names: list[str]) -> None:
    query = sent(FieldEdit(Field.GENRES, (), (), Action.CLEAR, "", (), tuple(names)))

    assert [unquote(name) for name in query["genre[].tag.tag-"].split(",")] == names
