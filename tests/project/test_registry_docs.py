"""Documentation and code of the registry say the same."""

import inspect
import re
from pathlib import Path

import pytest

from proctoring_host import checks
from proctoring_host.hookspecs import BackendHooks, PlatformHooks
from tools import hooks_page

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/hooks.md").read_text(encoding="utf-8")
HOOKS = {**hooks_page.hooks(BackendHooks), **hooks_page.hooks(PlatformHooks)}


def test_the_page_of_hooks_is_as_the_specifications_write_it() -> None:
    assert hooks_page.render() == PAGE, "run: make docs"


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_is_documented_with_its_exact_signature(name: str) -> None:
    written = re.search(rf"^### {name}\n\n```python\n(?P<signature>.+)\n```\n\n(?P<text>.+)", PAGE, re.MULTILINE)

    assert written is not None
    compile(f"def {written['signature']}: ...", name, "exec")
    parameters = inspect.signature(HOOKS[name]).parameters
    for parameter in list(parameters)[1:]:
        assert f"{parameter}: " in written["signature"]
    assert len(written["text"]) > 20


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_says_when_by_whom_how_often_and_what_follows_where_it_fails(name: str) -> None:
    said = hooks_page.occasion(HOOKS[name])

    assert tuple(said) == hooks_page.LABELS
    for text in said.values():
        assert text.endswith(".")
        assert len(text) > 5


def test_every_check_id_is_documented_once() -> None:
    source = inspect.getsource(checks)
    used = set(re.findall(r'"(proctoring\.[A-Z]\d{3})"', source))
    page = (ROOT / "docs/checks.md").read_text(encoding="utf-8")

    documented = re.findall(r"^\| `(proctoring\.[A-Z]\d{3})`", page, re.MULTILINE)

    assert sorted(documented) == sorted(used)
    assert all(check_id.startswith("proctoring.W") for check_id in used)
