"""Studio finds the host, too, and has the one address that authors need."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core import checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from edx_django_utils.plugins import connect_plugin_receivers, get_plugin_apps

from proctoring_host import Capability, conf
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import BelongsToLms
from proctoring_host.platform.runtime import get_runtime_service
from tests.factories import COURSE, make_attempt, make_exam
from tests.fake_backend import FakeVendor, using_fake_backend


def dashboard(exam_id: int) -> str:
    return reverse("proctoring:exam-dashboard", kwargs={"course_id": COURSE, "exam_id": exam_id})


@pytest.fixture
def author() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("author", is_staff=True))
    return client


@pytest.fixture
def vendor():
    with using_fake_backend(capabilities=[Capability.DASHBOARD]) as made:
        yield made


def test_studio_finds_the_app_by_its_entry_point():
    assert "proctoring_host.apps.ProctoringHostConfig" in get_plugin_apps("cms.djangoapp")
    assert apps.get_app_config("proctoring").name == "proctoring_host"


def test_settings_that_the_platform_has_made_of_the_operators_files_count():
    assert conf.get().enabled
    assert set(conf.get().backends) == {"mock", "second_mock"}
    assert conf.get().problems == ()


def test_celerys_clock_leaves_learners_attempts_to_the_lms():
    assert set(settings.CELERYBEAT_SCHEDULE) == {"platform-task"}


@pytest.mark.django_db
def test_an_author_is_led_to_the_vendors_dashboard_of_an_exam(author, vendor: FakeVendor):
    exam = make_exam()

    led = author.get(dashboard(exam.pk), {"config": "true"})

    assert led.status_code == 302
    assert led["Location"].startswith("https://vendor.example")
    assert vendor.called("dashboard_url")[0].exam.id == exam.pk


@pytest.mark.django_db
def test_a_learner_is_not_led_there(client, vendor: FakeVendor):
    client.force_login(User.objects.create_user("ada"))

    assert client.get(dashboard(make_exam().pk)).status_code == 403


@pytest.mark.django_db
def test_attempts_are_looked_at_here_and_changed_in_the_lms(vendor: FakeVendor):
    root, attempt = Client(), make_attempt(status=Status.SUBMITTED)
    root.force_login(User.objects.create_superuser("root"))
    page = reverse("admin:proctoring_attempt_change", args=[attempt.pk])

    shown = root.get(page).content.decode()
    answer = root.post(page, {"to_status": "rejected", "reason": "Somebody else was there."})

    attempt.refresh_from_db()
    assert "Change it in the administration of the LMS" in shown
    assert (answer.status_code, attempt.status) == (403, Status.SUBMITTED)


def test_the_worker_is_sent_to_the_lms():
    with pytest.raises(CommandError, match=r"manage\.py lms proctoring worker"):
        call_command("proctoring", "worker", "--once")


def test_what_stands_alone_is_refused_within_the_platform():
    with pytest.raises(CommandError, match="this site's own web server"):
        call_command("proctoring", "serve")


@pytest.mark.django_db
def test_platform_code_makes_exams_here_and_changes_attempts_in_the_lms(vendor: FakeVendor):
    service, attempt = get_runtime_service("proctoring"), make_attempt(status=Status.SUBMITTED)

    with pytest.raises(BelongsToLms):
        service.update_attempt_status(attempt.pk, "rejected")
    made = service.create_exam(COURSE, "block-v1:Demo+T1+2026+type@sequential+block@new", "Midterm", 60)

    attempt.refresh_from_db()
    assert attempt.status == Status.SUBMITTED
    assert service.get_exam_by_id(made)["exam_name"] == "Midterm"


@pytest.mark.django_db
def test_the_address_is_where_the_reference_has_it_or_beside(author):
    prefix = "/api/proctoring_host/" if conf.get().is_beside_edx_proctoring else "/api/edx_proctoring/"

    assert dashboard(7) == f"{prefix}v1/instructor/{COURSE}/7"


@pytest.mark.parametrize("name", ["proctoring:attempts", "proctoring-learner:step", "proctoring-pages:home"])
def test_studio_has_no_other_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_receivers_of_all_plugins_are_connected_without_a_fault():
    connect_plugin_receivers("cms.djangoapp")


@pytest.mark.django_db
def test_doctor_and_checks_find_nothing_wrong_in_studio():
    out = StringIO()

    call_command("proctoring", "doctor", "--strict", stdout=out)

    found = checks.run_checks(tags=["urls", "models", "proctoring", "admin"])
    assert [message for message in found if message.level >= checks.WARNING] == []
