"""Which bytes a browser is given as a picture."""

import pytest

from stashplex.app.pictures import LARGEST, media_type


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n and so on", "image/png"),
        (b"GIF89a and so on", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", ""),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', ""),
        (b"<!doctype html><script>alert(1)</script>", ""),
        (b"", ""),
    ],
)
def test_what_a_picture_is_is_told_by_its_bytes(data: bytes, kind: str) -> None:
    assert media_type(data) == kind


def test_too_large_a_picture_is_none() -> None:
    assert media_type(b"\xff\xd8\xff".ljust(LARGEST + 1)) == ""
