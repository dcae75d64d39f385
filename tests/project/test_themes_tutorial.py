"""The tutorial of docs/themes.md, done step by step as it is written, from an empty folder on."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from textwrap import dedent

import pytest

from tools import themes_page

TEXT = themes_page.PAGE.read_text("utf-8")
TUTORIAL = TEXT.split("## In five minutes\n")[1].split("\n## ")[0]
STEP = re.compile(r"(?:Write `(?P<file>[^`]+)`[^`]*?)?```(?P<kind>\w+)\n(?P<body>.+?)```", re.DOTALL)


def test_parts_that_are_made_from_code_are_the_codes():
    assert themes_page.render(TEXT) == TEXT, "make docs"


def test_page_without_a_mark_is_refused():
    with pytest.raises(ValueError, match="must have the mark"):
        themes_page.render("nothing")


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder in which everything was done, and what each command said."""
    folder, told, settings = tmp_path_factory.mktemp("tutorial"), {}, {}
    commands = Path(sys.executable).parent
    for step in STEP.finditer(TUTORIAL):
        body = dedent(step["body"].replace("\n   ", "\n").removeprefix("   "))
        if step["file"]:
            file = folder / step["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, "utf-8")
        elif body.startswith("export "):
            name, _, value = body.strip().removeprefix("export ").partition("=")
            settings[name] = value.replace("$PWD", str(folder))
        else:
            told[" ".join(body.split()[1:3])] = _run(body.split(), folder, commands, settings)
    return folder, told


def _run(command, folder, commands, settings):
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {**kept, **settings, "PATH": f"{commands}:/usr/bin:/bin"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_tutorial_ends_with_the_changed_block_in_the_gallery(followed):
    folder, told = followed

    assert "Errors: 0, warnings: 0." in told["emails lint"]
    page = (folder / "preview" / "submitted-mock-en-usual.html").read_text("utf-8")
    assert "The people of Acme will look at Sample exam tomorrow." in unescape(page)
    assert "border-bottom: 4px solid #0b5cad" in unescape(page)


@pytest.mark.slow
def test_tutorial_writes_no_python_but_the_themes_own_test(followed):
    folder, _ = followed

    assert [file.name for file in folder.rglob("*.py")] == ["test_theme.py"]
