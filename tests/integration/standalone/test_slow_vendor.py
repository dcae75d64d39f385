"""A whole hall of learners waits for a slow vendor, and everybody else does not notice."""

import json
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from proctoring_host.standalone.processes import free_port
from tests.integration.standalone.conftest import Standalone
from tests.integration.standalone.test_serve import _answer

WAITING, OTHERS, SECONDS = 24, 4, 3.0
SLOW = {"PROCTORING_BACKENDS": {"mock": {"registration_delay": SECONDS, "automatic": False}, "DEFAULT": "mock"}}
# Two exams, and a session for each learner and each of those who only look.
PREPARE = """
import json
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from proctoring_host.models import Attempt, Exam
def session(user):
    store = SessionStore()
    store.update({"_auth_user_id": str(user.pk), "_auth_user_backend": "proctoring_host.standalone.auth.Accounts",
        "_auth_user_hash": user.get_session_auth_hash()})
    store.create()
    return store.session_key
exam = Exam.objects.create(course_id="course-v1:A+B+C", content_id="one", exam_name="One", time_limit_mins=90,
    is_proctored=True, backend="mock")
keys = [session(User.objects.create_user(f"user{number}")) for number in range(%d)]
print(json.dumps({"exam": exam.pk, "keys": keys}))
"""
V1 = "/api/edx_proctoring/v1/proctored_exam"


def client(key: str) -> requests.Session:
    made = requests.Session()
    made.cookies.update({"sessionid": key, "csrftoken": "x" * 32})
    made.headers["X-CSRFToken"] = "x" * 32
    return made


def test_registrations_at_a_slow_vendor_keep_nobody_else_waiting(standalone: Standalone, migrated: Standalone) -> None:
    """Two processes of four threads; the margin is for a machine that is busy with other tests."""
    standalone.configure(auth=SLOW)
    made = json.loads(standalone.python(PREPARE % (WAITING + OTHERS)))
    port = free_port("127.0.0.1")
    root = f"http://127.0.0.1:{port}{V1}"
    registered = threading.Event()

    def register(key: str) -> int:
        body = {"exam_id": made["exam"], "attempt_proctored": True}
        return client(key).post(f"{root}/attempt", json=body, timeout=60).status_code

    def look(key: str) -> list[float]:
        times, session = [], client(key)
        while not registered.is_set():
            begun = time.perf_counter()
            assert session.get(f"{root}/exam/exam_id/{made['exam']}", timeout=60).status_code == 200
            times.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.02)
        return times

    with standalone.started("serve", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"):
        assert _answer(port) == 200
        with ThreadPoolExecutor(WAITING + OTHERS) as pool:
            looks = [pool.submit(look, key) for key in made["keys"][WAITING:]]
            answers = [pool.submit(register, key) for key in made["keys"][:WAITING]]
            codes = [answer.result() for answer in answers]
            registered.set()
            times = [each for looked in looks for each in looked.result()]
        left = eventually_registered(standalone)

    p95 = statistics.quantiles(times, n=20)[-1]
    assert codes == [200] * WAITING
    assert left == "0"
    assert p95 < 1000, f"{p95:.0f} ms"


def eventually_registered(site: Standalone) -> str:
    """How many attempts the vendor's late answers have not reached after all."""
    count = "from proctoring_host.models import Attempt\nprint(Attempt.objects.filter(external_id=None).count())"
    until = time.monotonic() + 60
    while (left := site.python(count)) != "0" and time.monotonic() < until:
        time.sleep(0.5)
    return left
