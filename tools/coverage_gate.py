"""Fails when the pure and the transactional core is covered less than promised.

`coverage_gate.py REPORT` reads the JSON that `coverage json` writes. Lines and branches are judged apart: a
combined figure lets many covered lines hide the branches nobody took.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

PROMISED = 95.0
GROUPS = {
    "domain": ("domain",),
    "registry": ("registry",),
    "use cases": ("exams", "attempts", "allowances", "reviews", "onboarding", "people"),
}


@dataclass(slots=True)
class Tally:
    """What was found and what was run, of one kind in one group."""

    found: int = 0
    run: int = 0

    @property
    def percent(self) -> float:
        """Of nothing, nothing is covered: a group that was not measured does not pass."""
        return 100 * self.run / self.found if self.found else 0.0


def main(report: Path) -> int:
    """Print a line per group and kind; 1 when any is below the promise."""
    files = json.loads(report.read_text())["files"]
    failed = False
    for group, packages in GROUPS.items():
        for kind, tally in _tally(files, packages).items():
            failed |= tally.percent < PROMISED
            print(f"  {group:<10} {kind:<9} {tally.percent:6.2f} %  ({tally.run} of {tally.found})")
    if failed:
        print(f"Coverage is below {PROMISED:.0f} %.", file=sys.stderr)
    return 1 if failed else 0


def _tally(files: dict[str, dict[str, dict[str, int]]], packages: tuple[str, ...]) -> dict[str, Tally]:
    lines, branches = Tally(), Tally()
    prefixes = tuple(f"proctoring_host/{package}/" for package in packages)
    for name, measured in files.items():
        if name.startswith(prefixes):
            summary = measured["summary"]
            lines.found += summary["num_statements"]
            lines.run += summary["covered_lines"]
            branches.found += summary["num_branches"]
            branches.run += summary["covered_branches"]
    return {"lines": lines, "branches": branches}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
