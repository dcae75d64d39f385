"""The fake platform in a process of its own, as in a vendor's project that has no Django."""

import os
import subprocess
import sys

import pytest

TAKE_AN_EXAM = """
from proctoring_host.testing import fake_platform
from tests.conformance.good_vendor import SUBJECT
for number in (1, 2):
    with fake_platform(SUBJECT) as platform:
        attempt = platform.exam().begin()
        print(attempt.status, attempt.exam.id, len(platform.recording.mails))
"""
# As the suite leaves it behind, which needs Django for words and for nothing else.
BARE = """
import django
from django.conf import settings
settings.configure(USE_TZ=True, SECRET_KEY="bare")
django.setup()
"""


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", BARE], ids=["no-django", "bare-django"])
def test_a_platform_is_made_where_there_is_none_and_is_empty_each_time(before):
    command = [sys.executable, "-c", before + TAKE_AN_EXAM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=_environment())

    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["created 1 0", "created 1 0"]


def _environment():
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {"PYTHONPATH": "."}
