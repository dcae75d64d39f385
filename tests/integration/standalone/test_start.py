"""A process of the host is up soon: after a crash or a release learners wait for nothing else."""

import pytest

from tests.integration.standalone.conftest import Standalone

# Through WSGI itself, as the test client would load what is not wanted.
FIRST_ANSWER = """
import io, resource, sys
from proctoring_host.standalone.wsgi import application

answers = []
environ = {
    "REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "HTTP_HOST": "localhost",
}
list(application(environ, lambda status, headers: answers.append(status)))
used = resource.getrusage(resource.RUSAGE_SELF)
names = ("proctoring_host.mail.lint", "drf_spectacular", "django.test", "celery")
print(answers[0], used.ru_utime + used.ru_stime, *(name for name in names if name in sys.modules), sep="|")
"""
MOST_SECONDS = 4.0
"""Of the processor. An installed host, whose modules are compiled, needs less than one on an idle machine; here they
may have to be compiled first, beside other tests."""


@pytest.mark.slow
def test_the_first_answer_comes_soon_and_without_what_it_does_not_need(migrated: Standalone) -> None:
    status, seconds, *loaded = migrated.python(FIRST_ANSWER).split("|")

    assert status == "200 OK"
    assert loaded == []
    assert float(seconds) < MOST_SECONDS
