"""Figures that a process counts itself, for Prometheus; what the database knows is read from there (`operations/`).

Processes of one machine share theirs through a folder, PROMETHEUS_MULTIPROC_DIR, so that any of them can tell them all.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_OURS = CollectorRegistry()

REQUEST_SECONDS = Histogram(
    "voicebot_request_seconds",
    "How long a request took to be answered; of a turn of a call, how long the caller heard nothing.",
    ["route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10),
    registry=_OURS,
)
PROVIDER_ERRORS = Counter(
    "voicebot_provider_errors", "What the telephony provider did not do, by kind.", ["kind"], registry=_OURS
)


def told() -> bytes:
    """These figures in Prometheus's text format, of all processes that share a folder."""
    if _FOLDER not in os.environ:
        return generate_latest(_OURS)
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return generate_latest(shared)


@contextmanager
def shared() -> Iterator[None]:
    """Have the processes that are forked or started from here on share their figures, unless they do so already."""
    with tempfile.TemporaryDirectory(prefix="voicebot-figures-") as folder:
        os.environ.setdefault(_FOLDER, folder)
        # The library chose when it was imported, which was before.
        values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
        yield
