"""The script of the mock vendor, from registration to verdict."""

import json

import pytest
from proctoring_mock_backend import faults, journal
from proctoring_mock_backend.fixtures import (
    CODE,
    NOW,
    SECRET,
    make_attempt_data,
    make_mock_backend,
    make_registration,
)
from proctoring_mock_backend.options import MockOptions

from proctoring_host import Capability
from proctoring_host.data import (
    Actor,
    AttemptChange,
    EmailQuery,
    FollowUpDue,
    Ready,
    Review,
    ReviewStatus,
    Status,
)
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendUnreachable,
    OnboardingRequired,
    RegistrationRefused,
)


def change(to_status: Status) -> AttemptChange:
    return AttemptChange(
        attempt=make_attempt_data(to_status),
        from_status=Status.STARTED,
        to_status=to_status,
        actor=Actor.LEARNER,
        changed_at=NOW,
    )


def test_registration_gives_the_same_id_again_and_asks_to_be_called(mock_backend):
    first = mock_backend.register_attempt(make_registration())
    second = mock_backend.register_attempt(make_registration())

    assert first == second
    assert first.external_id.startswith("mock-")
    assert [(step.name, step.after_seconds) for step in first.follow_ups] == [("ready", 5.0)]


def test_two_attempts_and_two_names_have_different_ids(mock_backend):
    ids = {
        mock_backend.register_attempt(make_registration()).external_id,
        mock_backend.register_attempt(make_registration(attempt_code="ANOTHER")).external_id,
        make_mock_backend("mock2").register_attempt(make_registration()).external_id,
    }

    assert len(ids) == 3


@pytest.mark.parametrize("status", [Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED])
def test_learner_is_ready_when_the_time_has_come(mock_backend, status):
    attempt = make_attempt_data(status)

    answer = mock_backend.follow_up(FollowUpDue(attempt=attempt, name="ready"))

    assert answer == Ready(external_id=attempt.external_id, attempt_code=CODE)


@pytest.mark.parametrize("status", [Status.READY_TO_START, Status.STARTED, Status.SUBMITTED, Status.ERROR])
def test_ready_step_is_left_out_once_the_learner_went_on(mock_backend, status):
    assert mock_backend.follow_up(FollowUpDue(attempt=make_attempt_data(status), name="ready")) is None


def test_submission_schedules_the_verdict(mock_backend):
    notified = mock_backend.notify_attempt(change(Status.SUBMITTED))

    assert [(step.name, step.after_seconds) for step in notified.follow_ups] == [("verdict", 10.0)]


@pytest.mark.parametrize("status", [Status.STARTED, Status.ERROR])
def test_other_changes_schedule_nothing(mock_backend, status):
    assert mock_backend.notify_attempt(change(status)).follow_ups == ()


def test_verdict_is_the_scripted_one_with_its_comments():
    backend = make_mock_backend(verdict="suspicious", comments=("A phone was on the desk.",))

    review = backend.follow_up(FollowUpDue(attempt=make_attempt_data(Status.SUBMITTED), name="verdict"))

    assert isinstance(review, Review)
    assert review.status is ReviewStatus.SUSPICIOUS
    assert [comment.comment for comment in review.comments] == ["A phone was on the desk."]
    assert review.attempt_code == CODE


@pytest.mark.parametrize("status", [Status.STARTED, Status.VERIFIED, Status.SECOND_REVIEW_REQUIRED])
def test_verdict_is_left_out_for_an_attempt_that_does_not_wait_for_one(mock_backend, status):
    assert mock_backend.follow_up(FollowUpDue(attempt=make_attempt_data(status), name="verdict")) is None


def test_nothing_happens_by_itself_when_not_automatic():
    backend = make_mock_backend(automatic=False)

    assert backend.register_attempt(make_registration()).follow_ups == ()
    assert backend.notify_attempt(change(Status.SUBMITTED)).follow_ups == ()


@pytest.mark.parametrize(
    ("word", "error", "final"),
    [
        ("unreachable", BackendUnreachable, False),
        ("error500", RegistrationRefused, False),
        ("refused", RegistrationRefused, True),
        ("invalid", BackendAnswerInvalid, False),
    ],
)
def test_registration_fails_as_the_option_says(word, error, final):
    backend = make_mock_backend(fail_registrations=word)

    with pytest.raises(error) as raised:
        backend.register_attempt(make_registration())

    assert raised.value.final is final
    assert raised.value.backend == "mock"


def test_onboarding_is_asked_for_as_the_option_says():
    backend = make_mock_backend(fail_registrations="onboarding_expired")

    with pytest.raises(OnboardingRequired) as raised:
        backend.register_attempt(make_registration())

    assert raised.value.status is Status.ONBOARDING_EXPIRED


def test_slow_vendor_waits_before_it_answers(mock_backend, monkeypatch):
    waited = []
    backend = make_mock_backend(registration_delay=2.5)
    monkeypatch.setattr(type(backend), "pause", staticmethod(waited.append))

    backend.register_attempt(make_registration())

    assert waited == [2.5]


def test_switches_beside_the_journal_win_over_the_options(tmp_path):
    backend = make_mock_backend(journal=str(tmp_path / "journal.jsonl"))
    faults.write(tmp_path / "faults.json", faults.Faults(registration="unreachable"))

    with pytest.raises(BackendUnreachable):
        backend.register_attempt(make_registration())

    assert journal.read(tmp_path / "journal.jsonl", "mock") == []


@pytest.mark.parametrize(
    "content", ["not JSON", "[]", '{"registration": "explode"}', '{"delay_seconds": "soon"}', '{"other": 1}']
)
def test_switches_that_cannot_be_understood_leave_the_options(tmp_path, content):
    (tmp_path / "faults.json").write_text(content)
    backend = make_mock_backend(journal=str(tmp_path / "journal.jsonl"), fail_registrations="invalid")

    with pytest.raises(BackendAnswerInvalid):
        backend.register_attempt(make_registration())


def test_delay_of_the_switches_has_an_end(tmp_path):
    faults.write(tmp_path / "faults.json", faults.Faults(delay_seconds=1e9))

    assert faults.read(tmp_path / "faults.json", faults.Faults()).delay_seconds == faults.LONGEST_DELAY


def test_journal_tells_the_newest_of_each_attempt_and_nothing_about_the_learner(tmp_path):
    path = tmp_path / "new folder" / "journal.jsonl"
    backend = make_mock_backend(journal=str(path))

    backend.register_attempt(make_registration())
    backend.register_attempt(make_registration(attempt_code="SECOND"))
    backend.notify_attempt(change(Status.SUBMITTED))

    assert [(entry.attempt_code, entry.event) for entry in journal.read(path, "mock")] == [
        ("SECOND", "registered"),
        (CODE, "submitted"),
    ]
    assert "learner" not in path.read_text().lower()


def test_journal_of_one_backend_is_not_anothers(tmp_path):
    path = tmp_path / "journal.jsonl"
    make_mock_backend("mock2", journal=str(path)).register_attempt(make_registration())

    assert journal.read(path, "mock") == []
    assert len(journal.read(path, "mock2")) == 1


def test_journal_that_cannot_be_written_costs_nobody_the_exam(tmp_path):
    (tmp_path / "file").write_text("")
    backend = make_mock_backend(journal=str(tmp_path / "file" / "journal.jsonl"))

    assert backend.register_attempt(make_registration()).external_id


def test_broken_line_of_the_journal_hides_only_itself(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_text('{"half": \n')
    make_mock_backend(journal=str(path)).register_attempt(make_registration())

    assert len(journal.read(path, "mock")) == 1


def test_onboarding_is_a_capability_only_when_configured():
    assert make_mock_backend().capabilities_for(MockOptions()) == frozenset()
    assert make_mock_backend().capabilities_for(MockOptions(supports_onboarding=True)) == {Capability.ONBOARDING}


def test_every_problem_of_the_options_is_reported_without_its_value():
    options = MockOptions(
        ready_after_seconds=-1,
        verdict_after_seconds=-2,
        registration_delay=-3,
        verdict="splendid",
        fail_registrations="explode",
        callback_secret="schlüssel",
        browser_script="dances",
    )

    problems = options.problems()

    assert set(problems) == {
        "ready_after_seconds",
        "verdict_after_seconds",
        "registration_delay",
        "verdict",
        "fail_registrations",
        "callback_secret",
        "browser_script",
    }
    assert not any(word in " ".join(problems.values()) for word in ("splendid", "explode", "schlüssel", "dances"))


def test_default_options_have_no_problem():
    assert MockOptions().problems() == {}


def test_secret_is_never_shown(mock_backend):
    assert SECRET not in repr(mock_backend.options)
    assert SECRET not in repr(mock_backend)


def test_launch_info_tells_the_steps_in_the_asked_language(mock_backend, mock_attempt):
    info = mock_backend.launch_info(mock_attempt, "en")

    assert len(info.steps) == 2
    assert info.exam_code == mock_attempt.external_id


def test_removal_is_always_done_and_noted(tmp_path):
    path = tmp_path / "journal.jsonl"
    backend = make_mock_backend(journal=str(path))

    assert backend.remove_attempt(make_attempt_data()) is True
    assert json.loads(path.read_text())["event"] == "removed"


@pytest.mark.parametrize("journal_path", ["", "journal.jsonl", "made/at/need/journal.jsonl"])
def test_check_is_content_with_a_journal_that_can_be_written(tmp_path, journal_path):
    path = str(tmp_path / journal_path) if journal_path else ""

    assert make_mock_backend(journal=path).check(live=True) == []


@pytest.mark.parametrize("journal_path", ["file/journal.jsonl", "folder"])
def test_check_finds_a_journal_that_cannot_be_written(tmp_path, journal_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()

    (found,) = make_mock_backend(journal=str(tmp_path / journal_path)).check(live=False)

    assert (found.id, found.setting) == ("mock.W001", 'PROCTORING_BACKENDS["mock"]["journal"]')


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("mock", ["emails/proctoring/mock/x.html"]),
        ("demo", ["emails/proctoring/demo/x.html", "emails/proctoring/mock/x.html"]),
    ],
)
def test_own_words_are_found_under_any_configured_name(name, paths):
    backend = make_mock_backend(name)
    email = EmailQuery(
        kind="submitted",
        template_name="x.html",
        backend=name,
        course_id="c",
        exam_name="e",
        status=Status.SUBMITTED,
        language="en",
    )

    assert backend.email_template_names(email) == paths


def test_email_overrides_are_in_the_folder_it_names(mock_backend):
    (folder,) = mock_backend.email_template_dirs()

    names = {path.name for path in (folder / "emails/proctoring/mock").iterdir()}

    assert names == {
        f"proctoring_attempt_{kind}_email.{suffix}"
        for kind in ("submitted", "satisfactory", "unsatisfactory")
        for suffix in ("html", "txt")
    }


@pytest.mark.parametrize(
    ("word", "query"), [("works", ""), ("start_fails", "?start=fail"), ("ping_fails_once", "?miss=1")]
)
def test_a_script_in_the_browser_is_named_with_what_it_is_to_do(word, query):
    backend = make_mock_backend(browser_script=word)

    launch = backend.launch_info(make_attempt_data(), "en")

    assert launch.script_url.endswith(f"proctoring_mock_backend/worker.js{query}")


def test_without_a_word_there_is_no_script_in_the_browser(mock_backend):
    assert mock_backend.launch_info(make_attempt_data(), "en").script_url == ""
