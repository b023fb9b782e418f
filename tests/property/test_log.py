"""Whatever a title or a server says, a record is one line, and no secret is in it."""

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.secret import Secret
from stashplex.log import Format, set_up_log

SECRET = "Qz7Kp2Xw9"
ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize("form", ["console", "json", "stash"])
@given(before=ANY_TEXT, after=ANY_TEXT)
def test_any_text_is_one_printable_line_without_the_secret(
    form: Format, before: str, after: str
) -> None:
    stream = io.StringIO()
    handler = set_up_log(stream, form=form, secrets=[Secret(SECRET)])

    logging.getLogger("stashplex.property").warning("%s%s%s", before, SECRET, after)
    logging.getLogger().removeHandler(handler)

    line = stream.getvalue()
    assert line.count("\n") == 1
    assert len(line.splitlines()) == 1
    assert SECRET not in line
    assert len(line.encode()) < 60_000
