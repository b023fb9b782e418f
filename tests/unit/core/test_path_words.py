"""Words in the place of paths: stable, without a way back, and nothing else is touched."""

import pytest

from stashplex.core.path_words import PathWords

WORDS = PathWords(b"key")


def test_the_same_part_is_the_same_word_in_every_path() -> None:
    one, other = WORDS.path("/data/Quiet Films/a.mp4"), WORDS.path("/media/Quiet Films/b.mkv")

    assert one.split("/")[2] == other.split("/")[2]
    assert one.split("/")[1] != other.split("/")[1]
    assert (one[-4:], other[-4:]) == (".mp4", ".mkv")


def test_another_key_makes_other_words() -> None:
    assert PathWords(b"other").path("/data/a.mp4") != WORDS.path("/data/a.mp4")


def test_drives_separators_and_dots_stay() -> None:
    shown = WORDS.path("D:\\Films\\..\\x.mp4")

    assert shown.startswith("D:\\")
    assert shown.split("\\")[2] == ".."
    assert "Films" not in shown


@pytest.mark.parametrize(
    "line",
    [
        "Scene 7 (/data/Quiet Ferry/My video (1).mp4) failed: PlexRejected: no",
        "'/data/Quiet Ferry/it.mp4' could be any of: item 3 (/media/Quiet Ferry/it.mp4).",
        "The database /home/someone/Quiet/stashplex.db is damaged (bad).",
        "`/data/Quiet` in Stash is `/media/Quiet` in Plex: 294 of 300 files agree",
        "D:\\Quiet\\Ferry.mp4 and \\\\nas\\Quiet\\Ferry.mp4 differ",
        "`/data/My Quiet Films` in Stash is `/media/Slow Ferry` in Plex: 294 of 300 files agree",
        "folders given: `D:\\My Quiet Films` -> `\\\\nas\\My Ferry`; off: art",
        "The folder '/data/My Quiet Films, and Ferry' is empty.",
        'The folder "/data/Ann\'s Quiet Films" is empty.',
        "No item holds '/data/it\\'s Quiet \"Ferry\".mp4'.",
        "No item holds 'D:\\\\My Quiet\\\\Slow Ferry'.",
        "The data folder /srv/Quiet is in use",
        "path=/srv/Quiet/x",
    ],
)
def test_no_name_of_a_path_is_left_in_a_line(line: str) -> None:
    shown = WORDS.text(line)

    assert "Quiet" not in shown
    assert "Ferry" not in shown


@pytest.mark.parametrize(
    "line",
    [
        "Plex at http://127.0.0.1:32400 failed at GET /library/sections/1/all (500: no).",
        "Stash at http://stash.example/graphql refuses our key (401).",
        "Sync summary: 9/10 succeeded (90.0%), avg 12ms, confidence: 9 high / 0 low",
        "Run 3 of 2026-11-24T00:04:25Z and/or 16:9",
    ],
)
def test_what_is_no_path_stays_as_it_is(line: str) -> None:
    assert WORDS.text(line) == line


def test_a_value_that_is_a_path_is_one_to_its_end() -> None:
    assert "odd" not in WORDS.value("/data/My, odd (path) with no type")
    assert WORDS.value("No path at all") == "No path at all"


def test_a_sentence_that_begins_with_a_path_stays_one() -> None:
    shown = WORDS.value("/srv/Quiet/a.toml holds a secret; run: chmod 600 /srv/Quiet/a.toml")

    assert "holds a secret; run: chmod 600 /" in shown
    assert "Quiet" not in shown


def test_a_name_that_no_disk_should_hold_has_a_word_too() -> None:
    assert WORDS.name("half \ud800 a pair").isalpha()


def test_what_are_words_already_stay_as_they_are() -> None:
    once = WORDS.text("Scene 7 (/data/Quiet Ferry/a.mp4) failed")

    assert WORDS.text(once) == once
    assert WORDS.name(WORDS.name("A Quiet Hour")) == WORDS.name("A Quiet Hour")
