"""The shape of a message: one text for all messages of one cause."""

import pytest

from stashplex.core.shape import shape_of


@pytest.mark.parametrize(
    ("one", "other", "shape"),
    [
        (
            "Plex refuses title of item 57 (400: Bad Request).",
            "Plex refuses title of item 4711 (400: Bad Request).",
            "Plex refuses title of item … (400: Bad Request).",
        ),
        (
            "Plex refuses title, summary, studio of item 57 (400: Bad Request).",
            "Plex refuses summary, studio, actor, genre of item 4 (400: Bad Request).",
            "Plex refuses … of item … (400: Bad Request).",
        ),
        (
            "No item in Plex holds '/data/it\\'s late.mp4'. Scan it.",
            'No item in Plex holds "/data/scene\'s 2.mp4". Scan it.',
            "No item in Plex holds …. Scan it.",
        ),
        (
            "'/d/a.mp4' could be any of: item 1 ('/e/a.mp4'); item 2 ('/f/a.mp4'); item 3 ('/g').",
            "'C:\\\\b.mp4' could be any of: item 8 ('/h/b.mp4'); item 9 ('/i/b.mp4').",
            "… could be any of: item … (…).",
        ),
        (
            "Plex at http://10.0.0.5:32400 failed at GET /library/metadata/7,8,9 (500).",
            "Plex at http://10.0.0.5:32400 failed at GET /library/metadata/12 (500).",
            "Plex at http://10.0.0.5:32400 failed at GET /library/metadata/… (500).",
        ),
        (
            "The genre of item 7 needs a request of 17000 bytes, and one may have 16384.",
            "The genre of item 9 needs a request of 20001 bytes, and one may have 16384.",
            "The genre of item … needs a request of … bytes, and one may have ….",
        ),
    ],
)
def test_messages_of_one_cause_have_one_shape(one: str, other: str, shape: str) -> None:
    assert (shape_of(one), shape_of(other)) == (shape, shape)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plex failed at GET /x (500: busy).", "Plex failed at GET /x (502: busy)."),
        ("Plex refuses title of item 7.", "Plex refuses summary of item 7."),
        ("Plex has no library called 'Films'.", "Plex has no library called 'Clips'."),
        ("Plex at http://10.0.0.5 is away.", "Plex at http://10.0.0.6 is away."),
        ("PMS 1.43.0 says no.", "PMS 1.42.0 says no."),
    ],
)
def test_messages_of_different_causes_differ_in_shape(one: str, other: str) -> None:
    assert shape_of(one) != shape_of(other)
