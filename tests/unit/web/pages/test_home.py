"""The front page and the frame: what is told, what is escaped, and how what goes wrong looks."""

from msgspec.structs import replace
from tests.told_service import ToldReading, ToldService
from tests.unit.web.pages.browsing import visiting

from stashplex.core.answers import ProgressTold
from stashplex.core.errors import DatabaseAway

TASK = ProgressTold(5, "sync", 4, "writing", 30, 120, "2026-11-23T20:00:00Z", 12.0)


def test_the_front_page_says_in_one_sentence_whether_all_is_well() -> None:
    with visiting() as visitor:
        page = visitor.see("/")
    assert page.status == 200
    assert "All is well, but one scene needs a look.</h1>" in page.body
    assert "1.42.1" in page.body
    assert 'href="/look?type=AmbiguousMatch"' in page.body


def test_what_a_server_says_is_text_and_cannot_turn_the_page_around() -> None:
    with visiting() as visitor:
        page = visitor.see("/")
    assert "<script>document" not in page.body
    assert "&lt;script&gt;" in page.body
    assert "\u202e" not in page.body


def test_a_task_that_goes_on_has_a_bar_and_can_be_stopped() -> None:
    moving = replace(ToldReading().moving, task=TASK)
    with visiting(ToldService(reading=ToldReading(moving=moving))) as visitor:
        page = visitor.see("/")
    assert '<progress data-live-progress="task" max="120" value="30"' in page.body
    assert 'action="/tasks/5/stop"' in page.body


def test_where_nothing_was_synced_the_page_says_what_to_do_next() -> None:
    with visiting(ToldService(reading=ToldReading(known=(), run_list=()))) as visitor:
        page = visitor.see("/")
    assert "Nothing has been synced yet." in page.body
    assert "Preview a sync of everything" in page.body


def test_an_error_is_a_page_with_its_remedy() -> None:
    reading = ToldReading(error=DatabaseAway("The database is away.", "Start PostgreSQL."))
    with visiting(ToldService(reading=reading)) as visitor:
        page = visitor.see("/")
    assert page.status == 503
    assert "The database is away." in page.body
    assert "Start PostgreSQL." in page.body


def test_a_mistake_of_ours_tells_nothing_of_its_inside() -> None:
    reading = ToldReading(error=RuntimeError("the inside"))
    with visiting(ToldService(reading=reading)) as visitor:
        page = visitor.see("/")
    assert page.status == 500
    assert "the inside" not in page.body


def test_the_check_says_what_was_seen_and_what_to_do() -> None:
    with visiting() as visitor:
        page = visitor.see("/check")
    assert "Look at plex.token." in page.body
    assert "not well" in page.body


def test_the_style_and_the_script_are_served() -> None:
    with visiting() as visitor:
        assert visitor.see("/static/pages.css").status == 200
        assert visitor.see("/static/pages.js").headers["content-type"].startswith("text/javascript")
