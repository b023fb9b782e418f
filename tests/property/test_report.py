"""The counts of a run add up, whatever happens in it."""

from hypothesis import given
from hypothesis import strategies as st

from stashplex.core.outcome import Ending, Skip, Waiting
from stashplex.core.report import CHANGED, UNCHANGED, Ended, RunReport, failed, skipped, waiting

endings = st.one_of(
    st.sampled_from([CHANGED, UNCHANGED]),
    st.sampled_from(Skip).map(skipped),
    st.sampled_from(Waiting).map(waiting),
    st.sampled_from(["NotTaken", "TooLong"]).map(failed),
)
records = st.lists(st.tuples(st.integers(1, 20), st.lists(endings, min_size=1, max_size=3)))


@given(records)
def test_the_sum_is_the_number_of_scenes(run: list[tuple[int, list[Ended]]]) -> None:
    report = RunReport()
    for scene, of_items in run:
        report.record(scene, *of_items)

    counts = report.counts()

    by_detail = (counts.skipped, counts.waiting, counts.failed)
    assert counts.scenes == len({scene for scene, _ in run}) == len(report)
    total = counts.changed + counts.unchanged + sum(sum(one.values()) for one in by_detail)
    assert total == counts.scenes


@given(endings, st.lists(endings))
def test_no_other_ending_comes_before_the_one_that_applies(first: Ended, more: list[Ended]) -> None:
    report = RunReport()
    report.record(1, first, *more)

    ended = report.ended(1)

    assert ended in (first, *more)
    order = list(Ending).index
    assert order(ended.ending) == min(order(one.ending) for one in (first, *more))
