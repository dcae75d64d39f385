"""Each mail is sent for its cause, once, and only where it is switched on."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proctoring_host.allowances.set import set_allowance
from proctoring_host.attempts.reminders import sweep_delayed_reviews
from proctoring_host.attempts.resume import mark_ready_to_resume
from proctoring_host.attempts.staff import set_status
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.runner import Runner
from proctoring_host.models import Allowance, AllowanceKey, Attempt, Effect
from proctoring_host.onboarding.reminders import sweep_expiring
from proctoring_host.onboarding.words import VALIDITY
from tests.factories import T0, FakeClock, cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
NEW = (
    "resume_granted",
    "onboarding_approved",
    "onboarding_rejected",
    "onboarding_expiring",
    "review_delayed",
    "allowance_granted",
)
STAFF = cause(Actor.STAFF)


@pytest.fixture(autouse=True)
def vendor(switched_on):
    with using_fake_backend(capabilities=[Capability.ONBOARDING]) as made:
        yield made


@pytest.fixture
def switched_on(settings):
    settings.PROCTORING_SETTINGS = {
        "ENABLE_SPECIAL_EXAMS": True,
        "EMAILS": {
            "KINDS": dict.fromkeys(NEW, True),
            "SENDERS": {"fake": {"FROM": "office@a.example", "REPLY_TO": "ask@a.example", "BCC": ["kept@a.example"]}},
        },
    }
    settings.ENABLE_SPECIAL_EXAMS = True


@pytest.fixture
def switched_off(settings, switched_on):
    settings.PROCTORING_SETTINGS = {"EMAILS": {"KINDS": {"submitted": False}}}


def sweep(at=T0):
    """What the worker does, twice: the second time nothing is left to do."""
    for _ in range(2):
        sweep_delayed_reviews(at)
        sweep_expiring(at)
        Runner(clock=FakeClock(at)).run_due(limit=100)
    return [sent.subject for sent in mail.outbox]


def approved(user=None, ago=VALIDITY - timedelta(days=3), **exam):
    attempt = make_attempt(make_practice_exam(exam_name="Practice", **exam), user, Status.VERIFIED)
    Attempt.everything.filter(pk=attempt.pk).update(modified=T0 - ago)
    return attempt


def late(days=6, **fields):
    completed = T0 - timedelta(days=days)
    return make_attempt(
        make_exam(exam_name="Midterm"), status=Status.SUBMITTED, **{"completed_at": completed, **fields}
    )


def test_resume_is_told_once_with_the_backends_sender():
    attempt = make_attempt(make_exam(exam_name="Midterm"), status=Status.ERROR, is_resumable=True)

    for _ in range(2):
        mark_ready_to_resume(attempt.pk, cause=STAFF)

    (sent,) = mail.outbox
    assert sent.subject == 'You can continue your exam "Midterm"'
    assert (sent.from_email, sent.reply_to, sent.bcc) == ("office@a.example", ["ask@a.example"], ["kept@a.example"])
    assert "Bcc" not in sent.message()


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        (Status.VERIFIED, 'Your onboarding exam "Practice" is approved'),
        (Status.REJECTED, 'Your onboarding exam "Practice" was not approved'),
    ],
)
def test_result_of_an_onboarding_is_told(to, subject):
    attempt = make_attempt(make_practice_exam(exam_name="Practice"), status=Status.SUBMITTED)

    set_status(attempt.pk, to, cause=STAFF)

    assert [sent.subject for sent in mail.outbox] == [subject]


def test_practice_without_onboarding_stays_untold():
    with using_fake_backend():
        attempt = make_attempt(make_practice_exam(), status=Status.SUBMITTED)
        set_status(attempt.pk, Status.VERIFIED, cause=STAFF)

    assert mail.outbox == []


def test_each_change_of_an_allowance_is_told_with_its_value():
    exam, user = make_exam(exam_name="Midterm"), make_user()

    # Digits that no id of a row has.
    for value in ("87651", "87651", "45"):
        set_allowance(exam.pk, user.pk, AllowanceKey.ADDITIONAL_TIME, value, STAFF)

    assert [sent.subject for sent in mail.outbox] == ['An allowance for your exam "Midterm"'] * 2
    assert "You have 45 more minutes." in mail.outbox[1].body
    assert "87651" not in str(list(Effect.objects.values_list("payload", flat=True)))


def test_allowance_that_is_gone_when_the_mail_is_written_is_not_told(settings):
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, "EFFECTS_INLINE": False}
    set_allowance(make_exam().pk, make_user().pk, AllowanceKey.TIME_MULTIPLIER, "1.5", STAFF)
    Allowance.objects.update(value="")

    assert sweep() == []
    assert Effect.objects.get().result == {"note": "there is nothing to tell any more"}


def test_review_that_takes_longer_is_told_once():
    late()
    late(days=4)
    late(days=40)
    late(is_sample_attempt=True)

    assert sweep() == ['The review of your exam "Midterm" takes longer']


def test_review_that_came_meanwhile_is_not_told_of():
    attempt = late()
    sweep_delayed_reviews(T0)
    Attempt.objects.filter(pk=attempt.pk).update(status=Status.VERIFIED)

    assert sweep() == []


def test_approval_that_ends_soon_is_told_once_with_its_day():
    approved()

    assert sweep() == ["Your onboarding ends on Jan. 15, 2026"]
    assert "valid until Jan. 15, 2026" in mail.outbox[0].body


def test_approval_that_was_renewed_or_is_over_or_lasts_is_not_told():
    user = make_user()
    approved(user)
    approved(user, ago=timedelta(days=9), course_id="course-v1:Other+T1+2026")
    approved(ago=VALIDITY + timedelta(days=1))
    approved(ago=VALIDITY - timedelta(days=20))

    assert sweep() == []


def test_sweeps_are_bounded_and_need_the_same_queries_for_many():
    counts = []
    for number in (1, 4):
        for _ in range(number):
            approved()
            late()
        with CaptureQueriesContext(connection) as queries:
            found = sweep_delayed_reviews(T0, limit=3), sweep_expiring(T0, limit=3)
        counts.append((found, len(queries)))

    assert counts == [((1, 1), counts[0][1]), ((3, 3), counts[0][1])]
    assert (sweep_delayed_reviews(T0, limit=3), sweep_expiring(T0, limit=3)) == (1, 1)


@pytest.mark.usefixtures("switched_off")
def test_what_is_switched_off_is_not_sent(django_assert_num_queries):
    attempt = make_attempt(status=Status.ERROR, is_resumable=True)
    mark_ready_to_resume(attempt.pk, cause=STAFF)
    set_allowance(make_exam().pk, make_user().pk, AllowanceKey.ADDITIONAL_TIME, "30", STAFF)
    running = make_attempt(status=Status.STARTED)
    set_status(running.pk, Status.SUBMITTED, cause=STAFF)

    with django_assert_num_queries(0):
        assert (sweep_delayed_reviews(T0), sweep_expiring(T0)) == (0, 0)
    assert mail.outbox == []
