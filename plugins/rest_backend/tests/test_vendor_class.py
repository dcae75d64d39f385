"""A vendor of its own: a class that changes addresses, words and options, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pytest
from proctoring_rest_backend.addresses import path
from proctoring_rest_backend.backend import RestBackend
from proctoring_rest_backend.options import RestOptions

from proctoring_host import hookimpl
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import (
    Callback,
    CallbackKind,
    ExamData,
    LearnerRef,
    OnboardingQuery,
    ReviewStatus,
    Status,
)
from proctoring_host.errors import CallbackMalformed, OnboardingRequired
from proctoring_host.registry import Candidate, Registry, calls, using_registry


@dataclass(frozen=True, slots=True, kw_only=True)
class AcmeOptions(RestOptions):
    base_url: str = "https://api.acme.example"
    tenant: str = "main"


class Acme(RestBackend[AcmeOptions]):
    Options = AcmeOptions
    default_verbose_name = "Acme Proctoring"
    check_prefix = "acme"
    authorization_scheme = "Bearer"
    script = "proctoring_acme/browser.js"
    review_words: ClassVar[Mapping[str, ReviewStatus]] = {
        "clear": ReviewStatus.PASSED,
        "cheated": ReviewStatus.VIOLATION,
    }
    notice_words: ClassVar[Mapping[Status, str]] = {Status.STARTED: "begun"}
    onboarding_refusals: ClassVar[Mapping[str, Status]] = {"who_is_it": Status.ONBOARDING_MISSING}
    onboarding_words: ClassVar[Mapping[str, str]] = {"fine": "approved-in-course"}

    @property
    def token_url(self) -> str:
        return f"{self.base_url}/access_token/{self.options.tenant}"

    @property
    def create_exam_url(self) -> str:
        return f"{self.base_url}/tests"

    def exam_url(self, exam_id: str) -> str:
        return f"{self.base_url}/tests{path(exam_id)}/"

    def learner_url(self, pseudonym: str) -> str:
        return f"{self.base_url}/people{path(pseudonym)}"

    def exam_body(self, exam: ExamData) -> dict[str, object]:
        return {"title": exam.exam_name}

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        return super().retire_learner(ref) or True


@pytest.fixture
def acme(make, wire):
    return make.backend(Acme, name="acme", base_url=wire.url)


def test_its_own_addresses_bodies_and_scheme_are_used(acme, wire, make):
    wire.answers(b'{"id": "T1"}')

    acme.register_exam(make.exam(exam_name="Midterm"))
    acme.register_attempt(make.registration())

    token, exam, attempt = wire.captured
    assert token.line.startswith("POST /access_token/main ")
    assert exam.line.startswith("POST /tests ")
    assert exam.headers["Authorization"] == f"Bearer {make.token}"
    assert json.loads(exam.body) == {"title": "Midterm"}
    assert attempt.line.startswith("POST /tests/exam%2F1/attempt/ ")


def test_its_own_words_are_said_and_understood(acme, wire, make):
    wire.answers(b'{"status": "begun"}')
    acme.notify_attempt(make.change(Status.STARTED))
    acme.notify_attempt(make.change(Status.SUBMITTED))
    wire.answers(b'{"user_id": "someone", "status": "fine"}')
    (profile,) = acme.onboarding_profiles(OnboardingQuery(course_id="c", pseudonym="someone"))

    assert [json.loads(one.body) for one in wire.captured if one.line.startswith("PATCH")] == [{"status": "begun"}]
    assert profile.status == "approved-in-course"
    wire.answers(b'{"status": "who_is_it"}')
    with pytest.raises(OnboardingRequired):
        acme.register_attempt(make.registration())


def test_only_its_own_verdicts_are_known(acme, make):
    def callback(word):
        body = json.dumps({"status": word}).encode()
        return Callback(
            kind=CallbackKind.REVIEWED, backend="acme", method="POST", path="/", body=body, attempt=make.attempt()
        )

    assert acme.parse_callback(callback("cheated")).status is ReviewStatus.VIOLATION
    with pytest.raises(CallbackMalformed):
        acme.parse_callback(callback("passed"))


def test_its_browser_script_is_named(acme, wire, make):
    wire.answers(b'{"status": "created"}')

    assert acme.launch_info(make.attempt(), "en").script_url == "/static/proctoring_acme/browser.js"


def test_the_host_loads_it_and_calls_what_it_overrides(wire, make):
    options = {"base_url": wire.url, "client_id": make.client_id, "client_secret": make.client_secret}
    settings = ProctoringSettings(enabled=True, backends={"acme": options}, default_backend="acme")
    registry = Registry.load(settings, installed=[Candidate.backend("acme", Acme)])
    wire.answers(b"false")

    with using_registry(registry):
        retired = calls.retire_learner("acme", LearnerRef(pseudonym="a/b"))

    assert registry.failures == ()
    assert registry.backend("acme").verbose_name == "Acme Proctoring"
    assert retired is True
    assert wire.captured[-1].line.startswith("DELETE /people/a%2Fb ")


def test_its_checks_carry_its_name(make):
    (finding,) = make.backend(Acme, name="acme", base_url="https://api.acme.example", client_secret="short").check(
        live=False
    )

    assert finding.id == "acme.W002"
    assert finding.setting == 'PROCTORING_BACKENDS["acme"]["client_secret"]'
