"""A small exam day with kills on PostgreSQL, and what only its machinery does; its audit has a file of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.exam_day import chances, memory
from benchmarks.exam_day.facts import Audit
from benchmarks.exam_day.options import Options, parsed
from benchmarks.exam_day.supervisor import Life
from benchmarks.exam_day.tally import quantile
from tests.project.conftest import ROOT

URL = os.environ.get("DATABASE_URL", "")
# Without outages: after one everybody waits for the circuit breaker to try the vendor again.
SMALL = ["--learners", "24", "--at-once", "24", "--kill-every", "4", "--outage-every", "0", "--minutes", "6"]


@pytest.mark.database
@pytest.mark.skipif(not URL.startswith("postgres"), reason="An exam day is held on PostgreSQL.")
def test_a_small_exam_day_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """In processes of its own, which coverage would only slow down."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment |= {"EXAM_DAY_DATABASE_URL": URL, "EXAM_DAY_REPORTS": str(tmp_path)}
    command = [sys.executable, "-m", "benchmarks.exam_day", *SMALL]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500, check=False)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["findings"] == []
    assert sum(report["statuses"].values()) == 24
    assert set(report["statuses"]) <= {"verified", "second_review_required"}
    assert sum(report["kills"].values()) >= 1
    assert report["vendor"]["review 200"] >= 24


def test_without_a_server_the_day_does_not_take_place(tmp_path: Path) -> None:
    without = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    command = [sys.executable, "-m", "benchmarks.exam_day"]

    done = subprocess.run(command, cwd=ROOT, env=without, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert "EXAM_DAY_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_options_are_what_was_asked_for() -> None:
    found = parsed(["--learners", "7", "--kill-every", "0", "--keep"], "")

    assert found == Options(learners=7, kill_every=0.0, keep=True)


def test_the_same_seed_gives_the_same_faults() -> None:
    def drawn(seed: int) -> list[chances.Fault]:
        made = chances.Chances(seed)
        return [chances.fault(made, 10, 2) for _ in range(2000)]

    shares = {fault: drawn(1).count(fault) / 20 for fault in chances.Fault}
    assert drawn(1) == drawn(1) != drawn(2)
    assert 4 < shares[chances.Fault.REFUSED] < 6
    assert 4 < shares[chances.Fault.LOST] < 6
    assert 1 < shares[chances.Fault.LATE] < 3


def test_an_outage_is_so_much_of_its_period() -> None:
    down = [chances.is_down(second, every=120, lasts=12, seed=1) for second in range(1200)]

    assert 0.09 <= sum(down) / 1200 <= 0.11
    assert not any(chances.is_down(second, every=0, lasts=12) for second in range(100))


@pytest.mark.parametrize(("last", "found"), [(100.0, []), (150.0, ["memory"])])
def test_a_process_that_grows_is_found(last: float, found: list[str]) -> None:
    audit, sizes = Audit(), [50.0] * 20 + [100.0] * 30 + [last] * 10

    memory.judge(audit, [Life("worker-0", spared=True, sizes=sizes), Life("killed", spared=False, sizes=[1.0, 999.0])])

    assert [each.kind for each in audit.findings] == found
    assert memory.shown([Life("worker-0", spared=True, sizes=sizes)])["spared"][0]["end"] == last


def test_quantiles_are_those_of_the_sorted_values() -> None:
    assert quantile([float(n) for n in range(100, 0, -1)], 0.95) == 96.0
    assert quantile([], 0.5) == 0.0
