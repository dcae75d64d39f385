"""The commands that people and CI are told to use exist, explain themselves and do what is promised."""

import configparser
import os
import re
import subprocess

import pytest


def _targets(root) -> set[str]:
    """Targets for people: names without a dot or a slash."""
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", (root / "Makefile").read_text(), re.MULTILINE))


def _told(root, name) -> set[str]:
    """Make targets that a text tells the reader to run."""
    return set(re.findall(r"^\s*make ([a-z-]+)|`make ([a-z-]+)", (root / name).read_text(), re.MULTILINE))


def test_every_target_is_explained_by_make_help(root):
    shown = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+) +\S", shown, re.MULTILINE)) == _targets(root)


def test_help_is_what_make_does_by_default(root):
    plain, asked = (
        subprocess.run(["make", *word], cwd=root, capture_output=True, check=True) for word in ([], ["help"])
    )
    assert plain.stdout == asked.stdout


def test_every_target_is_phony(root):
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)", (root / "Makefile").read_text(), re.MULTILINE)
    assert set(phony[1].replace("\\", "").split()) == _targets(root)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_commands_that_are_told_are_make_targets(root, name):
    told = {one or other for one, other in _told(root, name)}
    assert told
    assert told <= _targets(root)


def test_ci_runs_the_test_command_of_the_readme(root):
    script = (root / ".ci/run").read_text()
    assert "`make test-all`" in (root / "README.md").read_text()
    assert re.search(r"^make test-all\b", script, re.MULTILINE)


def test_ci_script_is_executable_bash_that_stops_at_the_first_error(root):
    script = root / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/usr/bin/env bash")
    assert "set -euo pipefail" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)


def _variable(text: str, pattern: str) -> set[str]:
    return set(re.search(pattern, text, re.MULTILINE)[1].split())


def test_ci_expects_every_lane_that_make_runs(root):
    lanes = _variable((root / "Makefile").read_text(), r"^TOX_LANES \?= (.*)$")
    expected = _variable((root / ".ci/run").read_text(), r"^CI_EXPECTS=.*:-(.*)\}\"$")
    assert expected == lanes | {"sqlite", "postgres", "mariadb", "browser"}


def test_tox_has_every_lane_and_make_runs_all_that_lint_does_not_cover(root):
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(root / "tox.ini")
    known = set(tox["tox"]["env_list"].replace(",", " ").split())
    lanes = _variable((root / "Makefile").read_text(), r"^TOX_LANES \?= (.*)$")
    assert known == lanes | {"lint", "types"}


def test_every_plugin_has_its_own_lane(root, distributions):
    lanes = _variable((root / "Makefile").read_text(), r"^TOX_LANES \?= (.*)$")
    assert {folder.name for folder in distributions[1:]} <= lanes


def test_links_of_the_readme_lead_somewhere(root):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (root / "README.md").read_text())
    assert links
    assert [link for link in links if not (root / link).exists()] == []
