"""A worker waits for what is put, and learns when nothing more will be."""

from concurrent.futures import ThreadPoolExecutor

from stashplex.worker.feed import Feed

PATIENCE = 10.0


def begun() -> Feed:
    feed = Feed()
    feed.begin()
    return feed


def test_what_was_put_before_anybody_waited_is_not_missed() -> None:
    feed = begun()
    feed.put()

    assert feed.wait()


def test_whoever_compares_waits_until_the_first_of_it_is_written() -> None:
    feed = Feed()
    with ThreadPoolExecutor(1) as pool:
        putting = pool.submit(feed.put)
        assert feed.wait()
        assert not putting.done()
        feed.begin()

        putting.result(PATIENCE)


def test_where_the_first_of_it_was_nothing_to_write_comparing_goes_on() -> None:
    feed = Feed()
    with ThreadPoolExecutor(2) as pool:
        putting = pool.submit(feed.put)
        assert feed.wait()
        waiting = pool.submit(feed.wait)

        putting.result(PATIENCE)
        feed.end()
        assert not waiting.result(PATIENCE)


def test_whoever_waits_is_woken_by_more() -> None:
    feed = begun()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(feed.wait)
        feed.put()

        assert waiting.result(PATIENCE)


def test_what_was_put_last_is_worked_before_the_end() -> None:
    feed = begun()
    feed.put()
    feed.end()

    assert [feed.wait(), feed.wait()] == [True, False]
