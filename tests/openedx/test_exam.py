"""A proctored exam from its creation to the verdict, within the platform's middleware and transactions."""

import time

import jwt
import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from proctoring_host.models import Attempt, Effect, EffectState, Transition
from tests.openedx.calls import CONTENT, COURSE, Caller, act, api, begin, taken, vendor_says

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_exam_is_taken_and_passed(learner, exam_id):
    attempt = taken(learner, exam_id)
    vendor_says(attempt, "passed")

    seen = learner.call("GET", api("attempt", attempt_id=attempt.pk))
    assert seen["status"] == "verified"
    assert [row.to_status for row in Transition.objects.filter(attempt=attempt).order_by("pk")] == [
        "created",
        "download_software_clicked",
        "ready_to_start",
        "started",
        "ready_to_submit",
        "submitted",
        "verified",
    ]
    assert len(mail.outbox) == 2
    assert set(Effect.objects.values_list("state", flat=True)) == {EffectState.DONE}


def test_the_learners_clock_is_polled(learner, exam_id):
    attempt = begin(learner, exam_id)
    vendor_says(attempt, "ready")
    act(learner, attempt, "start")

    seen = learner.call("GET", api("active-attempt"))

    assert seen["attempt_id"] == attempt.pk
    assert 3500 < seen["time_remaining_seconds"] <= 3600
    assert learner.call("GET", seen["exam_started_poll_url"])["status"] == "started"


def test_the_screen_of_the_exam_is_shown_in_place_of_its_content(learner):
    page = f"/courses/{COURSE}/exam/{CONTENT}"

    shown = learner.client.get(page).content.decode()

    assert "data-screen=" in shown
    step = reverse("proctoring-learner:step", kwargs={"exam_id": 0, "action": "x"}).split("/0/")[0]
    assert f'action="{step}/' in shown


def test_the_buttons_of_the_screen_work_within_the_platforms_transactions(learner, ada, exam_id):
    page = f"/courses/{COURSE}/exam/{CONTENT}"
    begin_exam = reverse("proctoring-learner:step", kwargs={"exam_id": exam_id, "action": "enter"})

    learner.client.post(begin_exam, {"next": page})

    attempt = Attempt.objects.get(exam_id=exam_id, user=ada)
    assert attempt.external_id
    assert "data-screen=" in learner.client.get(page).content.decode()


def test_the_platforms_token_signs_a_caller_in(ada, exam_id):
    now = int(time.time())
    about = {"iss": settings.JWT_AUTH["JWT_ISSUER"], "aud": "openedx", "iat": now, "exp": now + 60}
    claims = about | {"preferred_username": ada.username, "version": "1.2.0", "scopes": ["read"], "filters": []}
    token = jwt.encode(claims, settings.JWT_AUTH["JWT_SECRET_KEY"], algorithm="HS256")

    seen = Caller().call("GET", api("exam-by-id", exam_id=exam_id), authorization=f"JWT {token}")

    assert seen["exam_name"] == "Final"


def test_nobody_without_a_sign_in_gets_in(exam_id):
    Caller().call("GET", api("exam-by-id", exam_id=exam_id), status=403)


def test_an_answer_tells_the_id_it_was_made_under_and_the_platforms_own_do_not(learner, exam_id):
    ours = learner.client.get(api("exam-by-id", exam_id=exam_id), headers={"X-Request-ID": "from-the-balancer"})
    theirs = learner.client.get("/api/platform/own", headers={"X-Request-ID": "from-the-balancer"})

    assert ours.headers["X-Request-ID"] == "from-the-balancer"
    assert "X-Request-ID" not in theirs.headers
    assert theirs.json() == {"user": "ada"}
