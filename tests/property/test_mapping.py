"""No text that Stash can hold breaks the mapping, and all it gives can be written."""

from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from stashplex.core.equality import fold
from stashplex.core.item import Field, value_from_json, value_to_json
from stashplex.core.mapping import (
    REQUEST_OVERHEAD,
    clean,
    desire,
    fingerprint,
    nothing_to_say,
)
from stashplex.core.rules import Rules
from stashplex.core.scene import Performer, Scene, SceneFile

SMALLEST_REQUEST = 2048
RULES = Rules(fields=frozenset(Field), max_request=SMALLEST_REQUEST)

awkward = st.sampled_from(
    (
        "\x00\x1b[2J\x85\x9f",
        "\ud800",
        "\udfff\ud83d",
        "\ufffe\uffff\U0010ffff",
        "\u202eabc\u202c",
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        "e" + "\u0301\u0323" * 30,
        "\u0345\u0301\u03b1",
        "\u1100\u1161\u11a8",
        "\U0001f469\u200d\U0001f680",
        " \u2028\u2029\u2000\ufeff\r\n\t",
        "A, b&c=d%e+f[0]#?'\"\\",
        "\u00df\u0130\u0131\ufb03",
        "\u00e9\u6d77" * 300,
        "x" * 2000,
    )
)
texts = st.lists(st.text(alphabet=st.characters(), max_size=20) | awkward, max_size=4).map("".join)
scenes = st.builds(
    Scene,
    id=st.integers(1),
    title=texts,
    details=texts,
    director=texts,
    date=texts | st.sampled_from(("2021", "2021-02", "2021-02-03", "2021-02-31")),
    rating100=st.none() | st.integers(0, 100),
    studio=texts,
    performers=st.lists(st.builds(Performer, texts, texts), max_size=3).map(tuple),
    tags=st.lists(texts, max_size=3).map(tuple),
    groups=st.lists(texts, max_size=2).map(tuple),
    files=st.lists(st.builds(SceneFile, texts, st.just(1)), max_size=2).map(tuple),
)


@given(texts)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(texts)
def test_what_is_clean_can_be_sent(text: str) -> None:
    clean(text).encode()


@given(texts)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(clean(text))) == fold(clean(text))


@settings(deadline=None)
@given(scenes)
def test_no_scene_breaks_the_mapping_and_every_text_fits_one_request(scene: Scene) -> None:
    nothing_to_say(scene)
    desired = desire(scene, RULES)
    assert set(desired.values) == set(Field) - {Field.POSTER, Field.ART}
    for value in desired.values.values():
        if isinstance(value, str):
            assert value == clean(value)
            assert len(quote(value, safe="")) <= SMALLEST_REQUEST - REQUEST_OVERHEAD


@settings(deadline=None)
@given(scenes)
def test_tags_are_clean_never_empty_and_never_one_name_twice(scene: Scene) -> None:
    for value in desire(scene, RULES).values.values():
        if isinstance(value, str):
            continue
        assert all(tag.name and tag.name == clean(tag.name) for tag in value)
        assert len({fold(tag.name) for tag in value}) == len(value)


@settings(deadline=None)
@given(scenes)
def test_what_is_desired_can_be_stored_and_told_apart(scene: Scene) -> None:
    desired = desire(scene, RULES)
    for value in desired.values.values():
        assert value_from_json(value_to_json(value)) == value
    assert fingerprint(desired, mapping="", etag="", items=()) == fingerprint(
        desire(scene, RULES), mapping="", etag="", items=()
    )
    for warning in desired.warnings:
        warning.encode()
