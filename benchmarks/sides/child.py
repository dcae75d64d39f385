"""One side, in its own process: `python -m benchmarks.sides.child ours FOLDER VENDOR_URL`.

It reads commands as lines of JSON and answers each with one: {"seed": n}, then any number of times
{"operation": name, "repeat": n, "warm": n, "count": bool, "cpu": bool}. Calls that warm up are not timed: what a
process does only once, and what the other sides have pushed out of the processor's caches in their turn.
"""

import importlib
import json
import logging
import sys
import time
from collections.abc import Callable
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
            answer = measured(known[command.pop("operation")], **command)
        print(json.dumps(answer), file=answers, flush=True)


def measured(operation: Operation, *, repeat: int, warm: int, count: bool, cpu: bool) -> dict[str, Any]:
    """Milliseconds of each call, and the queries of one where they are to be counted."""
    for _ in range(warm):
        operation.act(operation.prepare())
    queries = _queries(operation) if count else None
    # Of the whole process: what other threads do for a request is a part of it.
    clock = time.process_time if cpu else time.perf_counter
    return {"times": [_timed(operation, clock) for _ in range(repeat)], "queries": queries}


def _queries(operation: Operation) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    given = operation.prepare()
    with CaptureQueriesContext(connection) as seen:
        operation.act(given)
        return len(seen)


def _timed(operation: Operation, clock: Callable[[], float]) -> float:
    given = operation.prepare()
    began = clock()
    operation.act(given)
    return (clock() - began) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
