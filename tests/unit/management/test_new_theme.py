"""A new theme works as it is written: it renders, it passes lint, and its own tests pass."""

import os
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from proctoring_host.mail.lint.run import lint


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def new_theme(*options):
        out = StringIO()
        call_command("proctoring", "new-theme", "acme", *options, stdout=out)
        return out.getvalue()

    return new_theme


def own_tests(folder):
    """In a process of its own, without settings, as the author of a theme would run them."""
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist"]
    command.append(str(folder))
    return subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)


def test_distribution_names_its_plugin(run, tmp_path):
    told = run()

    folder = tmp_path / "proctoring-acme-theme"
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"] == {"proctoring.plugins": {"proctoring_acme_theme": "proctoring_acme_theme"}}
    assert (folder / "proctoring_acme_theme" / "__init__.py").is_file()
    assert f"Next: look at {Path('proctoring-acme-theme') / 'README.md'}." in told


@pytest.mark.parametrize("options", [(), ("--folder",)])
def test_new_theme_passes_lint(run, tmp_path, options):
    run(*options)

    assert lint(tmp_path) == []
    assert any(file.name == "README.md" for file in tmp_path.rglob("*"))


@pytest.mark.parametrize("options", [(), ("--folder",)])
def test_nothing_that_is_there_is_overwritten(run, options):
    run(*options)

    with pytest.raises(CommandError, match="is not empty"):
        run(*options)


def test_dry_run_writes_nothing(run, tmp_path):
    assert "would write" in run("--dry-run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ['Acme "Exams"', "{{ x }}", "a" * 61, "two\nlines"])
def test_title_that_would_break_a_file_is_refused(run, title):
    with pytest.raises(CommandError, match="A title has"):
        run("--title", title)


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--folder",)])
def test_new_theme_passes_its_own_tests_without_settings(run, tmp_path, options):
    run(*options)

    finished = own_tests(next(tmp_path.iterdir()))

    assert finished.returncode == 0, finished.stdout + finished.stderr
