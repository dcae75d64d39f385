"""Exams: made and changed by global staff, read by everyone who is signed in."""

from contextlib import suppress
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import ExamNotFound, InvalidValue, ReviewPolicyNotFound
from proctoring_host.exams import create, policies, queries, register, update
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.fields import Fields, body_of
from proctoring_host.web.rest.representations import exam_json

CHANGEABLE_TEXT = ("exam_name", "external_id")
CHANGEABLE_FLAGS = ("is_proctored", "is_practice_exam", "is_active", "hide_after_due")


def spec_of(fields: Fields) -> ExamSpec:
    """All fields but the due date, the backend and the vendor's id have to be there."""
    return ExamSpec(
        course_id=fields.text("course_id"),
        content_id=fields.text("content_id"),
        exam_name=fields.text("exam_name"),
        time_limit_mins=fields.integer("time_limit_mins"),
        is_proctored=fields.boolean("is_proctored"),
        is_practice_exam=fields.boolean("is_practice_exam"),
        is_active=fields.boolean("is_active"),
        hide_after_due=fields.boolean("hide_after_due"),
        external_id=fields.optional_text("external_id"),
        due_date=fields.moment("due_date"),
        backend=fields.optional_text("backend"),
    )


def changes_of(fields: Fields) -> dict[str, Any]:
    changes: dict[str, Any] = {name: fields.text(name) for name in CHANGEABLE_TEXT if name in fields}
    changes |= {name: fields.boolean(name) for name in CHANGEABLE_FLAGS if name in fields}
    if "time_limit_mins" in fields:
        changes["time_limit_mins"] = fields.integer("time_limit_mins")
    if "due_date" in fields:
        changes["due_date"] = fields.moment("due_date")
    return changes


class ExamView(ApiView):
    """POST makes an exam, PUT changes what is given."""

    def post(self, request: Request) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_global_staff(request.user)
        exam = create.create_exam(spec_of(body_of(request)), cause=cause)
        return Response({"exam_id": exam.pk})

    def put(self, request: Request) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_global_staff(request.user)
        fields = body_of(request)
        exam = update.update_exam(fields.integer("exam_id"), changes_of(fields), cause=cause)
        return Response({"exam_id": exam.pk})


class ExamByIdView(ApiView):
    def get(self, request: Request, exam_id: int) -> Response:
        return Response(exam_json(queries.get_exam(exam_id)))


class ExamByContentView(ApiView):
    def get(self, request: Request, course_id: str, content_id: str) -> Response:
        return Response(exam_json(queries.exam_by_content(course_id, content_id)))


class CourseExamsView(ApiView):
    def get(self, request: Request, course_id: str) -> Response:
        return Response([exam_json(exam) for exam in queries.exams_of_course(course_id, active_only=True)])


class RegisterCourseView(ApiView):
    """PATCH with the whole list: exams of the course that are not in it become inactive and not proctored."""

    def patch(self, request: Request, course_id: str) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_global_staff(request.user)
        if not isinstance(request.data, list) or not all(isinstance(row, dict) for row in request.data):
            raise InvalidValue("The body must be a list of exams.")
        specs = [spec_of(Fields(row)) for row in request.data]
        exams = register.register_course_exams(course_id, specs, cause=cause)
        return Response([{"exam_id": exam.pk} for exam in exams])


class ReviewPolicyView(ApiView):
    """GET is the reference's; PUT and DELETE set and remove the text, for the exam's own course staff."""

    def get(self, request: Request, exam_id: int) -> Response:
        return Response({"review_policy": _policy_text(exam_id)})

    def put(self, request: Request, exam_id: int) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_course_staff(request.user, queries.get_exam(exam_id).course_id)
        policies.set_review_policy(exam_id, body_of(request).text("review_policy"), cause=cause)
        return self.get(request, exam_id)

    def delete(self, request: Request, exam_id: int) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_course_staff(request.user, queries.get_exam(exam_id).course_id)
        with suppress(ReviewPolicyNotFound):
            policies.remove_review_policy(exam_id, cause=cause)
        return Response({"review_policy": None})


def _policy_text(exam_id: int) -> str | None:
    """Nothing, with 200, also for an exam nobody knows: clients of the reference rely on it."""
    try:
        return queries.policy_text(queries.get_exam(exam_id)) or None
    except ExamNotFound:
        return None
