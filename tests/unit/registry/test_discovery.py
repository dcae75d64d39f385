import importlib.metadata
from pathlib import Path

import pytest

from proctoring_host.data import Stage
from proctoring_host.registry.discovery import BACKENDS, PLUGINS, Candidate, Discovered, discover
from tests.isolation.distributions import Distribution


def discovered(*folders: Path) -> Discovered:
    return discover(importlib.metadata.distributions(path=[str(folder) for folder in folders]))


def install(folder: Path, name: str, *lines: str, group: str = BACKENDS, version: str = "1.0") -> None:
    Distribution(name=name, entry_points={group: lines}, version=version).install(folder)


def test_entry_points_of_both_groups_are_found_and_nothing_is_imported(tmp_path: Path) -> None:
    install(tmp_path, "vendor-a", "a = not_there:A")
    install(tmp_path, "theme-b", "b = not_there_either", group=PLUGINS)
    install(tmp_path, "other", "a = else_where", group="console_scripts")

    found = discovered(tmp_path)

    assert [one.name for one in found.of_group(BACKENDS)] == ["a"]
    assert [one.origin for one in found.of_group(PLUGINS)] == ["theme-b 1.0"]
    assert not found.refused
    assert not found.broken


def test_two_distributions_that_claim_a_name_are_both_refused_and_named(tmp_path: Path) -> None:
    install(tmp_path, "vendor-a", "a = one:A")
    install(tmp_path, "vendor-b", "a = two:A", "b = two:B")

    found = discovered(tmp_path)

    assert [one.name for one in found.of_group(BACKENDS)] == ["b"]
    failure = found.refused[(BACKENDS, "a")]
    assert failure.stage is Stage.DISCOVER
    assert "vendor-a 1.0 (one:A)" in failure.error
    assert "vendor-b 1.0 (two:A)" in failure.error
    assert failure.distribution in {"vendor-a, vendor-b", "vendor-b, vendor-a"}


def test_one_name_in_both_groups_is_no_conflict(tmp_path: Path) -> None:
    install(tmp_path, "vendor-a", "a = one:A")
    install(tmp_path, "theme-a", "a = two", group=PLUGINS)

    assert not discovered(tmp_path).refused


@pytest.mark.parametrize("second", ["vendor-a", "Vendor_A"])
def test_a_distribution_seen_twice_counts_once_and_the_first_on_the_path_counts(tmp_path: Path, second: str) -> None:
    install(tmp_path / "first", "vendor-a", "a = one:A", version="2.0")
    install(tmp_path / "second", second, "a = one:A")

    found = discovered(tmp_path / "first", tmp_path / "second")

    assert [one.origin for one in found.of_group(BACKENDS)] == ["vendor-a 2.0"]
    assert not found.refused


def test_an_editable_install_beside_its_metadata_is_no_conflict(tmp_path: Path) -> None:
    install(tmp_path / "site", "vendor-a", "a = one:A")
    source = tmp_path / "source" / "vendor_a.egg-info"
    source.mkdir(parents=True)
    (source / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: vendor-a\nVersion: 1.0\n")
    (source / "entry_points.txt").write_text(f"[{BACKENDS}]\na = one:A\n")

    found = discovered(tmp_path / "site", tmp_path / "source")

    assert not found.refused
    assert len(found.candidates) == 1


def test_one_distribution_that_gives_a_name_twice_is_refused(tmp_path: Path) -> None:
    install(tmp_path, "vendor-a", "a = one:A", "a = two:A")

    assert (BACKENDS, "a") in discovered(tmp_path).refused


def test_the_same_line_twice_in_one_distribution_is_a_slip(tmp_path: Path) -> None:
    install(tmp_path, "vendor-a", "a = one:A", "a = one:A")

    assert not discovered(tmp_path).refused


def test_a_malformed_distribution_hides_no_other(tmp_path: Path) -> None:
    install(tmp_path, "a-broken", "without a value")
    install(tmp_path, "vendor-b", "b = two:B")

    found = discovered(tmp_path)

    assert [one.name for one in found.of_group(BACKENDS)] == ["b"]
    (failure,) = found.broken
    assert failure.plugin == "a_broken-1.0.dist-info"
    assert failure.stage is Stage.DISCOVER


def test_a_malformed_distribution_without_plugins_of_ours_is_none_of_our_business(tmp_path: Path) -> None:
    install(tmp_path, "a-broken", "without a value", group="console_scripts")

    assert not discovered(tmp_path).broken


def test_a_file_that_cannot_be_decoded_is_reported_as_it_may_hide_a_plugin(tmp_path: Path) -> None:
    install(tmp_path, "vendor-a", "a = one:A")
    (tmp_path / "vendor_a-1.0.dist-info" / "entry_points.txt").write_bytes(b"[proctoring.backends]\n\xff = x\n")

    (failure,) = discovered(tmp_path).broken

    assert "UnicodeDecodeError" in failure.error


def test_metadata_in_a_folder_of_another_name_is_read(tmp_path: Path) -> None:
    egg = tmp_path / "EGG-INFO"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: vendor-a\nVersion: 1.0\n")
    (egg / "entry_points.txt").write_text(f"[{BACKENDS}]\na = one:A\n")

    found = discover([importlib.metadata.PathDistribution(egg)])

    assert [one.distribution for one in found.of_group(BACKENDS)] == ["vendor-a"]


def test_a_candidate_at_hand_loads_itself() -> None:
    assert Candidate.plugin("here", test_a_candidate_at_hand_loads_itself).load() is (
        test_a_candidate_at_hand_loads_itself
    )


def test_the_installed_distributions_are_walked_by_default() -> None:
    assert not discover().broken
