"""What is shipped: the wheels hold what they need, nothing more, and an editable install finds the same."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import import_module, metadata
from pathlib import Path

import pytest

SHIPPED = {
    "proctoring_host": {"proctoring_host", "proctoring_email_templates"},
    "proctoring_software_secure": {"proctoring_software_secure"},
    "proctoring_mock_backend": {"proctoring_mock_backend"},
    "proctoring_rest_backend": {"proctoring_rest_backend"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory, distributions) -> Path:
    """The sdist and, made from that sdist, the wheel of every distribution."""
    folder = tmp_path_factory.mktemp("dist")
    for distribution in distributions:
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(distribution)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


def _wheel(built: Path, name: str) -> Path:
    (wheel,) = built.glob(f"{name}-*.whl")
    return wheel


def _files(built: Path, name: str) -> set[str]:
    with zipfile.ZipFile(_wheel(built, name)) as wheel:
        return {entry for entry in wheel.namelist() if ".dist-info/" not in entry}


def _package_files(tracked: list[Path], roots: list[Path]) -> set[str]:
    return {
        str(file.relative_to(package.parent)) for package in roots for file in tracked if file.is_relative_to(package)
    }


@pytest.mark.slow
@pytest.mark.parametrize(("name", "packages"), SHIPPED.items())
def test_wheel_holds_its_packages_and_nothing_else(built, name, packages):
    files = _files(built, name)
    assert {Path(file).parts[0] for file in files} == packages
    # The templates of new projects hold tests for those, under names that nobody collects.
    own = [file for file in files if not file.endswith(".jinja")]
    assert [file for file in own if {"tests", "__pycache__"} & set(Path(file).parts)] == []


@pytest.mark.slow
def test_wheels_hold_every_file_of_their_packages(built, tracked, root):
    host = [root / "proctoring_host", root / "email_templates/proctoring_email_templates"]
    assert _files(built, "proctoring_host") == _package_files(tracked, host)
    for plugin in ("software_secure", "mock_backend", "rest_backend"):
        package = root / "plugins" / plugin / f"proctoring_{plugin}"
        assert _files(built, f"proctoring_{plugin}") == _package_files(tracked, [package])


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_wheel_tells_type_checkers_that_it_is_typed(built, name):
    assert f"{name}/py.typed" in _files(built, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_sdist_carries_no_tests_and_no_other_distribution(built, name):
    (sdist,) = built.glob(f"{name}-*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {Path(entry).parts[1] for entry in archive.getnames() if len(Path(entry).parts) > 1}
    assert not tops & {"tests", "plugins", "tools", "docs", ".ci"}


@pytest.mark.slow
def test_emails_are_importable_data_in_the_host_wheel(built):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from importlib.resources import files\n"
        "folder = files('proctoring_email_templates') / 'templates' / 'emails'\n"
        "print(folder); assert folder.is_dir() and any(folder.iterdir())"
    )
    wheel = str(_wheel(built, "proctoring_host"))
    ran = subprocess.run([sys.executable, "-I", "-c", code, wheel], capture_output=True, text=True, check=True)
    assert wheel in ran.stdout


def test_emails_are_importable_in_an_editable_install(root):
    package = import_module("proctoring_email_templates")
    assert Path(package.__file__).is_relative_to(root / "email_templates")
    assert (Path(package.__file__).parent / "templates" / "emails").is_dir()


def test_each_folder_is_named_like_what_it_ships(distributions):
    for folder in distributions[1:]:
        text = (folder / "pyproject.toml").read_text()
        assert f'name = "proctoring-{folder.name.replace("_", "-")}"' in text
        assert (folder / f"proctoring_{folder.name}" / "__init__.py").is_file()


def _entry_points(project: dict) -> dict[tuple[str, str], str]:
    groups = {**project.get("entry-points", {}), "console_scripts": project.get("scripts", {})}
    return {(group, name): value for group, names in groups.items() for name, value in names.items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_entry_point_leads_to_something_and_is_installed(distributions, name):
    projects = [tomllib.loads((folder / "pyproject.toml").read_text())["project"] for folder in distributions]
    (project,) = [project for project in projects if project["name"] == name.replace("_", "-")]
    installed = metadata.distribution(project["name"]).entry_points
    assert {(entry.group, entry.name): entry.value for entry in installed} == _entry_points(project)
    for entry in installed:
        assert entry.load()
