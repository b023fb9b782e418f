"""The three forms of the log, and what none of them lets through."""

import io
import json
import logging
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stashplex.core.errors import DataFolderError
from stashplex.core.path_words import PathWords
from stashplex.core.secret import Secret
from stashplex.log import (
    FILE_NAME,
    FILES,
    HANDLER_NAME,
    TOLD,
    Format,
    kept_in,
    log_files,
    set_up_log,
)

logger = logging.getLogger("stashplex.worker")
Shown = Callable[..., io.StringIO]
FORMS: tuple[Format, ...] = ("console", "json", "stash")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def shown() -> Iterator[Shown]:
    """Sets up the log on a stream of its own, and takes it down afterwards."""
    ours = logging.getLogger("stashplex")
    level = ours.level

    def set_up(
        form: Format = "console", level: str = "info", secrets: tuple[str, ...] = ()
    ) -> io.StringIO:
        stream = io.StringIO()
        set_up_log(stream, level=level, form=form, secrets=map(Secret, secrets))
        return stream

    yield set_up
    ours.setLevel(level)
    root = logging.getLogger()
    for handler in [one for one in root.handlers if one.get_name() == HANDLER_NAME]:
        root.removeHandler(handler)


def refuse(message: str) -> None:
    raise ValueError(message)


def fail(message: str) -> None:
    try:
        refuse(message)
    except ValueError:
        logger.exception("It failed")


def test_a_console_line_is_time_level_and_text(shown: Shown) -> None:
    stream = shown()

    logger.info("Sync summary: %d/%d succeeded", 1, 2)

    line = stream.getvalue()
    assert re.fullmatch(r"\d\d:\d\d:\d\d info    Sync summary: 1/2 succeeded\n", line)


def test_a_json_line_carries_the_exact_text(shown: Shown) -> None:
    stream = shown("json")

    logger.warning('Said "no", and é')

    record = json.loads(stream.getvalue())
    assert record.pop("timestamp").endswith("Z")
    assert record == {
        "event": 'Said "no", and é',
        "level": "warning",
        "logger": "stashplex.worker",
    }


@pytest.mark.parametrize(
    ("level", "mark"),
    [("debug", "d"), ("info", "i"), ("warning", "w"), ("error", "e"), ("critical", "e")],
)
def test_a_line_for_stash_carries_its_level_as_stash_reads_it(
    shown: Shown, level: str, mark: str
) -> None:
    stream = shown("stash", level="debug")

    logger.log(logging.getLevelNamesMapping()[level.upper()], "hello")

    assert stream.getvalue() == f"\x01{mark}\x02[stashplex] hello\n"


def test_every_physical_line_for_stash_has_its_mark(shown: Shown) -> None:
    stream = shown("stash", level="debug")

    fail("first\nsecond")

    lines = stream.getvalue().splitlines()
    assert len(lines) > 3
    assert all(line.startswith("\x01e\x02[stashplex] ") for line in lines)


def test_no_line_for_stash_reaches_the_length_that_closes_its_pipe(shown: Shown) -> None:
    stream = shown("stash")

    logger.info("é" * 70_000)

    assert len(stream.getvalue().encode()) < 60_000
    assert stream.getvalue().endswith(" …\n")


def test_what_is_below_the_level_is_not_shown(shown: Shown) -> None:
    stream = shown(level="warning")

    logger.info("quiet")

    assert stream.getvalue() == ""


def test_libraries_are_heard_only_when_they_warn(shown: Shown) -> None:
    stream = shown(level="debug")

    logging.getLogger("httpx2").info("GET")
    logging.getLogger("httpx2").warning("trouble")

    assert [line.split(" ", 1)[1] for line in stream.getvalue().splitlines()] == ["warning trouble"]


def test_a_traceback_is_shown_at_debug_only(shown: Shown) -> None:
    quiet = shown(level="info")
    fail("why")
    loud = shown(level="debug")
    fail("why")

    assert "Traceback" not in quiet.getvalue()
    assert "It failed" in quiet.getvalue()
    assert "ValueError: why" in loud.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_title_stays_on_one_line(shown: Shown, form: Format) -> None:
    stream = shown(form)

    logger.info("Title: %s", "a\nb\r\x1b[2Jc\x01e\x02d\u202ee\u2028f\x85g\ud800")

    assert stream.getvalue().count("\n") == 1
    body = stream.getvalue().removeprefix("\x01i\x02").rstrip("\n")
    assert body.isprintable()
    stream.getvalue().encode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("spelled", ["to/k en", "to%2Fk%20en"])
def test_a_known_secret_is_masked_in_text_and_traceback(
    shown: Shown, form: Format, spelled: str
) -> None:
    stream = shown(form, level="debug", secrets=("to/k en",))

    logger.info("GET /x?X-Plex-Token=%s", spelled)
    fail(f"refused {spelled}")

    assert spelled not in stream.getvalue()
    assert "X-Plex-Token=********" in stream.getvalue()
    assert "refused ********" in stream.getvalue()


def test_of_two_secrets_the_longer_is_masked_whole(shown: Shown) -> None:
    stream = shown(secrets=("abcd", "abcdefgh"))

    logger.info("abcdefgh")

    assert stream.getvalue().endswith(" ********\n")


def test_an_empty_secret_masks_nothing(shown: Shown) -> None:
    stream = shown(secrets=("",))

    logger.info("plain words")

    assert stream.getvalue().endswith(" plain words\n")


def test_setting_up_again_replaces_the_first(shown: Shown) -> None:
    first = shown()
    second = shown()

    logger.info("once")

    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1


@pytest.mark.usefixtures("shown")
def test_colours_are_for_terminals_only() -> None:
    terminal = Terminal()
    set_up_log(terminal)

    logger.warning("look")

    assert terminal.getvalue().startswith("\x1b[33m")
    assert terminal.getvalue().endswith("look\x1b[0m\n")


def test_what_others_capture_is_the_text_itself(
    shown: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    shown("stash")

    logger.info("DLQ contains %d items", 3)

    assert [record.getMessage() for record in caplog.records] == ["DLQ contains 3 items"]


def test_the_file_keeps_the_story_whatever_is_shown(shown: Shown, tmp_path: Path) -> None:
    stream = shown(level="error")

    with kept_in(tmp_path / "logs"):
        logger.info("Quiet words")
        logger.warning("The screen said so", extra=TOLD)
        logger.debug("Too much")
    logger.info("After it")

    text = (tmp_path / "logs" / FILE_NAME).read_text()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT[\d:.]+Z info    Quiet words\n\S+Z warning The screen said so\n", text
    )
    assert stream.getvalue() == ""
    assert not logger.isEnabledFor(logging.WARNING)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_file_is_private(tmp_path: Path) -> None:
    with kept_in(tmp_path / "logs"):
        logger.info("hello")

    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "logs" / FILE_NAME).stat().st_mode) == 0o600


def test_the_file_names_what_ended_it_all(tmp_path: Path) -> None:
    def end(error: BaseException) -> None:
        with kept_in(tmp_path, secrets=[Secret("hush-hush")]):
            raise error

    for error in (
        DataFolderError("No hush-hush.", "Do it."),
        ValueError("why"),
        KeyboardInterrupt(),
    ):
        with pytest.raises(type(error)):
            end(error)

    text = (tmp_path / FILE_NAME).read_text()
    assert "error   Ended by DataFolderError: No ********. Do it.\n" in text
    assert "Ended by a mistake in stashplex itself\nTraceback" in text
    assert "ValueError: why\n" in text
    assert "warning Interrupted\n" in text


def test_only_the_newest_files_are_kept(tmp_path: Path) -> None:
    for _ in range(FILES + 2):
        with kept_in(tmp_path):
            for _ in range(6):
                logger.info("x" * 200_000)

    files = log_files(tmp_path)
    assert len(files) == FILES
    assert sorted(files) == sorted(tmp_path.iterdir())
    assert max(path.stat().st_size for path in files) <= 1_000_000


def test_a_folder_that_cannot_be_written_to_keeps_nothing_from_working(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with kept_in(tmp_path / "file" / "logs"):
        logger.info("still here")


def test_the_file_is_begun_once_its_folder_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"

    with kept_in(data / "logs"):
        logger.info("too early")
        assert not data.exists()
        data.mkdir()
        logger.info("in time")

    assert "in time" in (data / "logs" / FILE_NAME).read_text()


def test_paths_are_words_wherever_they_stand(tmp_path: Path) -> None:
    stream, words = io.StringIO(), PathWords(b"key")
    set_up_log(stream, words=words)

    with kept_in(tmp_path, words=words):
        logger.warning("Scene %d (%s): %s", 7, "/data/Quiet, odd (name)", "see /data/Quiet/x.mp4")

    odd, plain = words.path("/data/Quiet, odd (name)"), words.path("/data/Quiet/x.mp4")
    expected = f"Scene 7 ({odd}): see {plain}\n"
    assert stream.getvalue().endswith(expected)
    assert (tmp_path / FILE_NAME).read_text().endswith(expected)
    assert "Quiet" not in stream.getvalue()


def test_a_path_or_an_error_that_is_logged_as_it_is_shows_no_name() -> None:
    stream = io.StringIO()
    set_up_log(stream, words=PathWords(b"key"))

    logger.warning("%s: %s", Path("/data/Quiet"), DataFolderError("The file /data/Quiet is bad."))

    assert "Quiet" not in stream.getvalue()
    assert "is bad." in stream.getvalue()
