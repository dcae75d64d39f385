"""A backend is found by its name, and what to do is said where it cannot be tried."""

import sys
from pathlib import Path

import pytest

from proctoring_host.testing.finding import DescriptionMissing, find_subject


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Installs a distribution with these entry points."""

    def install(name: str, **groups: str) -> None:
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = [f"[proctoring.{group}]\n{name} = {target}\n" for group, target in groups.items()]
        (folder / "entry_points.txt").write_text("\n".join(lines))

    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return install


def test_the_description_of_an_installed_backend_is_found(installed):
    installed("found", backends="tests.conformance.good:Good", conformance="tests.conformance.good_vendor:SUBJECT")

    assert find_subject("found").name == "good"


def test_a_backend_that_is_not_installed_is_named_with_those_that_are(installed):
    installed("other", backends="tests.conformance.good:Good")

    with pytest.raises(DescriptionMissing, match=r'No backend "absent".*Installed are: .*other'):
        find_subject("absent")


def test_a_backend_without_a_description_is_told_where_it_goes(installed):
    installed("silent", backends="tests.conformance.good:Good")

    with pytest.raises(DescriptionMissing, match=r"proctoring\.conformance.*SUBJECT.*docs/backends\.md"):
        find_subject("silent")


def test_a_description_has_to_be_one(installed):
    installed("wrong", backends="tests.conformance.good:Good", conformance="tests.conformance.good:Good")

    with pytest.raises(DescriptionMissing, match=r"not a proctoring_host\.testing\.Subject"):
        find_subject("wrong")
