"""Measures the host and the reference side by side, in one run, over Django's own request handling.

Both get the same course and answer the same requests; a bare view is the floor. The sides take turns, so that what
else the machine does hits all of them. Prints a table and writes benchmarks/results/latest.json.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.processes import Side, SideFailed, sides
from benchmarks.sides.floor import NAME as FLOOR
from benchmarks.table import Row, broken_promises, markdown, row
from benchmarks.vendor import vendor

RESULTS = Path(__file__).parent / "results" / "latest.json"
TURNS = 5
# The interpreter makes code faster that has run a few times, and a process that serves requests has long done that.
WARM = 20
# One measurement of these takes the reference seconds.
SLOW = {"violation report": 2, "bulk allowances, 100 learners in 3 exams": 1, "grouped list": 3, "allowances": 3}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    names = ["floor", "ours", *([] if options.without_reference else ["reference"])]
    try:
        with vendor() as url, sides(names, url) as started:
            rows = [each for n in options.attempts for each in _measured(started, n, options)]
    except SideFailed as failed:
        print(failed, file=sys.stderr)
        return 2
    return _report(rows, strict=options.strict, cpu=options.cpu)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--attempts", type=int, nargs="+", default=[100, 1000, 10_000], help="among how many, ascending"
    )
    parser.add_argument("--repeat", type=int, default=30, help="measurements of each operation (default: 30)")
    parser.add_argument("--only", default="", help="only operations whose name contains this")
    parser.add_argument("--cpu", action="store_true", help="time of the processor, on a machine that has other work")
    parser.add_argument("--without-reference", action="store_true", help="measure only the host and the floor")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a promise is not kept")
    return parser.parse_args(arguments)


def _measured(started: dict[str, Side], n: int, options: argparse.Namespace) -> Iterator[Row]:
    print(f"Among {n} attempts ...", file=sys.stderr)
    kinds = {name: side.ask(seed=n)["operations"] for name, side in started.items()}
    for operation, kind in kinds["ours"].items():
        if options.only in operation:
            print(f"  {operation}", file=sys.stderr)
            yield row(operation, kind, n, _found(started, operation, options))


def _found(started: dict[str, Side], operation: str, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {name: {"times": [], "queries": None} for name in started}
    few = next((most for name, most in SLOW.items() if operation.startswith(name)), None)
    repeat = few or options.repeat
    turns = min(TURNS, repeat)
    for turn in range(turns):
        is_first = turn == 0
        warm = (WARM if is_first else 1) if few is None else int(is_first)
        for name, side in started.items():
            asked = FLOOR if name == "floor" else operation
            answer = side.ask(
                operation=asked, repeat=max(1, repeat // turns), warm=warm, count=is_first, cpu=options.cpu
            )
            found[name]["times"] += answer["times"]
            found[name]["queries"] = answer["queries"] if is_first else found[name]["queries"]
    return found


def _report(rows: Sequence[Row], *, strict: bool, cpu: bool) -> int:
    print("\n".join(markdown(rows, cpu=cpu)))
    broken = list(broken_promises(rows))
    if broken:
        print("\nPromises that were not kept:\n" + "\n".join(f"- {each}" for each in broken))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"rows": [asdict(each) for each in rows]}, indent=1) + "\n")
    return 1 if strict and broken else 0


if __name__ == "__main__":
    sys.exit(main())
