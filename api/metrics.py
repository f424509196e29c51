"""Numbers for Prometheus, summed over gunicorn's workers.

Workers share theirs through the folder ``PROMETHEUS_MULTIPROC_DIR``, which `lingkar serve` sets;
without it each process counts for itself.
"""

import os
from collections.abc import Iterator

from flask import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.bundles import BundleWatch
from api.services import services
from matcher.errors import StoreError
from matcher.store import jobs
from matcher.store.session import Store
from matcher.work.jobs import JobStatus

_OWN = CollectorRegistry()
_REQUESTS = Counter(
    "lingkar_requests", "Requests answered.", ("method", "route", "status"), registry=_OWN
)
_SECONDS = Histogram(
    "lingkar_request_seconds", "Time to answer.", ("method", "route"), registry=_OWN
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    known = method if method in _METHODS else "other"
    _REQUESTS.labels(known, route, str(status)).inc()
    _SECONDS.labels(known, route).observe(seconds)


def page() -> Response:
    """The current numbers in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_BundleCollector(services().bundles))
    registry.register(_JobCollector(services().store))
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        text = generate_latest(registry)
    else:
        text = generate_latest(registry) + generate_latest(_OWN)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


class _BundleCollector(Collector):
    """The bundle that the answering worker has in service."""

    def __init__(self, bundles: BundleWatch) -> None:
        self._bundles = bundles

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._bundles.peek()
        created = GaugeMetricFamily(
            "lingkar_bundle_created_seconds",
            "When the bundle in service was trained, Unix time.",
            labels=["version"],
        )
        if found is not None:
            created.add_metric([found.version], found.created_at.timestamp())
        yield created
        refused = GaugeMetricFamily(
            "lingkar_bundle_refused", "1 while the current bundle cannot be served."
        )
        refused.add_metric([], float(self._bundles.refused is not None))
        yield refused


class _JobCollector(Collector):
    """The long work in the store, by how far it is; silent while the store does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = GaugeMetricFamily("lingkar_jobs", "Long work, by status.", labels=["status"])
        try:
            with self._store.read() as session:
                counts = jobs.counts(session)
        except StoreError:
            return
        for status in JobStatus:
            found.add_metric([status.value], counts.get(status.value, 0))
        yield found
