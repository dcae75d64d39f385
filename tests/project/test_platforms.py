"""What puts the kit into a platform is shipped like everything else, and pinned in a file of its own."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PLATFORMS = {"tutor": "proctoring_tutor"}


def _metadata(root: Path, platform: str) -> dict:
    return tomllib.loads((root / "platforms" / platform / "pyproject.toml").read_text())


def test_every_platform_is_known_here(root):
    assert {file.parent.name for file in root.glob("platforms/*/pyproject.toml")} == set(PLATFORMS)


@pytest.mark.parametrize(("platform", "package"), PLATFORMS.items())
def test_a_platform_is_named_like_its_folder_and_has_a_version_in_the_changelog(root, platform, package):
    name = _metadata(root, platform)["project"]["name"]
    source = (root / "platforms" / platform / package / "__init__.py").read_text()
    version = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', source, re.MULTILINE)

    assert name == f"proctoring-{platform}"
    assert f"{name} {version[1]}" in (root / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_a_platform_needs_is_pinned_within_what_it_asks_for(root, platform):
    metadata = _metadata(root, platform)
    texts = [*metadata["project"]["dependencies"], *metadata["dependency-groups"]["test"]]
    lines = map(Requirement, (root / "requirements" / f"{platform}.txt").read_text().splitlines())
    pins = {canonicalize_name(line.name): line for line in lines}
    for requirement in (Requirement(text) for text in texts if not text.startswith("proctoring-")):
        version = next(iter(pins[canonicalize_name(requirement.name)].specifier)).version
        assert requirement.specifier.contains(version), f"{requirement} excludes the pinned {version}"


@pytest.mark.slow
@pytest.mark.parametrize(("platform", "package"), PLATFORMS.items())
def test_the_wheel_of_a_platform_holds_its_package_and_nothing_else(root, tracked, tmp_path, platform, package):
    folder = root / "platforms" / platform
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")

    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    mine = {str(file.relative_to(folder)) for file in tracked if file.is_relative_to(folder / package)}
    assert held == mine
