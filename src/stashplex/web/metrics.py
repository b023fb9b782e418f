"""What Prometheus reads: the figures of the service as they are when it asks."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stashplex.core.service import Histogram, Measure, Measuring

MEANINGS: Final = {
    "stashplex_build_info": "The version that runs; the value is always 1.",
    "stashplex_jobs": "Scenes in the line, by state: waiting, running, dead.",
    "stashplex_dead_letters": "Scenes that need a person, by type of error.",
    "stashplex_outcomes_total": "How jobs ended since the statistics began.",
    "stashplex_matches_total": "Scenes that were matched, by how sure it was.",
    "stashplex_requests_total": "Requests to a server since the start, by class of answer.",
    "stashplex_breaker_state": "Whether a server is asked: 0 closed (well), 1 half open, 2 open.",
    "stashplex_sync_seconds": "How long a scene took, its share of the reads included.",
    "stashplex_job_wait_seconds": "How long a job waited from being due to being begun.",
}


class Figures(Collector):
    """Tells a registry every figure of the service, asked for each time."""

    def __init__(self, measuring: Measuring) -> None:
        self._measuring = measuring

    def collect(self) -> Iterator[Metric]:
        """Yields the figures, those of one name together."""
        figures = sorted(self._measuring.measures(), key=lambda figure: figure.name)
        for name, same in groupby(figures, key=lambda figure: figure.name):
            yield _family(name, tuple(same))


def metric_routes(measuring: Measuring) -> list[Route]:
    """Returns `/metrics`."""
    registry = CollectorRegistry()
    registry.register(Figures(measuring))

    def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", metrics)]


def _family(name: str, figures: tuple[Measure | Histogram, ...]) -> Metric:
    meaning = MEANINGS.get(name, name)
    measures = tuple(one for one in figures if isinstance(one, Measure))
    if not measures:
        return _distribution(name, meaning, figures)
    labels = tuple(measures[0].labels)
    kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
    family = kind(name, meaning, labels=labels)
    for one in measures:
        family.add_metric([one.labels[label] for label in labels], one.value)
    return family


def _distribution(name: str, meaning: str, figures: Iterable[Measure | Histogram]) -> Metric:
    family = HistogramMetricFamily(name, meaning)
    for one in figures:
        if isinstance(one, Histogram):
            bounds = (*(str(bound) for bound in one.bounds), "+Inf")
            buckets = [
                (bound, float(count)) for bound, count in zip(bounds, one.counts, strict=True)
            ]
            family.add_metric([], buckets, one.total)
    return family
