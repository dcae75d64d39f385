"""`docs/backends.md` says what the code does, and its examples run."""

import hashlib
import hmac
import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.parse import unquote

import pytest
import requests
from django.urls import reverse
from requests.adapters import BaseAdapter

import proctoring_host.errors
from proctoring_host import Backend, BackendOptions, Capability, Services
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import (
    Actor,
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    ExamData,
    ExamKind,
    FollowUp,
    FollowUpDue,
    Learner,
    Ready,
    Registration,
    Review,
    ReviewStatus,
    Stage,
    Status,
)
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendUnreachable,
    CallbackMalformed,
    CallbackRejected,
    RegistrationRefused,
)
from proctoring_host.hookspecs import REQUIRED_HOOKS, BackendHooks
from proctoring_host.mail.compose import compose
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import Candidate, Registry, calls, using_registry
from tests.unit.mail.conftest import facts, theme
from tools import backends_page
from tools.hooks_page import hooks

__all__ = ["facts", "theme"]

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "backends.md").read_text("utf-8")
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CODE = "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"
PACKAGE = "proctoring_acme"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.M | re.S)


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_column(title: str, number: int = 1) -> list[str]:
    rows = [line.split("|") for line in section(title).splitlines() if line.startswith("| ")]
    return [found[0] for row in rows[1:] if (found := re.findall(r"`([^`]+)`", row[number]))]


def files() -> dict[str, str]:
    """Every example that says in its first line which file it is."""
    python: dict[str, str] = {}
    for block in blocks("python"):
        # A file that grows step by step is all of its blocks: "# a/file.py, step 2"
        name = block.splitlines()[0].removeprefix("# ").partition(",")[0]
        python[name] = f"{python[name]}\n{block}" if name in python else block
    jinja = {block.splitlines()[0][5:-4]: block for block in blocks("jinja")}
    return {**python, **{f"{PACKAGE}/templates/{name}": source for name, source in jinja.items()}}


class Acme(BaseAdapter):
    """The vendor behind the example's HTTP session: it answers with what a test put into `answer`."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[requests.PreparedRequest] = []
        self.answer: tuple[int, bytes] | Exception = (200, b'{"id": "session-1"}')

    def send(self, request, **options):
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        response = requests.Response()
        response.status_code, response._content = self.answer
        return response

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def package(tmp_path, monkeypatch) -> Iterator[SimpleNamespace]:
    """The package as the page writes it, imported; `backend`, `polling`, `mails` and `test` are its modules."""
    for name, source in {**files(), f"{PACKAGE}/__init__.py": ""}.items():
        file = tmp_path / "acme" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "acme"))
    importlib.invalidate_caches()
    names = ("backend", "polling", "mails")
    yield SimpleNamespace(**{name: importlib.import_module(f"{PACKAGE}.{name}") for name in names})
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def load(package):
    """Loads a class of the package with the settings of the page."""

    def load(cls: type[Backend] = package.backend.Acme, vendor: Acme | None = None, **changes: object) -> Registry:
        configured = json.loads(blocks("json")[0])["PROCTORING_BACKENDS"]
        default = configured.pop("DEFAULT")
        configured["acme"].update(changes)
        settings = ProctoringSettings(enabled=True, backends=configured, default_backend=default)

        def session() -> requests.Session:
            opened = requests.Session()
            opened.mount("https://", vendor or Acme())
            return opened

        services = Services(clock=lambda: NOW, new_id=lambda: "id", http=session)
        return Registry.load(settings, installed=[Candidate.backend("acme", cls)], services=lambda: services)

    return load


@pytest.fixture
def vendor() -> Acme:
    return Acme()


@pytest.fixture
def acme(load, vendor) -> Iterator[Registry]:
    registry = load(vendor=vendor)
    with using_registry(registry):
        yield registry
    assert registry.failures == ()


EXAM = ExamData(
    id=1, course_id="course-v1:A+B+C", content_id="block-v1:exam", exam_name="Midterm", time_limit_mins=90,
    is_proctored=True, is_practice_exam=False, is_active=True, hide_after_due=False, backend="acme",
)  # fmt: skip
REGISTRATION = Registration(
    exam=EXAM, attempt_code=CODE, learner=Learner(pseudonym="someone"), time_limit_mins=90, is_sample_attempt=False,
    requested_at=NOW, platform_url="https://learn.example", launch_url="https://learn.example/back",
)  # fmt: skip
ATTEMPT = AttemptData(
    id=1, code=CODE, status=Status.SUBMITTED, exam=EXAM, kind=ExamKind.PROCTORED, backend="acme", pseudonym="someone",
    external_id="session-1",
)  # fmt: skip


def call(body: object, secret: str = "a long random text") -> Callback:
    content = json.dumps(body).encode()
    headers = {"x-acme-signature": hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}
    path = "/api/edx_proctoring/v1/backends/acme/callback/"
    return Callback(
        kind=CallbackKind.GENERIC, backend="acme", method="POST", path=path, body=content, headers=headers
    )  # fmt: skip


def test_after_the_first_step_the_host_says_what_is_missing(load):
    first = next(block for block in blocks("python") if block.startswith(f"# {PACKAGE}/backend.py\n"))
    # Options are looked up in the module that they name.
    module = sys.modules[f"{PACKAGE}.first"] = ModuleType(f"{PACKAGE}.first")
    exec(compile(first, "backends.md", "exec"), vars(module))

    registry = load(module.Acme)

    assert registry.failures[0].stage is Stage.HOOKS
    assert registry.failures[0].error in blocks("text")[1]


def test_the_example_is_loaded_under_both_names(acme):
    assert [(handle.name, handle.available) for handle in acme.backends()] == [
        ("acme", True),
        ("acme_exams_abroad", True),
    ]
    assert acme.default_backend == "acme"
    assert acme.backend("acme").verbose_name == "Acme Proctoring"


def test_the_example_registers_an_attempt(acme, vendor):
    assert calls.register_attempt("acme", REGISTRATION).external_id == "session-1"
    calls.register_attempt("acme_exams_abroad", REGISTRATION)

    assert [request.url for request in vendor.requests] == [
        "https://api.acme.example/sessions",
        "https://abroad.acme.example/sessions",
    ]
    assert vendor.requests[0].headers["Authorization"] == "Bearer ..."
    assert json.loads(vendor.requests[0].body)["key"] == CODE


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((422, b"{}"), RegistrationRefused),
        ((200, b"<!doctype html>"), BackendAnswerInvalid),
        ((200, b"[]"), BackendAnswerInvalid),
        ((200, b"null"), BackendAnswerInvalid),
        (requests.ConnectTimeout("no answer"), BackendUnreachable),
    ],
)
def test_the_example_tells_what_went_wrong_at_the_vendor(answer, error, acme, vendor):
    vendor.answer = answer

    with pytest.raises(error) as caught:
        calls.register_attempt("acme", REGISTRATION)

    assert type(caught.value) is error
    assert not caught.value.final


def test_the_example_understands_its_vendor(acme):
    said = [
        call({"event": "ready", "key": CODE}),
        call({"event": "reviewed", "key": CODE, "verdict": "unsure", "remarks": ["Looked away"]}),
    ]
    for callback in said:
        calls.authenticate_callback("acme", callback)

    ready, review = (calls.parse_callback("acme", callback) for callback in said)

    assert ready == Ready(attempt_code=CODE)
    assert isinstance(review, Review)
    assert (review.status, review.attempt_code, review.raw) == (ReviewStatus.SUSPICIOUS, CODE, {"verdict": "unsure"})
    assert [comment.comment for comment in review.comments] == ["Looked away"]


@pytest.mark.parametrize("secret", ["", "another long random text"])
def test_the_example_believes_nobody_else(secret, acme):
    with pytest.raises(CallbackRejected):
        calls.authenticate_callback("acme", call({"event": "ready", "key": CODE}, secret))


@pytest.mark.parametrize(
    "body",
    [7, [], {"event": "ready"}, {"event": "paused", "key": CODE}, {"event": "reviewed", "key": CODE},
     {"event": "reviewed", "key": CODE, "verdict": "splendid"}, {"event": "reviewed", "key": CODE, "verdict": ["x"]}],
)  # fmt: skip
def test_the_example_takes_no_unknown_word(body, acme):
    with pytest.raises(CallbackMalformed):
        calls.parse_callback("acme", call(body))


def test_the_examples_options_are_refused_together_and_not_shown(load):
    registry = load(api_url="http://acme.example", callback_secret="shorter")

    [failure] = registry.failures
    assert (failure.stage, registry.backend("acme").available) == (Stage.OPTIONS, False)
    for key in ("api_url", "callback_secret"):
        assert f'PROCTORING_BACKENDS["acme"]["{key}"]' in failure.error
    assert "shorter" not in failure.error
    assert registry.backend("acme_exams_abroad").available


@pytest.mark.parametrize(
    ("answer", "expected"),
    [((404, b""), FollowUp), ((200, b"clear"), Review), ((200, b"splendid"), BackendAnswerInvalid)],
)
def test_the_polling_example_asks_until_there_is_a_verdict(answer, expected, load, vendor, package):
    vendor.answer = answer
    change = AttemptChange(
        attempt=ATTEMPT, from_status=Status.STARTED, to_status=Status.SUBMITTED, actor=Actor.LEARNER, changed_at=NOW
    )
    with using_registry(load(package.polling.PollingAcme, vendor)):
        [wish] = calls.notify_attempt("acme", change).follow_ups
        due = FollowUpDue(attempt=ATTEMPT, name=wish.name, payload=wish.payload)

        if issubclass(expected, Exception):
            with pytest.raises(expected):
                calls.follow_up("acme", due)
        else:
            assert isinstance(calls.follow_up("acme", due), expected)


def test_the_examples_words_are_in_its_own_mails_alone(load, package, theme, facts):
    registry = load(package.mails.AcmeWithMails)
    with using_registry(registry):
        own, other = (
            compose(facts(MailKind.SUBMITTED, backend=name)).html for name in ("acme", "acme_exams_abroad")
        )  # fmt: skip

        assert "within two working days" in own
        assert "within two working days" not in other
        assert registry.failures == ()


def test_the_test_on_the_page_passes(package):
    names: dict[str, object] = {}
    exec(compile(files()["tests/test_backend.py"], "backends.md", "exec"), names)

    [test] = [value for name, value in names.items() if name.startswith("test_")]
    test()


def test_the_package_tree_and_the_entry_point_are_those_of_the_examples():
    tree = blocks("text")[0]
    backend, template = f"{PACKAGE}/backend.py", f"{PACKAGE}/templates/emails/proctoring/acme/"
    project = tomllib.loads(blocks("toml")[0])["project"]

    assert {backend, template + MailKind.SUBMITTED.html_name} <= set(files())
    for part in (PACKAGE, "backend.py", f"emails/proctoring/acme/{MailKind.SUBMITTED.html_name}"):
        assert part in tree
    assert project["entry-points"]["proctoring.backends"] == {"acme": f"{PACKAGE}.backend:Acme"}


def test_the_table_of_capabilities_is_the_codes():
    assert backends_page.render() == TEXT, "run: make docs"
    assert first_column("Capabilities") == [capability.name for capability in Capability]


def test_the_life_has_every_hook_in_its_order():
    assert first_column("The life of a backend", 2) == list(hooks(BackendHooks))
    for name in REQUIRED_HOOKS:
        assert f"`{name}`" in section("A whole backend")


def test_the_stages_are_the_codes():
    assert first_column("When a plugin is broken") == [str(stage) for stage in Stage]


def test_the_errors_have_the_status_that_is_written():
    rows = [
        [cell.strip() for cell in line.split("|")] for line in section("Errors to raise").splitlines() if "| `" in line
    ]

    for _, name, _, status, *_ in rows:
        error = getattr(proctoring_host.errors, name.strip("`"))
        assert not re.search(r"\d", status) or str(error.http_status) in status
    raised = set(re.findall(r"raise (?:errors\.)?([A-Z]\w+)", "".join(blocks("python"))))
    assert raised <= {row[1].strip("`") for row in rows}


def test_the_options_of_every_backend_are_named():
    common = {field.metadata.get("key", field.name) for field in fields(BackendOptions)}

    assert common <= set(re.findall(r"`(\w+)`", section("Options")))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ready", {"external_id": "<external id>"}),
        ("backend-callback", {"backend": "<backend>"}),
        ("review-callback", {}),
        ("launch", {"attempt_code": "<attempt code>"}),
    ],
)
def test_the_addresses_of_callbacks_are_the_hosts(name, arguments):
    address = unquote(reverse(f"proctoring:{name}", kwargs=arguments))

    prefix, _, rest = address.partition("/api/edx_proctoring/")
    assert prefix == ""
    assert f"| `{rest}`" in section("Callbacks")


def test_every_kind_of_callback_has_an_address():
    named = set(
        re.findall(
            r"`(\w+)`", " ".join(line.split("|")[2] for line in section("Callbacks").splitlines() if "|" in line)
        )
    )

    assert named == {str(kind) for kind in CallbackKind}


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)

    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


@pytest.mark.slow
def test_the_example_passes_the_suite(tmp_path):
    for name, source in {**files(), f"{PACKAGE}/__init__.py": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:django", "-p", "no:cacheprovider", "tests"]

    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-5000:]


def test_the_diagram_has_every_hook_of_a_learners_way():
    [diagram] = blocks("mermaid")

    assert {name for name in hooks(BackendHooks) if name in diagram} == set(hooks(BackendHooks)) - {
        "check", "follow_up", "fetch_reviews", "video_url", "renew_video_link", "dashboard_url", "onboarding_profiles"
    }  # fmt: skip
