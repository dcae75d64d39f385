"""`proctoring backend-check`: what is tried at a vendor, what is said of it, and that nothing is left there."""

import io
import json
from datetime import timedelta
from email.utils import format_datetime

import pytest
import requests
from django.core.management import call_command
from django.utils import timezone

from proctoring_host import Backend, Capability, hookimpl
from proctoring_host.data import CheckLevel, CheckMessage, RegisteredAttempt, Status
from proctoring_host.errors import BackendUnreachable, OnboardingRequired
from proctoring_host.management.backend_check import Outcome, examine
from proctoring_host.management.backend_check.line import Line
from proctoring_host.registry import Candidate

SECRET = "the secret of the client, which is long enough"


class Sandbox(Backend):
    """A vendor that remembers; `Sandbox.made(...)` makes one that differs."""

    capabilities = frozenset({Capability.EXAMS})
    said = ()
    refusal = None
    removes = True

    @classmethod
    def made(cls, **members):
        return type("Sandbox", (cls,), {"exams": [], "attempts": [], **members})

    @hookimpl
    def check(self, live):
        return list(self.said) if live else []

    @hookimpl
    def register_exam(self, exam):
        self.exams.append(exam.is_active)
        return "exam-1"

    @hookimpl
    def register_attempt(self, registration):
        if self.refusal:
            raise self.refusal
        self.attempts.append(registration)
        return RegisteredAttempt(external_id="attempt-1")

    @hookimpl
    def remove_attempt(self, attempt):
        self.attempts[:] = [] if self.removes else self.attempts
        return self.removes

    @hookimpl
    def authenticate_callback(self, callback):
        return True

    @hookimpl
    def parse_callback(self, callback):
        return None


@pytest.fixture
def tried(settings):
    def tried(cls, *, live=True, practice=True, **options):
        settings.PROCTORING_BACKENDS = {"DEFAULT": "acme", "acme": options}
        steps = examine("acme", live=live, practice=practice, installed=[Candidate.backend("acme", cls)])
        return {step.name: step for step in steps}

    return tried


def outcomes(steps):
    return {name: step.outcome.value for name, step in steps.items()}


def test_a_practice_attempt_is_registered_and_removed_and_its_exam_ended(tried):
    vendor = Sandbox.made()

    steps = tried(vendor)

    assert outcomes(steps) == {
        "options": "ok",
        "vendor": "ok",
        "exam": "ok",
        "register": "ok",
        "remove": "ok",
        "exam end": "ok",
        "clock": "skipped",
    }
    assert (vendor.exams, vendor.attempts) == ([True, False], [])


def test_without_live_nobody_is_called(tried):
    vendor = Sandbox.made()

    steps = tried(vendor, live=False)

    assert outcomes(steps) == {"options": "ok", "vendor": "skipped"}
    assert vendor.exams == []


def test_nothing_is_registered_where_that_is_not_wanted(tried):
    vendor = Sandbox.made()

    assert outcomes(tried(vendor, practice=False))["register"] == "skipped"
    assert vendor.exams == []


def test_nothing_is_registered_at_a_vendor_that_cannot_be_used(tried):
    message = CheckMessage(level=CheckLevel.ERROR, id="acme.E101", text="The key is wrong.", hint="Ask for another.")

    steps = tried(Sandbox.made(said=(message,)))

    assert (steps["vendor"].text, steps["vendor"].hint) == ("acme.E101: The key is wrong.", "Ask for another.")
    assert outcomes(steps)["register"] == "skipped"


def test_options_that_are_wrong_end_the_check(tried):
    steps = tried(Sandbox.made(), colour="red")

    assert outcomes(steps) == {"options": "error"}
    assert "colour" in steps["options"].text


def test_a_registration_that_fails_is_an_error_and_the_exam_is_ended_all_the_same(tried):
    vendor = Sandbox.made(refusal=BackendUnreachable("No answer.", backend="acme"))

    steps = tried(vendor)

    assert (steps["register"].outcome, steps["register"].text) == (Outcome.ERROR, "No answer.")
    assert "the address in the options" in steps["register"].hint
    assert vendor.exams == [True, False]


def test_a_vendor_that_wants_onboarding_first_has_answered(tried):
    steps = tried(Sandbox.made(refusal=OnboardingRequired(Status.ONBOARDING_MISSING)))

    assert steps["register"].outcome is Outcome.OK
    assert "remove" not in steps


def test_an_attempt_that_stays_at_the_vendor_is_told_by_its_id(tried):
    steps = tried(Sandbox.made(removes=False))

    assert steps["remove"].outcome is Outcome.ERROR
    assert "attempt-1" in steps["remove"].text


def test_a_backend_that_breaks_is_an_error_with_a_reference(tried):
    steps = tried(Sandbox.made(refusal=ZeroDivisionError("s3cret")))

    assert steps["register"].outcome is Outcome.ERROR
    assert "s3cret" not in steps["register"].text


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(0, Outcome.OK), (60, Outcome.WARNING), (-60, Outcome.WARNING), (3600, Outcome.ERROR)]
)
def test_clocks_are_compared_by_the_date_of_the_vendors_answers(seconds, outcome):
    line, response = Line(), requests.Response()
    response.headers["Date"] = format_datetime(timezone.now() - timedelta(seconds=seconds), usegmt=False)
    with line.services().http() as session:
        [note] = session.hooks["response"]
        note(response)

    step = line.of_clock()

    assert step.outcome is outcome
    assert outcome is Outcome.OK or ("ahead of" if seconds > 0 else "behind") in step.text


def test_answers_without_a_date_say_nothing_of_the_clock():
    line = Line()
    with line.services().http() as session:
        session.hooks["response"][0](requests.Response())

    assert line.of_clock().outcome is Outcome.SKIPPED


@pytest.fixture
def rest(settings):
    simulator = pytest.importorskip("proctoring_rest_backend.simulator", reason="the REST backend is not installed")
    account = simulator.VendorAccount(client_id="id", client_secret=SECRET)
    with simulator.running_simulator(account) as running:
        options = {"base_url": running.url, "client_id": "id", "client_secret": SECRET, "timeout": 5}
        settings.PROCTORING_BACKENDS = {"DEFAULT": "rest", "rest": options}
        yield running


@pytest.fixture
def software_secure(settings):
    simulator = pytest.importorskip("proctoring_software_secure.simulator", reason="the plugin is not installed")
    keys = {"secret_key": SECRET, "secret_key_id": "key-id", "crypto_key": "123456789123456712345678"}
    with simulator.running_simulator(simulator.Account(**keys)) as running:
        options = {
            **keys,
            "exam_register_endpoint": f"{running.url}/register",
            "software_download_url": f"{running.url}/download",
            "exam_sponsor": "Sponsor",
            "organization": "Organization",
        }
        settings.PROCTORING_BACKENDS = {"DEFAULT": "software_secure", "software_secure": options}
        yield running


def run(*arguments):
    out = io.StringIO()
    code = 0
    try:
        call_command("proctoring", "backend-check", "--live", "--json", *arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    content = json.loads(out.getvalue())
    assert content["ok"] is (code == 0)
    return content


def of(content, name):
    return [step["outcome"] for step in content["steps"] if step["name"] == name]


def test_the_simulated_rest_vendor_passes_and_keeps_nothing(rest):
    content = run()

    assert content["ok"], content
    assert (of(content, "register"), of(content, "remove"), of(content, "clock")) == (["ok"], ["ok"], ["ok"])
    assert [attempt["status"] for attempt in rest.state()["attempts"]] == ["deleted"]


def test_a_wrong_secret_at_the_rest_vendor_is_found(rest, settings):
    wrong = {**settings.PROCTORING_BACKENDS["rest"], "client_secret": "another secret, as long as the right one"}
    settings.PROCTORING_BACKENDS = {"DEFAULT": "rest", "rest": wrong}

    content = run("rest")

    assert not content["ok"]
    assert of(content, "register") == ["skipped"]
    assert wrong["client_secret"] not in json.dumps(content)


def test_the_simulated_softwaresecure_passes_and_the_attempt_that_stays_is_told(software_secure):
    content = run()

    assert content["ok"], content
    assert (of(content, "register"), of(content, "remove"), of(content, "clock")) == (["ok"], ["note"], ["ok"])


def test_a_wrong_key_at_softwaresecure_is_found(software_secure, settings):
    wrong = {**settings.PROCTORING_BACKENDS["software_secure"], "secret_key": "another secret, as long as that one"}
    settings.PROCTORING_BACKENDS = {"DEFAULT": "software_secure", "software_secure": wrong}

    content = run()

    assert of(content, "register") == ["error"]


def test_for_people_each_step_is_a_line(rest):
    out = io.StringIO()

    call_command("proctoring", "backend-check", "rest", stdout=out)

    assert "skipped  vendor    The vendor was not called; --live does that." in out.getvalue()
    assert out.getvalue().rstrip().endswith("rest works as far as was tried.")
