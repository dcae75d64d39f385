"""edx-proctoring and the host live in one process: each has its addresses, tables, exams and backends."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from proctoring_host.data import Launched
from proctoring_host.models import Attempt, Exam
from proctoring_host.registry import get_registry
from proctoring_host.registry.legacy import names_of_older
from tests.factories import make_exam
from tests.fake_backend import using_fake_backend
from tests.openedx.calls import EXAM, api, begin, taken, vendor_says

pytestmark = [pytest.mark.beside, pytest.mark.django_db(transaction=True)]
THEIRS = "/api/edx_proctoring/v1/"
OURS = "/api/proctoring_host/v1/"
TAKEN_OVER = {"TAKE_OVER_ADDRESSES": True}


@pytest.fixture
def theirs():
    return apps.get_app_config("edx_proctoring")


def test_each_has_addresses_of_its_own():
    assert api("exam-by-id", exam_id=7) == f"{OURS}proctored_exam/exam/exam_id/7"
    assert reverse("edx_proctoring:proctored_exam.exam_by_id", kwargs={"exam_id": 7}).startswith(THEIRS)


def test_each_has_tables_and_a_label_of_its_own(theirs):
    tables = {model._meta.db_table for model in theirs.get_models()}
    ours = {model._meta.db_table for model in apps.get_app_config("proctoring").get_models()}

    assert theirs.label != "proctoring"
    assert tables
    assert tables & ours == set()


def test_each_answers_with_its_own_exams(author, theirs):
    ours = author.call("POST", f"{OURS}proctored_exam/exam", EXAM)["exam_id"]
    their_id = author.call(
        "POST", f"{THEIRS}proctored_exam/exam", EXAM | {"exam_name": "Theirs", "external_id": "theirs"}
    )["exam_id"]

    assert author.call("GET", f"{OURS}proctored_exam/exam/exam_id/{ours}")["exam_name"] == "Final"
    assert author.call("GET", f"{THEIRS}proctored_exam/exam/exam_id/{their_id}")["exam_name"] == "Theirs"
    assert Exam.objects.count() == 1
    assert theirs.get_model("ProctoredExam").objects.count() == 1


def test_an_exam_is_taken_with_the_host(learner, exam_id, theirs):
    attempt = taken(learner, exam_id)
    vendor_says(attempt, "passed")

    assert learner.call("GET", api("attempt", attempt_id=attempt.pk))["status"] == "verified"
    assert theirs.get_model("ProctoredExamStudentAttempt").objects.count() == 0


def test_addresses_that_clients_know_lead_to_the_host_once_it_took_them_over(settings, learner, exam_id):
    settings.PROCTORING_SETTINGS = TAKEN_OVER

    seen = learner.call("GET", f"{THEIRS}proctored_exam/exam/exam_id/{exam_id}")

    assert seen["exam_name"] == "Final"
    assert "access" not in seen


def test_a_learner_is_led_back_to_edx_proctoring_when_the_addresses_are_given_back(settings, learner, exam_id):
    settings.PROCTORING_SETTINGS = TAKEN_OVER
    learner.call("GET", f"{THEIRS}proctored_exam/exam/exam_id/{exam_id}")
    settings.PROCTORING_SETTINGS = {}

    refused = learner.call("GET", f"{THEIRS}proctored_exam/exam/exam_id/{exam_id}", status=400)

    assert "code" not in refused


@pytest.mark.parametrize(("over", "told"), [(False, "api/proctoring_host"), (True, "api/edx_proctoring")])
def test_a_vendor_is_told_an_address_that_leads_to_the_host(settings, learner, over, told):
    settings.PROCTORING_SETTINGS = {"TAKE_OVER_ADDRESSES": over}

    with using_fake_backend() as vendor:
        attempt = begin(learner, make_exam().pk)
        vendor.parsed = Launched(attempt_code=attempt.code)
        launch = vendor.called("register_attempt")[0].launch_url
        opened = Client().get(launch.removeprefix("https://lms.example.org"))

    assert launch == f"https://lms.example.org/{told}/proctoring_launch_callback/start_exam/{attempt.code}"
    assert opened.status_code == 302
    attempt.refresh_from_db()
    assert attempt.status == "ready_to_start"


def test_the_older_classes_stay_out_of_sight():
    assert {"mock", "null", "rpnow4", "software_secure"} <= names_of_older()
    assert {handle.distribution.split()[0] for handle in get_registry().backends()} == {"proctoring-mock-backend"}


def test_their_saving_and_deleting_touches_nothing_of_ours(theirs):
    learner = User.objects.create_user("bob")
    exam = theirs.get_model("ProctoredExam").objects.create(
        course_id="course-v1:A+B+C", content_id="c", exam_name="Theirs", time_limit_mins=5, backend="mock"
    )
    attempts = theirs.get_model("ProctoredExamStudentAttempt")
    attempts.objects.create(proctored_exam=exam, user=learner, status="created", attempt_code="CODE")
    attempts.objects.all().delete()

    assert Attempt.everything.whole().count() == 0
    assert Exam.objects.count() == 0


def test_each_has_screens_of_its_own_in_the_administration():
    client = Client()
    client.force_login(User.objects.create_user("root", is_staff=True, is_superuser=True))

    for model in ("proctoring_attempt", "proctoring_review", "edx_proctoring_proctoredexam"):
        assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
