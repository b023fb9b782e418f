"""What changes in a field, as a page shows it."""

from markupsafe import Markup

from stashplex.web.pages.values import LONGEST, change_of, shown_in


def test_tags_are_told_by_what_becomes_of_them_whatever_their_case() -> None:
    change = change_of("genres", ("Sea", "Old"), ("sea", "New"))
    assert (change.added, change.removed, change.kept) == (("New",), ("Old",), ("sea",))


def test_tags_that_come_where_there_were_none() -> None:
    assert change_of("genres", "", ("New",)).added == ("New",)


def test_an_empty_text_is_nothing_and_no_list() -> None:
    change = change_of("summary", "", "")
    assert (change.is_tags, change.before, change.after) == (False, "nothing", "nothing")


def test_a_text_of_several_lines_is_shown_line_by_line_and_nothing_in_it_is_more() -> None:
    shown = shown_in("summary", "One <b>\n\nTwo \u202e")
    assert shown == Markup("One &lt;b&gt;<br>Two \\u202e")


def test_a_long_text_is_cut() -> None:
    assert shown_in("summary", "line\n" * 1000).endswith("…")
    assert len(shown_in("title", "x" * 5000)) == LONGEST
