"""Attempts: a learner's own, and what staff may do with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.attempts import (
    acknowledge,
    begin,
    decline,
    download,
    queries,
    remove,
    reset,
    resume,
    start,
    stop,
    submit,
    timeout,
)
from proctoring_host.attempts.active import ActiveExam, active_exams_of
from proctoring_host.attempts.incidents import report_client_error
from proctoring_host.attempts.overview import AttemptOverview, learner_overview, running_overview
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.errors import AttemptNotFound, InvalidValue
from proctoring_host.exams.queries import get_exam
from proctoring_host.models import Attempt
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.clients import client_facts
from proctoring_host.web.rest.attempt_data import NOTHING_RUNS, attempt_data_json, learner_json
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.conditional import polled
from proctoring_host.web.rest.fields import Fields, body_of, query_of
from proctoring_host.web.rest.representations import allowance_json, attempt_json, exam_json, polled_attempt_json

LEARNER_ACTIONS: dict[str, Callable[..., Attempt]] = {
    "start": start.start_attempt,
    "stop": stop.stop_attempt,
    "submit": submit.submit_attempt,
    "click_download_software": download.click_download,
    "decline": decline.decline_attempt,
    "reset_attempt": reset.reset_practice,
}


def own_attempt(request: Request, attempt_id: int, cause: Cause, *, removed_too: bool = False) -> Attempt:
    attempt = queries.get_attempt(attempt_id, removed_too=removed_too)
    policy.require_owner(request.user, attempt)
    return timeout.settle(attempt, cause)


def deadline_of(overview: AttemptOverview | None) -> datetime | None:
    return overview.attempt.deadline_at if overview else None


class AttemptsView(ApiView):
    """GET tells the learner's running attempt, or that there is none; POST begins one."""

    def get(self, request: Request) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        running = running_overview(cause.user_id or 0, cause)
        data = attempt_data_json(running, learning_mfe=False) if running else NOTHING_RUNS
        return polled(request, data, deadline_of(running))

    def post(self, request: Request) -> Response:
        cause = cause_of(request, Actor.LEARNER)
        fields = body_of(request)
        exam = get_exam(fields.integer("exam_id"))
        attempt = begin.begin_attempt(
            exam,
            cause.user_id or 0,
            taking_as_proctored=fields.boolean("attempt_proctored", False),
            start_clock=fields.boolean("start_clock", False),
            cause=cause,
        )
        return Response({"exam_attempt_id": attempt.pk})


class LearnerExamView(ApiView):
    """An exam as its learner sees it (`content_id`), and what the learner has running."""

    def get(self, request: Request, course_id: str) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        query = query_of(request)
        user_id = policy.require_self_or_global_staff(request.user, query.optional_integer("user_id"))
        found = learner_overview(user_id, course_id, query.text("content_id", ""), cause)
        data = learner_json(found, learning_mfe=query.boolean("is_learning_mfe", False))
        return polled(
            request, data, deadline_of(found.exam.attempt if found.exam else None), deadline_of(found.running)
        )


class ActiveAttemptView(ApiView):
    """The running attempt for the learning front end; an empty object when there is none."""

    def get(self, request: Request) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        user_id = policy.require_self_or_global_staff(request.user, query_of(request).optional_integer("user_id"))
        running = running_overview(user_id, cause)
        data = attempt_data_json(running, learning_mfe=True) if running else {}
        return polled(request, data, deadline_of(running))


class ActiveExamsView(ApiView):
    """What a learner has under way. `user_id` and `course_id` may stand in the query or, as older clients do, the body.

    Learners see their own, global staff everybody's, and course staff, with `course_id`, those of their course.
    """

    def get(self, request: Request) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        fields = body_of(request) if request.data else query_of(request)
        user_id = fields.optional_integer("user_id")
        if user_id is None:
            return Response([])
        course_id = fields.optional_text("course_id")
        policy.require_self_or_course_staff(request.user, user_id, course_id)
        return Response([_active_json(each) for each in active_exams_of(user_id, cause, course_id=course_id)])


def _active_json(active: ActiveExam) -> dict[str, Any]:
    attempt = active.attempt
    return {
        "exam": exam_json(attempt.exam),
        "attempt": attempt_json(attempt),
        "allowances": [allowance_json(row, user=attempt.user, exam=attempt.exam) for row in active.allowances],
    }


class AttemptView(ApiView):
    """One attempt: GET is the learner's poll, PUT an action, DELETE removes it for course staff."""

    def get(self, request: Request, attempt_id: int) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        attempt = own_attempt(request, attempt_id, cause)
        return polled(request, polled_attempt_json(attempt, cause.at), attempt.deadline_at)

    def put(self, request: Request, attempt_id: int) -> Response:
        fields = body_of(request)
        action = fields.text("action")
        if action == "mark_ready_to_resume":
            return self._mark_ready_to_resume(request, attempt_id, fields)
        if action == "error":
            return self._error(request, attempt_id, fields)
        if action not in LEARNER_ACTIONS:
            known = ", ".join([*LEARNER_ACTIONS, "error", "mark_ready_to_resume"])
            text = _("%(action)s is not an action. Known actions: %(known)s.")
            raise InvalidValue(text % {"action": action[:40], "known": known}, field="action")
        cause = cause_of(request, Actor.LEARNER)
        # A practice that was handed in is removed by its reset, which may be asked for twice.
        own_attempt(request, attempt_id, cause, removed_too=action == "reset_attempt")
        return Response({"exam_attempt_id": LEARNER_ACTIONS[action](attempt_id, cause=cause).pk})

    def _error(self, request: Request, attempt_id: int, fields: Fields) -> Response:
        """False, with 200, where the error is waved through because the attempt is already over."""
        cause = cause_of(request, Actor.LEARNER)
        attempt = own_attempt(request, attempt_id, cause)
        facts = client_facts(request, fields.required("facts") if "facts" in fields else None)
        reported = report_client_error(attempt, cause=cause, detail=fields.text("detail", ""), facts=facts)
        ended = reported.attempt.status == Status.ERROR
        return Response({"exam_attempt_id": attempt.pk if ended else False, "reference": reported.reference})

    def _mark_ready_to_resume(self, request: Request, attempt_id: int, fields: Fields) -> Response:
        attempt = queries.get_attempt(attempt_id)
        policy.require_course_staff(request.user, attempt.exam.course_id)
        if fields.integer("user_id") != attempt.user_id:
            raise InvalidValue(_("user_id is not the learner of this attempt."), field="user_id")
        attempt = resume.mark_ready_to_resume(attempt_id, cause=cause_of(request, Actor.STAFF))
        return Response({"exam_attempt_id": attempt.pk})

    def delete(self, request: Request, attempt_id: int) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_course_staff(request.user, queries.get_attempt(attempt_id).exam.course_id)
        remove.remove_attempt(attempt_id, cause=cause)
        return Response(None)


class ResetAttemptsView(ApiView):
    """DELETE removes all attempts of one learner at one exam."""

    def delete(self, request: Request, exam_id: int, user_id: int) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_course_staff(request.user, get_exam(exam_id).course_id)
        try:
            remove.remove_attempts(exam_id, user_id, cause=cause)
        except AttemptNotFound as error_:
            # Bare text: that is what clients know this answer by.
            return Response(error_.detail, status=404)
        return Response(None)


class AcknowledgeView(ApiView):
    """PUT: the learner has seen the result; 404 where results past due are not shown."""

    def put(self, request: Request, attempt_id: int) -> Response:
        cause = cause_of(request, Actor.LEARNER)
        own_attempt(request, attempt_id, cause)
        acknowledge.acknowledge(attempt_id, cause=cause)
        return Response(None)
