"""Open edX finds the host by its entry points, and gives it settings and addresses."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse
from edx_django_utils.plugins import connect_plugin_receivers, get_plugin_apps

from proctoring_host import conf, platform
from proctoring_host.celery_schedule import BEAT_SCHEDULE
from proctoring_host.platform.openedx.courses import OpenEdxCourses
from proctoring_host.registry import get_registry
from tests.openedx import around

CONFIG = "proctoring_host.apps.ProctoringHostConfig"
LOADED_EARLY = (
    "proctoring_host",
    "proctoring_host.apps",
    "proctoring_host.openedx.plugin_app",
    "proctoring_host.openedx.plugin_settings.lms_common",
    "proctoring_host.openedx.plugin_settings.common",
    "proctoring_host.openedx.plugin_settings.production",
    "proctoring_host.openedx.plugin_settings.studio_common",
)


def test_the_lms_finds_the_app_by_its_entry_point():
    assert CONFIG in get_plugin_apps("lms.djangoapp")
    assert apps.get_app_config("proctoring").name == "proctoring_host"


def test_receivers_of_all_plugins_are_connected_without_a_fault():
    connect_plugin_receivers("lms.djangoapp")


@pytest.mark.parametrize("module", LOADED_EARLY)
def test_what_the_platform_loads_before_its_settings_reads_none(module):
    code = f"import {module}; from django.conf import settings; assert not settings.configured"
    subprocess.run([sys.executable, "-I", "-c", code], check=True, env={})


def test_what_the_operators_files_say_is_taken_over():
    found = conf.get()

    assert found.enabled
    assert found.default_backend == "mock"
    assert found.backends["mock"]["automatic"] is False
    assert found.link_urls["faq"] == "https://example.org/faq"
    assert found.platform_name == "The files' name"


def test_what_comes_after_the_plugins_stages_counts():
    assert set(conf.get().backends) == {"mock", "second_mock"}
    assert {each.name for each in get_registry().backends() if each.available} == {"mock", "second_mock"}


def test_settings_of_the_host_are_in_order():
    assert conf.get().problems == ()
    assert conf.get().notes == ()


def test_the_platform_is_asked_by_what_open_edx_offers():
    assert isinstance(platform.get().courses, OpenEdxCourses)


def test_the_platforms_own_settings_stay_as_they_are():
    for name in (
        "REST_FRAMEWORK",
        "SPECTACULAR_SETTINGS",
        "DEFAULT_AUTO_FIELD",
        "TEMPLATES",
        "JWT_AUTH",
    ):
        assert getattr(settings, name) == getattr(around, name)
    assert settings.MIDDLEWARE[1:] == around.MIDDLEWARE
    assert settings.MIDDLEWARE[0] == "proctoring_host.openedx.middleware.ProctoringAddresses"


def test_celerys_clock_sees_to_effects_beside_the_platforms_own_tasks():
    assert settings.CELERYBEAT_SCHEDULE == {**BEAT_SCHEDULE, **around.CELERYBEAT_SCHEDULE}


def test_the_lms_does_not_take_itself_for_studio():
    assert not conf.get().in_studio


def test_effects_stay_with_the_requests_of_a_platform_without_a_broker():
    assert not conf.get().celery


def test_effects_go_to_the_broker_that_the_platform_names(settings):
    settings.BROKER_URL = "redis://:secret@redis:6379/0"

    assert conf.get().celery


def test_translations_of_plugins_are_found_where_the_platform_computes_the_folders():
    assert [path for path in settings.LOCALE_PATHS if "proctoring_mock_backend" in path]
    assert settings.LOCALE_PATHS[-1] == "/nowhere/conf/locale"


def test_files_of_backends_are_found_for_the_platforms_static_files():
    assert finders.find("proctoring_mock_backend/worker.js")


@pytest.mark.django_db
def test_nothing_is_left_to_migrate_whatever_the_platforms_default_field_is():
    call_command("makemigrations", "proctoring", check=True, dry_run=True, verbosity=0)


@pytest.mark.alone
def test_addresses_are_those_that_clients_know():
    attempt = reverse("proctoring:attempt", kwargs={"attempt_id": 7})

    assert attempt == "/api/edx_proctoring/v1/proctored_exam/attempt/7"
    assert reverse("proctoring-operations:healthz") == "/api/edx_proctoring/operations/healthz"
    step = reverse("proctoring-learner:step", kwargs={"exam_id": 7, "action": "start"})
    assert step == "/api/edx_proctoring/learner/exams/7/start"
