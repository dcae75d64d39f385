"""What `proctoring doctor` says of the services of an Open edX platform."""

import pytest

from proctoring_host.management.doctor import configuration, findings
from tests.integration.platform.services import CreditService


@pytest.mark.usefixtures("in_openedx")
def test_services_that_the_platform_did_not_register_are_noted(register) -> None:
    register(credit=CreditService())

    (finding,) = configuration.of_services()

    assert finding.id == findings.NO_SERVICE
    assert "instructor, grades, certificates" in finding.text
    assert "credit" not in finding.text


@pytest.mark.usefixtures("in_openedx")
def test_a_platform_with_all_services_is_fine(register) -> None:
    names = "credit instructor grades certificates enrollments learning_sequences name_affirmation"
    register(**dict.fromkeys(names.split(), object()))

    assert list(configuration.of_services()) == []


def test_a_site_that_is_no_open_edx_needs_none() -> None:
    assert list(configuration.of_services()) == []
