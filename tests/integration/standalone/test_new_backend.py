"""A new backend's engineer: wheels in an empty environment, `proctoring new-backend`, and everything is green."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# The lane `all` runs on wheels and has no source beside it; it says where the repository is.
ROOT = Path(os.environ.get("PROCTORING_SOURCE") or Path(__file__).parents[3])
TIMEOUT_SECONDS = 600


def run(*command: str | Path, cwd: Path) -> str:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO", "COV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**outside, "PROCTORING_DATA_DIR": str(cwd / ".data")},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-5000:]}\n{done.stderr[-5000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment `env` in which nothing is installed but the host's wheel and what it needs."""
    folder = tmp_path_factory.mktemp("vendor")
    uv = [sys.executable, "-m", "uv"]
    if not (ROOT / "proctoring_host").is_dir() or subprocess.run([*uv, "--version"], check=False).returncode:
        pytest.skip("needs the source of the host, and uv")
    source = folder / "source"
    for name in ("proctoring_host", "email_templates"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE.txt"):
        shutil.copy(ROOT / name, source / name)
    run(*uv, "build", "--wheel", "--out-dir", folder, source, cwd=folder)
    run(*uv, "venv", "--python", sys.executable, "env", cwd=folder)
    [wheel] = folder.glob("*.whl")
    run(*uv, "pip", "install", "--python", "env", f"{wheel}[standalone]", cwd=folder)
    return folder


@pytest.fixture(params=["--none", "--all"])
def project(request: pytest.FixtureRequest, place: Path) -> Path:
    """A new backend's project, installed with its tools."""
    name = f"acme{request.param.replace('--', '_')}"
    run(place / "env/bin/proctoring", "new-backend", name, request.param, "--dir", name, cwd=place)
    run(sys.executable, "-m", "uv", "pip", "install", "--python", "env", "-e", f"{place / name}[dev]", cwd=place)
    return place / name


def test_a_new_backend_passes_its_tests_its_types_and_its_style(project: Path, place: Path) -> None:
    programs = place / "env" / "bin"

    assert " passed" in run(programs / "pytest", "-q", cwd=project)
    run(programs / "mypy", cwd=project)
    run(programs / "ruff", "check", cwd=project)
    run(programs / "ruff", "format", "--check", cwd=project)
    found = run(programs / "pytest", "-q", "--proctoring-backend", project.name, "-k", "registered", cwd=place)
    assert " passed" in found
