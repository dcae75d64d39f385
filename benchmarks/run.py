"""Measures the host's hot paths on an embedded database, over Django's own request handling.

`make bench` prints a table and writes `benchmarks/results/latest.json`; with `--attempts N` among N attempts
of other learners, with `--repeat N` with N measurements of each operation.
"""

import argparse
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One operation among `n` attempts; times in milliseconds."""

    operation: str
    n: int
    ours_median_ms: float
    ours_p95_ms: float
    ours_queries: int


@contextmanager
def embedded_host() -> Iterator[None]:
    """Settings of the standalone host on a database and a mail folder that are thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="proctoring_host.standalone.settings",
            PROCTORING_DATA_DIR=folder,
            PROCTORING_CONFIG_DIR=folder,
            ALLOWED_HOSTS="*",
        )
        for name in ("DATABASE_URL", "EMAIL_URL"):
            os.environ.pop(name, None)
        write_configuration(Path(folder))
        import django
        from django.core.management import call_command

        django.setup()
        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        yield


def write_configuration(folder: Path) -> None:
    (folder / "lms.env.json").write_text(json.dumps({"FEATURES": {"ENABLE_SPECIAL_EXAMS": True}}))
    backends = {"null": {}, "DEFAULT": "null"}
    (folder / "lms.auth.json").write_text(json.dumps({"PROCTORING_BACKENDS": backends}))


def measured(operation: str, n: int, repeat: int, act: Callable[[], object]) -> Row:
    """The first call warms up and counts the queries; the others are timed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        act()
    count = len(queries)  # now: the next request empties the log that this reads
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(operation, n, round(statistics.median(times), 2), round(p95, 2), count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=30)
    options = parser.parse_args()
    with embedded_host():
        from benchmarks.operations import operations

        rows = [
            measured(name, options.attempts, options.repeat, act) for name, act in operations(options.attempts).items()
        ]
    report(rows)
    return 0


def report(rows: list[Row]) -> None:
    print("| operation | attempts | median ms | p95 ms | queries |\n|---|---|---|---|---|")
    for row in rows:
        print(f"| {row.operation} | {row.n} | {row.ours_median_ms} | {row.ours_p95_ms} | {row.ours_queries} |")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main())
