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
# One measurement of these takes the reference seconds.
SLOW = {"violation report": 2, "bulk allowances, 100 learners in 3 exams": 1, "grouped list": 3, "allowances": 3}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    names = ["floor", "ours", *([] if options.without_reference else ["reference"])]
    try:
        with vendor() as url, sides(names, url) as started:
            rows = [each for n in options.attempts for each in _measured(started, n, options.repeat, options.only)]
    except SideFailed as failed:
        print(failed, file=sys.stderr)
        return 2
    return _report(rows, strict=options.strict)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--attempts", type=int, nargs="+", default=[100, 1000, 10_000], help="among how many, ascending"
    )
    parser.add_argument("--repeat", type=int, default=30, help="measurements of each operation (default: 30)")
    parser.add_argument("--only", default="", help="only operations whose name contains this")
    parser.add_argument("--without-reference", action="store_true", help="measure only the host and the floor")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a promise is not kept")
    return parser.parse_args(arguments)


def _measured(started: dict[str, Side], n: int, repeat: int, only: str) -> Iterator[Row]:
    print(f"Among {n} attempts ...", file=sys.stderr)
    kinds = {name: side.ask(seed=n)["operations"] for name, side in started.items()}
    for operation, kind in kinds["ours"].items():
        if only in operation:
            print(f"  {operation}", file=sys.stderr)
            times = next((most for name, most in SLOW.items() if operation.startswith(name)), repeat)
            yield _row(started, operation, kind, n, times)


def _row(started: dict[str, Side], operation: str, kind: str, n: int, repeat: int) -> Row:
    found: dict[str, dict[str, Any]] = {name: {"times": [], "queries": None} for name in started}
    turns = min(TURNS, repeat)
    for turn in range(turns):
        for name, side in started.items():
            asked = FLOOR if name == "floor" else operation
            answer = side.ask(operation=asked, repeat=max(1, repeat // turns), warm=turn == 0)
            found[name]["times"] += answer["times"]
            found[name]["queries"] = answer["queries"] if turn == 0 else found[name]["queries"]
    floor = sorted(found["floor"]["times"])
    return row(operation, kind, n, round(floor[len(floor) // 2], 3), found)


def _report(rows: Sequence[Row], *, strict: bool) -> int:
    print("\n".join(markdown(rows)))
    broken = list(broken_promises(rows))
    if broken:
        print("\nPromises that were not kept:\n" + "\n".join(f"- {each}" for each in broken))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"rows": [asdict(each) for each in rows]}, indent=1) + "\n")
    return 1 if strict and broken else 0


if __name__ == "__main__":
    sys.exit(main())
