"""A whole library in pages."""

from collections.abc import Callable

import pytest

from stashplex.core.errors import ListingUnstable
from stashplex.core.item import Listed
from stashplex.servers.plex.listing import PAGE_SIZE, READINGS, Page, complete_listing


class Library:
    """Ids in a stable order, with something that happens before some of the pages."""

    def __init__(self, size: int) -> None:
        self.ids = list(range(1, size + 1))
        self.starts: list[int] = []
        self.before: dict[int, Callable[[], object]] = {}

    def page_from(self, start: int) -> Page:
        self.before.get(len(self.starts), lambda: None)()
        self.starts.append(start)
        ids = self.ids[start : start + PAGE_SIZE]
        return Page(len(self.ids), tuple(Listed(one, 1, ()) for one in ids))

    def read(self) -> list[int]:
        return [one.id for one in complete_listing(1, self.page_from)]


@pytest.mark.parametrize(("size", "pages"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (2500, 3)])
def test_every_item_is_read_in_as_few_pages_as_it_takes(size: int, pages: int) -> None:
    library = Library(size)

    assert library.read() == library.ids
    assert len(library.starts) == pages


def test_a_grown_total_is_read_on() -> None:
    library = Library(1500)
    library.before[1] = lambda: library.ids.append(9999)

    assert library.read() == [*range(1, 1501), 9999]
    assert len(library.starts) == 2


def test_a_shrunk_total_restarts_the_reading() -> None:
    library = Library(1500)
    library.before[1] = lambda: library.ids.remove(1400)

    assert library.read() == library.ids
    assert library.starts == [0, 999, 0, 999]


def test_an_item_that_goes_while_another_comes_hides_none() -> None:
    library = Library(1500)

    def exchange() -> None:
        library.ids.remove(5)
        library.ids.append(9999)

    library.before[1] = exchange

    assert library.read() == library.ids
    assert library.starts == [0, 999, 0, 999]


def page(total: int, *ids: int) -> Page:
    return Page(total, tuple(Listed(one, 1, ()) for one in ids))


@pytest.mark.parametrize(
    "disturbed",
    [
        page(3),
        page(3, 1, 2, 2),
        page(5, 1, 2, 3),
    ],
    ids=["an empty page", "a repeated id", "a short page and then nothing"],
)
def test_a_library_that_never_comes_to_rest_is_an_error_not_a_part(disturbed: Page) -> None:
    starts: list[int] = []

    def page_from(start: int) -> Page:
        starts.append(start)
        return disturbed

    with pytest.raises(ListingUnstable, match=f"changed under {READINGS} readings"):
        complete_listing(1, page_from)

    assert starts.count(0) == READINGS


def test_a_repeated_id_on_a_later_page_restarts() -> None:
    answers = iter([page(4, 1, 2), page(4, 2, 1, 3), page(4, 1, 2, 3, 4)])

    assert len(complete_listing(1, lambda _: next(answers))) == 4


def test_a_server_that_grants_smaller_pages_is_read_by_them() -> None:
    ids = range(1, 8)

    def page_from(start: int) -> Page:
        return page(7, *ids[start : start + 3])

    assert [one.id for one in complete_listing(1, page_from)] == list(ids)


def test_a_server_that_ignores_paging_is_read_at_once() -> None:
    assert len(complete_listing(1, lambda _: page(2000, *range(2000)))) == 2000
