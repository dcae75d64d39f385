"""What docs/backends.md says of the conformance suite is so."""

import re

from proctoring_host.testing import BackendConformance
from proctoring_host.testing.check import See
from proctoring_host.testing.suite import AREAS
from tests.project.test_backends_page import TEXT
from tools import checks_list


def test_the_list_of_checks_is_the_codes():
    assert checks_list.render() == TEXT, "run: make docs"


def test_every_check_is_in_one_area():
    listed = [check.name for area in AREAS for check in checks_list.checks(area)]

    assert len(listed) >= 80
    assert sorted(listed) == sorted(name for name in dir(BackendConformance) if name.startswith("test_"))


def test_every_check_says_what_it_expects_and_why():
    for area in AREAS:
        for check in checks_list.checks(area):
            assert check.expects.endswith(".")
            assert check.why.endswith(".")


def test_every_check_points_to_a_heading():
    headings = set(re.findall(r"^## (.+)$", TEXT, re.M))

    assert {str(see) for see in See} <= headings
