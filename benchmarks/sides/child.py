"""One side, in its own process: `python -m benchmarks.sides.child ours FOLDER VENDOR_URL`.

It reads commands as lines of JSON and answers each with one: {"seed": n}, then {"operation": name, "repeat": n} any
number of times. The first call of an operation warms up, the second is counted, the others are timed.
"""

import importlib
import json
import logging
import sys
import time
from typing import Any

from benchmarks.sides.requests import Operation


def main(name: str, folder: str, vendor_url: str) -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever a package prints is no answer
    side = importlib.import_module(f"benchmarks.sides.{name}")
    side.start(folder, vendor_url)
    logging.disable(logging.CRITICAL)
    known: dict[str, Operation] = {}
    for line in sys.stdin:
        command = json.loads(line)
        if "seed" in command:
            known = {operation.name: operation for operation in side.seed(command["seed"])}
            answer: Any = {"operations": {each.name: each.kind for each in known.values()}}
        else:
            answer = measured(known[command["operation"]], command["repeat"], warm=command["warm"])
        print(json.dumps(answer), file=answers, flush=True)


def measured(operation: Operation, repeat: int, *, warm: bool) -> dict[str, Any]:
    """Milliseconds of each call, and the queries of one where it was warmed up."""
    queries = _queries(operation) if warm else None
    return {"times": [_timed(operation) for _ in range(repeat)], "queries": queries}


def _queries(operation: Operation) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    operation.act(operation.prepare())
    given = operation.prepare()
    with CaptureQueriesContext(connection) as seen:
        operation.act(given)
        return len(seen)


def _timed(operation: Operation) -> float:
    given = operation.prepare()
    began = time.perf_counter()
    operation.act(given)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
