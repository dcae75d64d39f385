"""Every dependency is pinned, and the lowest versions that are promised are those that are tested."""

import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.floor import lowest


def _pins(root, name: str) -> dict[str, list[Requirement]]:
    pins: dict[str, list[Requirement]] = {}
    for line in (root / "requirements" / name).read_text().splitlines():
        requirement = Requirement(line)
        pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


# Groups of the host for the lanes of Open edX, which would hold back the versions of everything else.
OPENEDX = ("openedx", "openedx-beside")


def _dependencies(distributions) -> dict[str, Requirement]:
    """Everything any pyproject.toml asks for, ours and Open edX's left out."""
    texts: list[str] = []
    for folder in distributions:
        metadata = tomllib.loads((folder / "pyproject.toml").read_text())
        texts += metadata["project"]["dependencies"]
        texts += [text for extra in metadata["project"].get("optional-dependencies", {}).values() for text in extra]
        groups = metadata.get("dependency-groups", {})
        texts += [text for name in groups.keys() - OPENEDX for text in groups[name] if isinstance(text, str)]
        texts += metadata["build-system"]["requires"]
    found = {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, texts)}
    return {name: requirement for name, requirement in found.items() if not name.startswith("proctoring-")}


def test_every_dependency_is_pinned_within_what_it_asks_for(root, distributions):
    pins = _pins(root, "constraints.txt")
    for name, requirement in _dependencies(distributions).items():
        assert name in pins, f"{name} is not pinned: run make pins"
        for pin in pins[name]:
            version = next(iter(pin.specifier)).version
            assert requirement.specifier.contains(version), f"{requirement} excludes the pinned {version}"


def test_what_open_edx_brings_along_is_pinned_for_its_lanes(root):
    groups = tomllib.loads((root / "pyproject.toml").read_text())["dependency-groups"]
    pins = _pins(root, "openedx.txt")
    asked_for = [Requirement(text) for name in OPENEDX for text in groups[name] if isinstance(text, str)]
    assert len(asked_for) > len(OPENEDX)
    for requirement in asked_for:
        versions = [next(iter(pin.specifier)).version for pin in pins[canonicalize_name(requirement.name)]]
        assert all(requirement.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("file", ["constraints.txt", "openedx.txt", "tutor.txt"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_pins_cover_each_supported_python_once(root, python, file):
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    for name, pins in _pins(root, file).items():
        applying = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(environment)]
        assert len(applying) <= 1, f"{name} is pinned twice for Python {python}"


def test_the_floor_is_what_the_distributions_promise(root):
    pins = _pins(root, "floor.txt")
    tested = {name: Version(next(iter(pins[name][0].specifier)).version) for name in lowest(root)}
    assert tested == {name: Version(version) for name, version in lowest(root).items()}


def test_the_oldest_python_that_is_promised_is_the_one_that_runs_the_tests_here(distributions):
    for folder in distributions:
        promised = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["requires-python"]
        assert promised == ">=3.11"
    assert sys.version_info[:2] == (3, 11)


def test_each_distribution_has_a_version_that_the_changelog_knows(root, distributions):
    for folder in distributions:
        metadata = tomllib.loads((folder / "pyproject.toml").read_text())
        source = (folder / metadata["tool"]["hatch"]["version"]["path"]).read_text()
        version = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', source, re.MULTILINE)
        assert version, f"{folder.name} has no version"
        assert f"{metadata['project']['name']} {version[1]}" in (root / "CHANGELOG.md").read_text()
