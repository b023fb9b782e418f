"""A worker waits for what is put, and learns when nothing more will be."""

from concurrent.futures import ThreadPoolExecutor

from stashplex.worker.feed import Feed

PATIENCE = 10.0


def test_what_was_put_before_anybody_waited_is_not_missed() -> None:
    feed = Feed()
    feed.put()

    assert feed.wait()


def test_whoever_waits_is_woken_by_more() -> None:
    feed = Feed()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(feed.wait)
        feed.put()

        assert waiting.result(PATIENCE)


def test_what_was_put_last_is_worked_before_the_end() -> None:
    feed = Feed()
    feed.put()
    feed.end()

    assert [feed.wait(), feed.wait()] == [True, False]
