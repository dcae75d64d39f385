"""Where the host is on a platform, alone and beside edx-proctoring."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from proctoring_host import conf
from proctoring_host.openedx.middleware import ProctoringAddresses

KNOWN, OWN = "/api/edx_proctoring/v1/x", "/api/proctoring_host/v1/x"


@pytest.mark.parametrize("app", ["edx_proctoring", "edx_proctoring.apps.EdxProctoringConfig"])
def test_an_installed_edx_proctoring_is_seen_however_it_is_named(app):
    assert conf.names_edx_proctoring(["django.contrib.auth", app, "proctoring_host"])


@pytest.mark.parametrize("app", ["edx_proctoring_extra", "my.edx_proctoring", "proctoring_host"])
def test_another_app_is_not_taken_for_it(app):
    assert not conf.names_edx_proctoring(["django.contrib.auth", app])


@pytest.mark.parametrize(
    ("beside", "over", "asked", "led"),
    [
        (False, False, KNOWN, KNOWN),
        (False, True, KNOWN, KNOWN),
        (False, False, OWN, OWN),
        (True, False, KNOWN, KNOWN),
        (True, False, OWN, OWN),
        (True, True, KNOWN, OWN),
        (True, True, OWN, OWN),
        (True, True, "/api/edx_proctoring_extra/x", "/api/edx_proctoring_extra/x"),
    ],
)
def test_a_request_is_led_to_where_the_host_is_once_it_took_the_addresses_over(monkeypatch, beside, over, asked, led):
    found = conf.ProctoringSettings(is_beside_edx_proctoring=beside, take_over_addresses=over)
    monkeypatch.setattr(conf, "get", lambda: found)
    seen = []

    ProctoringAddresses(lambda request: seen.append(request) or HttpResponse())(RequestFactory().get(asked))

    assert seen[0].path_info == led
    assert seen[0].path == asked


@pytest.mark.parametrize(
    ("beside", "over", "mounted", "reached"),
    [
        (False, False, conf.KNOWN_ADDRESSES, conf.KNOWN_ADDRESSES),
        (False, True, conf.KNOWN_ADDRESSES, conf.KNOWN_ADDRESSES),
        (True, False, conf.OWN_ADDRESSES, conf.OWN_ADDRESSES),
        (True, True, conf.OWN_ADDRESSES, conf.KNOWN_ADDRESSES),
    ],
)
def test_vendors_are_told_addresses_that_lead_to_the_host(beside, over, mounted, reached):
    found = conf.ProctoringSettings(is_beside_edx_proctoring=beside, take_over_addresses=over)

    assert (found.mounted_at, found.reached_at) == (mounted, reached)


@pytest.mark.parametrize(
    ("broker", "uses"),
    [
        ("://:@/", False),
        ("", False),
        (None, False),
        ("redis://:secret@redis:6379/0", True),
        ("amqp://celery:x@rabbit//", True),
        ("memory://", True),
    ],
)
def test_the_older_name_of_the_broker_counts_where_it_leads_somewhere(settings, broker, uses):
    settings.PROCTORING_SETTINGS = {}
    settings.BROKER_URL = broker

    assert conf.get().celery is uses
