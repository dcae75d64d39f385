"""Allowances, for the staff of the exam's own course."""

from typing import Any

from django.http import JsonResponse
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.allowances import bulk, queries, remove
from proctoring_host.allowances import set as setting
from proctoring_host.domain.statuses import Actor
from proctoring_host.exams.queries import courses_of_exams, get_exam
from proctoring_host.people.users import find_user
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.base import ApiView, null, problem
from proctoring_host.web.rest.fields import body_of
from proctoring_host.web.rest.representations import allowance_json

MULTI_STATUS = 207


class AllowanceView(ApiView):
    """PUT grants or changes one, DELETE takes it away, also when there was none."""

    def put(self, request: Request) -> JsonResponse:
        cause = cause_of(request, Actor.STAFF)
        fields = body_of(request)
        exam = get_exam(fields.integer("exam_id"))
        policy.require_course_staff(request.user, exam.course_id)
        learner = find_user(fields.person("user_info"))
        setting.set_allowance(exam.pk, learner.pk, fields.text("key"), fields.text("value"), cause=cause)
        return null()

    def delete(self, request: Request) -> JsonResponse:
        cause = cause_of(request, Actor.STAFF)
        fields = body_of(request)
        exam = get_exam(fields.integer("exam_id"))
        policy.require_course_staff(request.user, exam.course_id)
        remove.remove_allowance(exam.pk, fields.integer("user_id"), fields.text("key"), cause=cause)
        return null()


class BulkAllowanceView(ApiView):
    """PUT grants several learners the same in several exams; 207 tells the outcome for each when only some could be."""

    def put(self, request: Request, course_id: str = "") -> Response | JsonResponse:
        cause = cause_of(request, Actor.STAFF)
        fields = body_of(request)
        if named := course_id or fields.optional_text("course_id"):
            # Before anything is looked up. It opens no other course: those of the exams count as well.
            policy.require_course_staff(request.user, named)
        exam_ids, users = fields.integers("exam_ids"), fields.people("user_ids")
        policy.require_staff_of_each(request.user, courses_of_exams(exam_ids) | ({named} if named else set()))
        result = bulk.set_allowances(exam_ids, users, fields.text("allowance_type"), fields.text("value"), cause=cause)
        if not result.errors:
            return null()
        outcomes = [_outcome_json(entry) for entry in result.entries]
        return _refusal(result, outcomes) if result.all_failed else Response(outcomes, status=MULTI_STATUS)


def _refusal(result: bulk.BulkResult, outcomes: list[dict[str, Any]]) -> Response:
    """Status, `code` and `field` are those of the first; clients show the one text, so it says everything."""
    response = problem(result.errors[0])
    reasons = dict.fromkeys(error.detail for error in result.errors)
    response.data |= {"detail": " ".join(reasons), "outcomes": outcomes}
    return response


def _outcome_json(entry: bulk.BulkEntry) -> dict[str, Any]:
    outcome: dict[str, Any] = {"exam_id": str(entry.exam_id), "user_id": str(entry.user), "status": 200}
    if entry.error is not None:
        outcome |= {"status": entry.error.http_status, "detail": entry.error.detail, "code": entry.error.code}
    return outcome


class CourseAllowancesView(ApiView):
    """Those of the course's active exams, one after the other."""

    def get(self, request: Request, course_id: str) -> Response:
        policy.require_course_staff(request.user, course_id)
        return Response([allowance_json(row) for row in queries.allowances_of_course(course_id)])


class GroupedAllowancesView(ApiView):
    """The same, by username."""

    def get(self, request: Request, course_id: str) -> Response:
        policy.require_course_staff(request.user, course_id)
        grouped: dict[str, list[dict[str, Any]]] = {}
        for row in queries.allowances_of_course(course_id):
            grouped.setdefault(row.user.get_username(), []).append(allowance_json(row))
        return Response(grouped)
