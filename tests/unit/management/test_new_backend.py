"""`proctoring new-backend`: what is written for which wishes. That its tests pass is tried in a slow test."""

import ast
import io
import tomllib

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from proctoring_host import Capability
from proctoring_host.management.scaffold import render
from proctoring_host.management.subcommands import new_backend
from proctoring_host.registry.hooks import HOOK_OF_CAPABILITY

LONGEST_BACKEND = 60
CHOICES = [frozenset(), *(frozenset({capability}) for capability in Capability), frozenset(Capability)]


def files(chosen=frozenset(), name="acme", title="Acme") -> dict[str, str]:
    values = new_backend.values_of(name, title, frozenset(chosen))
    return {str(file.path): file.content.decode() for file in render(new_backend.TEMPLATES, values)}


def named(chosen) -> str:
    return "-".join(sorted(chosen)) or "none"


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command("proctoring", "new-backend", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("chosen", CHOICES, ids=named)
def test_every_module_is_python_and_the_backend_is_short(chosen):
    written = files(chosen)

    for path, text in written.items():
        if path.endswith(".py"):
            ast.parse(text)
            assert max(len(line) for line in text.splitlines()) <= 120, path
    assert len(written["proctoring_acme/backend.py"].splitlines()) <= LONGEST_BACKEND


@pytest.mark.parametrize("chosen", CHOICES, ids=named)
def test_each_capability_brings_its_hook_and_no_other(chosen):
    text = files(chosen).get("proctoring_acme/capabilities.py", "")

    wanted = {HOOK_OF_CAPABILITY[capability] for capability in chosen if capability in HOOK_OF_CAPABILITY}
    assert {hook for hook in HOOK_OF_CAPABILITY.values() if f"def {hook}(" in text} == wanted
    assert all(f"Capability.{capability.name}," in text for capability in chosen)
    assert bool(text) is bool(chosen)


def test_the_project_names_its_entry_points():
    project = tomllib.loads(files(name="acme_exams")["pyproject.toml"])["project"]

    assert project["name"] == "proctoring-acme-exams"
    assert project["entry-points"] == {
        "proctoring.backends": {"acme_exams": "proctoring_acme_exams.backend:AcmeExams"},
        "proctoring.conformance": {"acme_exams": "proctoring_acme_exams.conformance:SUBJECT"},
    }


def test_a_whole_project_is_written(tmp_path):
    told = run("Acme", "--title", "Acme Exams", "--retirement", "--dir", str(tmp_path / "acme"))

    for name in ("pyproject.toml", "README.md", ".github/workflows/ci.yml", "proctoring_acme/py.typed"):
        assert (tmp_path / "acme" / name).is_file()
        assert str(tmp_path / "acme" / name) in told
    mails = tmp_path / "acme/proctoring_acme/templates/emails/proctoring/acme"
    assert [file.name for file in mails.iterdir()] == ["proctoring_attempt_submitted_email.html"]
    assert "Acme Exams" in (tmp_path / "acme/proctoring_acme/backend.py").read_text()


def test_a_dry_run_lists_what_would_be_written(tmp_path):
    told = run("acme", "--none", "--dry-run", "--dir", str(tmp_path / "acme"))

    assert "proctoring_acme/backend.py" in told
    assert not (tmp_path / "acme").exists()


def test_a_project_that_is_there_is_left_alone(tmp_path):
    run("acme", "--none", "--dir", str(tmp_path / "acme"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    with pytest.raises(CommandError, match="is not empty"):
        run("acme", "--all", "--dir", str(tmp_path / "acme"))

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("name", ["host", "email-templates", "1acme", "import"])
def test_a_name_that_cannot_be_used_is_refused(name, tmp_path):
    with pytest.raises(CommandError, match="cannot be"):
        run(name, "--none", "--dir", str(tmp_path / "acme"))


@pytest.mark.parametrize("title", ['Ac"me', "Ac\\me", "Ac\nme", "x" * 61])
def test_a_title_that_would_break_the_source_is_refused(title, tmp_path):
    with pytest.raises(CommandError, match="title"):
        run("acme", "--none", "--title", title, "--dir", str(tmp_path / "acme"))


@pytest.fixture
def answers(monkeypatch):
    """Answers on a terminal, in the order of the questions."""

    def answers(*given):
        left = list(given)
        monkeypatch.setattr(new_backend.scaffold, "asker", lambda: lambda question, default: left.pop(0) or default)

    return answers


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("", set()),
        ("none", set()),
        ("all", set(Capability)),
        ("exams, Onboarding-Profiles", {Capability.EXAMS, Capability.ONBOARDING_PROFILES}),
    ],
)
def test_what_was_not_said_is_asked_for(answer, chosen, answers, tmp_path):
    answers("Acme Proctoring", answer)

    run("acme", "--dir", str(tmp_path / "acme"))

    capabilities = tmp_path / "acme/proctoring_acme/capabilities.py"
    text = capabilities.read_text() if capabilities.exists() else ""
    assert {capability for capability in Capability if f"Capability.{capability.name}," in text} == chosen
    assert '"Acme Proctoring"' in (tmp_path / "acme/proctoring_acme/backend.py").read_text()


def test_a_capability_that_nobody_knows_is_refused_with_those_there_are(answers, tmp_path):
    answers("", "flying")

    with pytest.raises(CommandError, match=r"No capability is called flying\. There are: exams"):
        run("acme", "--dir", str(tmp_path / "acme"))
