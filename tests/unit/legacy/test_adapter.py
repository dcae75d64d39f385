"""A class of the older interface answers our hooks."""

import json
from dataclasses import replace

import pytest
import requests

from proctoring_host import Capability
from proctoring_host.data import (
    CallbackKind,
    DashboardQuery,
    Entry,
    Launched,
    Learner,
    LearnerRef,
    OnboardingQuery,
    Ready,
    ReviewStatus,
    Status,
    VideoQuery,
)
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    BackendUnreachable,
    CallbackMalformed,
    CallbackRejected,
    CapabilityMissing,
    OnboardingRequired,
    RegistrationRefused,
)
from proctoring_host.legacy import NotAProvider, adapt
from proctoring_host.registry.options import read_options
from proctoring_host.registry.services import make_services
from tests import legacy_provider as older
from tests.unit.registry import samples

OPTIONS = {"client_id": "id", "client_secret": "s3cret"}


def adapted(provider=older.WholeProvider, **options):
    cls = adapt(provider)
    read = read_options("acme", cls.Options, {**OPTIONS, **options})
    return cls("acme", read.options, make_services())


@pytest.fixture
def backend():
    return adapted()


def reviewed(body, **fields):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    attempt = replace(samples.attempt("acme"), external_id="a-1")
    kind = fields.pop("kind", CallbackKind.REVIEWED)
    return replace(samples.callback("acme"), kind=kind, body=content, attempt=attempt, service_user=True, **fields)


def test_a_registration_reaches_the_provider_with_the_keys_of_the_interface(backend):
    registration = replace(samples.registration("acme"), exam=replace(samples.exam("acme"), external_id="e-1"))

    registered = backend.register_attempt(registration)

    [(exam, context)] = backend.provider.called("register_exam_attempt")
    assert registered.external_id == "vendor-1-p"
    assert (exam["external_id"], exam["exam_name"], exam["due_date"]) == ("e-1", "Exam", None)
    assert context == {
        "lms_host": "https://platform.example",
        "time_limit_mins": 90,
        "attempt_code": samples.CODE,
        "is_sample_attempt": False,
        "user_id": "p",
        "full_name": "Ada Learner",
        "email": "",
    }


def test_the_texts_about_rules_go_along_where_there_are_any(backend):
    registration = replace(samples.registration(), review_policy="Closed book", review_policy_exception="Calculator")

    backend.register_attempt(registration)

    [(_, context)] = backend.provider.called("register_exam_attempt")
    assert (context["review_policy"], context["review_policy_exception"]) == ("Closed book", "Calculator")


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (requests.ConnectTimeout("https://vendor.example/?key=s3cret"), BackendUnreachable),
        (older.BackendProviderCannotRegisterAttempt(b"s3cret body", 422), RegistrationRefused),
        (older.BackendProviderSentNoAttemptID({"s3cret": 1}, 200), BackendAnswerInvalid),
        (older.BackendProviderOnboardingException("s3cret word"), BackendAnswerInvalid),
    ],
)
def test_what_the_provider_raises_is_our_error_and_tells_nothing_of_the_answer(backend, raised, error):
    backend.provider.raises["register_exam_attempt"] = raised

    with pytest.raises(error) as told:
        backend.register_attempt(samples.registration())

    assert "s3cret" not in told.value.detail
    assert samples.CODE in told.value.detail


def test_a_refusal_keeps_the_status_of_the_vendor(backend):
    backend.provider.raises["register_exam_attempt"] = older.BackendProviderCannotRegisterAttempt(b"", 422)

    with pytest.raises(RegistrationRefused) as told:
        backend.register_attempt(samples.registration())

    assert (told.value.vendor_status, told.value.http_status) == (422, 422)


def test_a_vendor_that_wants_onboarding_first_is_understood(backend):
    backend.provider.raises["register_exam_attempt"] = older.BackendProviderOnboardingException("onboarding_pending")

    with pytest.raises(OnboardingRequired) as told:
        backend.register_attempt(samples.registration())

    assert told.value.status is Status.ONBOARDING_PENDING


def test_an_unknown_exception_is_left_to_the_registry(backend):
    backend.provider.raises["register_exam_attempt"] = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        backend.register_attempt(samples.registration())


@pytest.mark.parametrize(
    ("status", "method"),
    [
        (Status.STARTED, "start_exam_attempt"),
        (Status.SUBMITTED, "stop_exam_attempt"),
        (Status.ERROR, "mark_erroneous_exam_attempt"),
    ],
)
def test_the_provider_hears_of_changes_by_the_ids_of_its_vendor(backend, status, method):
    exam = replace(samples.exam(), external_id="e-1")
    attempt = replace(samples.attempt(), external_id="a-1", exam=exam)

    backend.notify_attempt(replace(samples.change(), attempt=attempt, to_status=status))

    assert backend.provider.calls == [(method, ("e-1", "a-1"))]


def test_other_changes_are_no_business_of_the_provider(backend):
    backend.notify_attempt(replace(samples.change(), to_status=Status.VERIFIED))

    assert backend.provider.calls == []


@pytest.mark.parametrize(("answer", "gone"), [(True, True), (False, False), (None, False)])
def test_an_attempt_is_gone_when_the_provider_says_so(backend, monkeypatch, answer, gone):
    monkeypatch.setattr(backend.provider, "remove_exam_attempt", lambda exam, attempt: answer)

    assert backend.remove_attempt(replace(samples.attempt(), external_id="a-1")) is gone


def test_an_exam_gets_the_id_that_its_vendor_gives(backend):
    assert backend.register_exam(replace(samples.exam(), review_policy="Closed book")) == "exam-at-vendor-1"

    [(exam,)] = backend.provider.called("on_exam_saved")
    assert exam["rule_summary"] == "Closed book"


def test_a_provider_that_gives_no_ids_goes_on_being_told_of_none():
    backend = adapted(older.LeastProvider)

    known_as = backend.register_exam(samples.exam())
    backend.register_attempt(replace(samples.registration(), exam=replace(samples.exam(), external_id=known_as)))

    [(exam, _)] = backend.provider.called("register_exam_attempt")
    assert known_as
    assert exam["external_id"] is None


def test_a_vendor_that_keeps_exams_and_gives_no_id_is_asked_again(monkeypatch, backend):
    monkeypatch.setattr(backend.provider, "on_exam_saved", lambda exam: None)

    with pytest.raises(BackendAnswerInvalid):
        backend.register_exam(samples.exam())


def test_set_up_shows_steps_as_text_with_address_script_and_rules(backend):
    info = backend.launch_info(replace(samples.attempt(), external_id="a-1"), "en")

    assert info.steps == ("Open the camera",)
    assert info.download_url == "https://vendor.example/download"
    assert info.script_url == "/static/vendor.js"
    assert info.rules == ("Books are allowed.",)


def test_a_provider_without_optional_methods_leads_to_its_download():
    info = adapted(older.LeastProvider).launch_info(samples.attempt(), "en")

    assert (info.steps, info.download_url, info.script_url) == ((), "https://vendor.example/download", "")


@pytest.mark.parametrize("word", list(ReviewStatus))
def test_a_review_in_the_words_of_the_interface_is_taken(backend, word):
    comments = [{"comment": "Looked away", "status": "suspicious", "start": "3", "stop": 5, "duration": 2.5}]

    review = backend.parse_callback(reviewed({"status": word, "comments": comments, "reviewed_by": "r@example.com"}))

    assert (review.status, review.external_id, review.attempt_code) == (word, "a-1", samples.CODE)
    assert (review.comments[0].start, review.comments[0].duration) == (3.0, 2.5)
    assert review.reviewed_by == "r@example.com"


def test_the_provider_reads_a_review_with_the_attempt_it_is_about(backend):
    backend.parse_callback(reviewed({"status": "passed"}))

    [(attempt, payload)] = backend.provider.called("on_review_callback")
    assert payload == {"status": "passed"}
    assert (attempt["attempt_code"], attempt["proctored_exam"]["course_id"]) == (samples.CODE, "course-v1:A+B+C")
    assert attempt["user"] == {"id": "p", "username": "p", "email": ""}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        {"status": "fine"},
        {},
        {"status": "Clean"},
        {"status": "passed", "comments": "x"},
        {"status": "passed", "comments": ["x"]},
        {"status": "passed", "comments": [{"start": "soon"}]},
        {"status": "passed", "comments": [{"start": True}]},
    ],
)
def test_a_review_of_another_form_is_refused(backend, body):
    with pytest.raises(CallbackMalformed):
        backend.parse_callback(reviewed(body))


@pytest.mark.parametrize("raised", [older.ProctoredExamBadReviewStatus("s3cret"), KeyError("s3cret"), ValueError()])
def test_what_the_provider_cannot_read_is_a_call_of_a_wrong_form(backend, raised):
    backend.provider.raises["on_review_callback"] = raised

    with pytest.raises(CallbackMalformed) as told:
        backend.parse_callback(reviewed({"status": "passed"}))

    assert "s3cret" not in told.value.detail


def test_a_link_to_a_recording_is_encrypted_and_kept_out_of_what_is_stored(backend):
    link = "https://vendor.example/video/5"

    review = backend.parse_callback(reviewed({"status": "passed", "videoReviewLink": link}))

    assert link not in review.encrypted_video_url
    assert "videoReviewLink" not in review.raw
    query = VideoQuery(attempt=samples.attempt(), encrypted_video_url=review.encrypted_video_url)
    assert backend.video_url(query) == link


def test_a_link_encrypted_with_another_key_is_said_to_be(backend):
    with pytest.raises(BackendError, match="another key"):
        backend.video_url(VideoQuery(attempt=samples.attempt(), encrypted_video_url="AAAA"))


@pytest.mark.parametrize("kind", [CallbackKind.READY, CallbackKind.REVIEWED])
def test_only_a_service_user_speaks_for_the_vendor(backend, kind):
    call = reviewed({}, kind=kind)

    assert backend.authenticate_callback(call)
    with pytest.raises(CallbackRejected):
        backend.authenticate_callback(replace(call, service_user=False))


@pytest.mark.parametrize("kind", [CallbackKind.REVIEW, CallbackKind.GENERIC, CallbackKind.LAUNCH])
def test_no_other_address_is_the_vendors(backend, kind):
    with pytest.raises(CallbackRejected):
        backend.authenticate_callback(reviewed({}, kind=kind))


def test_a_ready_message_says_which_attempt(backend):
    ready = backend.parse_callback(reviewed(b"", kind=CallbackKind.READY))

    assert ready == Ready(external_id="a-1", attempt_code=samples.CODE)


class _Browser(older.LeastProvider):
    blocks = False

    def should_block_access_to_exam_material(self):
        return self.blocks


@pytest.mark.parametrize("blocks", [True, False])
def test_a_vendor_with_a_browser_guards_the_content_and_returns_the_learner(blocks):
    backend = adapted(_Browser)
    backend.provider.blocks = blocks
    call = replace(reviewed(b"", kind=CallbackKind.LAUNCH), service_user=False)

    assert backend.allows_entry(Entry(attempt=samples.attempt())) is not blocks
    assert backend.authenticate_callback(call)
    assert backend.parse_callback(call) == Launched(attempt_code=samples.CODE)


def test_the_dashboard_is_asked_for_with_what_an_older_class_can_take(backend):
    staff = Learner(pseudonym="staff", full_name="Jo Staff", email="jo@example.com")
    query = DashboardQuery(course_id="c", staff=staff, exam=replace(samples.exam(), external_id="e-1"))

    assert backend.dashboard_url(query) == "https://vendor.example/dashboard/e-1"

    user = {"id": "staff", "full_name": "Jo Staff", "email": "jo@example.com"}
    assert backend.provider.called("get_instructor_url") == [("c", user, "e-1", None)]


def test_a_provider_without_an_address_has_no_dashboard_for_this(backend, monkeypatch):
    monkeypatch.setattr(backend.provider, "get_instructor_url", lambda course_id, user: None)

    with pytest.raises(CapabilityMissing):
        backend.dashboard_url(DashboardQuery(course_id="c", staff=Learner(pseudonym="staff")))


@pytest.mark.parametrize("pseudonym", ["p", ""])
def test_onboarding_of_one_learner_or_of_a_course_is_translated(backend, pseudonym):
    [profile] = backend.onboarding_profiles(OnboardingQuery(course_id="c", pseudonym=pseudonym))

    assert (profile.pseudonym, profile.status, profile.expires_at.year) == ("p", "approved-in-course", 2027)


@pytest.mark.parametrize("found", [{"user_id": "p", "status": "splendid"}, {"status": "expired"}, {"results": [1]}])
def test_onboarding_of_another_form_is_an_error(backend, monkeypatch, found):
    monkeypatch.setattr(backend.provider, "get_onboarding_profile_info", lambda course_id, **kwargs: found)

    with pytest.raises(BackendAnswerInvalid):
        backend.onboarding_profiles(OnboardingQuery(course_id="c"))


@pytest.mark.parametrize(("answer", "done"), [(True, True), (False, False), (None, True)])
def test_a_learner_is_forgotten_when_the_provider_says_so_or_knows_nobody(backend, monkeypatch, answer, done):
    monkeypatch.setattr(backend.provider, "retire_user", lambda user_id: answer)

    assert backend.retire_learner(LearnerRef(pseudonym="p")) is done


def test_only_the_live_check_asks_the_vendor(backend):
    backend.provider.raises["get_proctoring_config"] = requests.ConnectionError("s3cret")

    [found] = backend.check(live=True)

    assert backend.check(live=False) == []
    assert "s3cret" not in found.text


def test_capabilities_are_what_the_class_has_methods_for():
    whole, least = adapt(older.WholeProvider), adapt(older.LeastProvider)

    assert whole.capabilities_for(read_options("acme", whole.Options, OPTIONS).options) == {
        Capability.EXAMS,
        Capability.DASHBOARD,
        Capability.ONBOARDING,
        Capability.ONBOARDING_PROFILES,
        Capability.RETIREMENT,
        Capability.VIDEO,
    }
    assert least.capabilities_for(read_options("acme", least.Options, OPTIONS).options) == {Capability.EXAMS}


def test_a_class_that_lacks_methods_is_refused_with_all_of_them():
    with pytest.raises(NotAProvider, match=r"lacks .*register_exam_attempt.*on_exam_saved"):
        adapt(older.ProctoringBackendProvider)


def test_what_is_no_class_is_refused():
    with pytest.raises(NotAProvider, match="not a class"):
        adapt("acme")
