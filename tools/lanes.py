"""Keeps a record of which test lanes ran, so that a lane that silently did not run is seen.

A lane writes its record as its last step: `lanes.py done sqlite`. One that cannot run says why:
`lanes.py skipped postgres "no URL"`. `lanes.py report` prints all; with `--expect "a b"` it fails unless each ran.
"""

import argparse
import sys
from pathlib import Path

RECORDS = Path(__file__).resolve().parent.parent / "var" / "lanes"


def main(arguments: list[str] | None = None, records: Path = RECORDS) -> int:
    """Run one verb; `records` is the folder of the records."""
    options = _parser().parse_args(arguments)
    records.mkdir(parents=True, exist_ok=True)
    match options.verb:
        case "begin":
            for record in records.iterdir():
                record.unlink()
        case "done":
            (records / options.lane).write_text("ran")
        case "skipped":
            (records / options.lane).write_text(f"did not run: {options.reason}")
            print(f"lane {options.lane} does not run: {options.reason}")
        case "report":
            return _report(records, options.expect.split())
    return 0


def _report(records: Path, expected: list[str]) -> int:
    outcomes = {record.name: record.read_text() for record in sorted(records.iterdir())}
    for lane in expected:
        outcomes.setdefault(lane, "did not run: it failed or was never started")
    print("Lanes:")
    for lane, outcome in outcomes.items():
        print(f"  {lane:<16} {outcome}")
    lacking = [lane for lane in expected if outcomes[lane] != "ran"]
    if lacking:
        print(f"Expected to run, but did not: {', '.join(lacking)}", file=sys.stderr)
    return 1 if lacking else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("begin", help="forget the records of earlier runs")
    done = verbs.add_parser("done", help="record that a lane ran and passed")
    done.add_argument("lane")
    skipped = verbs.add_parser("skipped", help="record that a lane cannot run here, and why")
    skipped.add_argument("lane")
    skipped.add_argument("reason")
    report = verbs.add_parser("report", help="print the records")
    report.add_argument("--expect", default="", help="lanes that must have run, separated by spaces")
    return parser


if __name__ == "__main__":
    sys.exit(main())
