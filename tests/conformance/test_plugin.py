"""The suite as a vendor runs it: in an empty folder, by the backend's name, with a report."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
HERE = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an installed backend `tried`, and nothing else: no project, no settings."""
    metadata = tmp_path / "site" / "tried-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: tried\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[proctoring.backends]\ntried = tests.conformance.good:Good\n"
        "[proctoring.conformance]\ntried = tests.conformance.good_vendor:SUBJECT\n"
    )
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def run(folder: Path, *arguments: str, alone: bool = True) -> subprocess.CompletedProcess[str]:
    """`alone` loads, of all the plugins that a contributor has, only what is needed: some take seconds to import."""
    unset = ("DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "DATABASE_URL")
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    environment["PYTHONPATH"] = os.pathsep.join([str(folder.parent / "site"), str(HERE)])
    if alone:
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        arguments = ("-p", "proctoring_host.testing.plugin", "-p", "xdist", *arguments)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_an_installed_backend_is_tried_and_reported(folder, workers):
    ran = run(
        folder, "--proctoring-backend", "tried", "--proctoring-report", "out", "-n", workers, "-k", "Options or id"
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    assert (report["backends"], report["conforms"]) == (["good"], True)
    assert {result["name"] for part in report["areas"] for result in part["results"]} >= {
        "test_registration_answers_with_an_id",
        "test_the_id_is_the_vendors",
    }
    assert "It conforms" in (folder / "out" / "report.html").read_text("utf-8")


def test_a_backend_that_is_not_there_is_one_line(folder):
    ran = run(folder, "--proctoring-backend", "absent")

    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert 'No backend "absent" is installed.' in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_failure_says_what_is_expected_and_why(folder):
    (folder / "test_wrong.py").write_text(
        "from dataclasses import replace\n"
        "from proctoring_host.testing import BackendConformance\n"
        "from tests.conformance.defects.registration import IdOfItsOwn\n"
        "from tests.conformance.good_vendor import SUBJECT\n"
        "class TestWrong(BackendConformance):\n"
        "    subject = replace(SUBJECT, backend=IdOfItsOwn)\n"
    )

    ran = run(folder, "-k", "the_id_is_the_vendors")

    assert ran.returncode == pytest.ExitCode.TESTS_FAILED
    for line in (
        "expected: The id is the one",
        "found:    'mine-session-",
        "why:      With another",
        "see:      docs/",
    ):
        assert line in ran.stdout


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("pass", "TestWrong has no subject"),
        ("subject = replace(SUBJECT, not_applicable={'test_nothing': 'x'})", "names no check: test_nothing"),
    ],
)
def test_a_wrong_description_is_told(folder, body, told):
    (folder / "test_wrong.py").write_text(
        "from dataclasses import replace\n"
        "from proctoring_host.testing import BackendConformance\n"
        "from tests.conformance.good_vendor import SUBJECT\n"
        f"class TestWrong(BackendConformance):\n    {body}\n"
    )

    ran = run(folder, "-k", "the_host_loads_it")

    assert ran.returncode != 0
    assert told in ran.stdout + ran.stderr


def test_nothing_of_the_suite_is_loaded_into_other_peoples_runs(folder):
    (folder / "test_other.py").write_text(
        "import sys\n"
        "def test_other():\n"
        "    loaded = [name for name in sys.modules if name.startswith('proctoring_host.testing.')]\n"
        "    assert loaded == ['proctoring_host.testing.plugin']\n"
    )

    ran = run(folder, alone=False)

    assert ran.returncode == 0, ran.stdout
