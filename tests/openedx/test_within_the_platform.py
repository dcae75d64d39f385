"""What the platform has for all its apps works with the host's: admin, commands, checks, migrations, descriptions."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from proctoring_host.models import Attempt
from proctoring_host.web.schema.document import document
from tests.openedx.calls import COURSE, begin

JSON = "application/vnd.oai.openapi+json"
OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "proctoring"), key=lambda model: model.__name__
)


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client


def test_the_platforms_admin_has_our_screens():
    assert OURS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_in_the_platforms_admin_is_shown(operator, learner, exam_id, model):
    begin(learner, exam_id)

    shown = operator.get(reverse(f"admin:proctoring_{model._meta.model_name}_changelist"))

    assert shown.status_code == 200


@pytest.mark.django_db
def test_the_start_page_of_the_platforms_admin_names_us(operator):
    assert "Proctoring" in operator.get("/admin/").content.decode()


@pytest.mark.django_db
def test_every_table_of_ours_is_there_under_a_name_of_our_own():
    tables = {model._meta.db_table for model in apps.get_app_config("proctoring").get_models()}

    assert Attempt._meta.db_table in tables
    assert {name for name in tables if not name.startswith("proctoring_host_")} == set()
    assert tables <= set(connection.introspection.table_names())


@pytest.mark.django_db
def test_doctor_finds_nothing_wrong():
    out = StringIO()

    call_command("proctoring", "doctor", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert [finding for finding in told["findings"] if finding["level"] == "error"] == []
    assert told["ok"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_is_due_and_ends():
    call_command("proctoring", "worker", "--once", stdout=StringIO())


@pytest.mark.django_db
def test_the_platforms_checks_of_addresses_templates_and_models_find_nothing():
    found = checks.run_checks(tags=["urls", "models", "templates", "proctoring", "admin"])

    assert [message for message in found if message.level >= checks.WARNING] == []


@pytest.mark.django_db
def test_the_platforms_description_of_its_api_is_its_own(operator):
    described = json.loads(operator.get(reverse("schema"), headers={"accept": JSON}).content)

    assert described["info"]["title"] == "The platform"
    assert set(described["paths"]) == {reverse("own"), reverse("schema")}


@pytest.mark.django_db
def test_our_description_is_whole_whatever_the_platform_leaves_out_of_its_own(client):
    described = json.loads(client.get(reverse("proctoring:schema"), headers={"accept": JSON}).content)

    assert described["info"]["title"] == "Proctoring"
    assert len(described["paths"]) == len(document()["paths"])
    assert described["servers"] == [{"url": "/"}]
    assert reverse("proctoring:exam") in described["paths"]
    assert client.get(reverse("proctoring:schema-docs")).status_code == 200


@pytest.mark.django_db
def test_the_platforms_staff_see_what_mails_and_effects_look_like(operator):
    assert operator.get(reverse("proctoring-gallery:index")).status_code == 200
    assert operator.get(reverse("proctoring-operations:status")).status_code == 200
    assert operator.get(reverse("proctoring-operations:healthz")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_platforms_staff_see_an_attempt_and_find_back(operator, learner, exam_id):
    attempt = begin(learner, exam_id)

    listed = operator.get(reverse("proctoring-pages:staff-attempts", kwargs={"course_id": COURSE})).content.decode()
    shown = operator.get(reverse("proctoring-pages:staff-attempt", kwargs={"attempt_id": attempt.pk}))
    course = operator.get(reverse("proctoring-pages:course", kwargs={"course_id": COURSE}))

    assert reverse("proctoring-pages:staff-attempt", kwargs={"attempt_id": attempt.pk}) in listed
    assert shown.status_code == 200
    assert "/accounts/logout/" not in shown.content.decode()
    assert course["Location"] == f"https://apps.lms.example.org/learning/course/{COURSE}/home"
