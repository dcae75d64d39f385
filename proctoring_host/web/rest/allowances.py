"""Allowances, for the staff of the exam's own course."""

from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.allowances import queries, remove
from proctoring_host.allowances import set as setting
from proctoring_host.domain.statuses import Actor
from proctoring_host.exams.queries import get_exam
from proctoring_host.people.users import find_user
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.fields import body_of
from proctoring_host.web.rest.representations import exam_json


class AllowanceView(ApiView):
    """PUT grants or changes one, DELETE takes it away, also when there was none."""

    def put(self, request: Request) -> Response:
        cause = cause_of(request, Actor.STAFF)
        fields = body_of(request)
        exam = get_exam(fields.integer("exam_id"))
        policy.require_course_staff(request.user, exam.course_id)
        learner = find_user(fields.text("user_info"))
        setting.set_allowance(exam.pk, learner.pk, fields.text("key"), fields.text("value"), cause=cause)
        return Response(None)

    def delete(self, request: Request) -> Response:
        cause = cause_of(request, Actor.STAFF)
        fields = body_of(request)
        exam = get_exam(fields.integer("exam_id"))
        policy.require_course_staff(request.user, exam.course_id)
        remove.remove_allowance(exam.pk, fields.integer("user_id"), fields.text("key"), cause=cause)
        return Response(None)


class CourseAllowancesView(ApiView):
    def get(self, request: Request, course_id: str) -> Response:
        policy.require_course_staff(request.user, course_id)
        rows = queries.allowances_of_course(course_id)
        return Response(
            [
                {
                    "id": row.pk,
                    "created": row.created,
                    "modified": row.modified,
                    "user": {"id": row.user_id, "username": row.user.get_username(), "email": row.user.email},
                    "key": row.key,
                    "value": row.value,
                    "proctored_exam": exam_json(row.exam),
                }
                for row in rows
            ]
        )
