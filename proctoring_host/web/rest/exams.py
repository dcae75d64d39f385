"""Exams: made and changed by global staff, read by everyone who is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import ExamExists, ExamNotFound, InvalidValue, ReviewPolicyNotFound
from proctoring_host.exams import create, policies, queries, register, update
from proctoring_host.exams.specs import ExamSpec, values_of
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.fields import Checked, FieldErrors, Fields, body_of, query_of
from proctoring_host.web.rest.representations import exam_json

CHANGEABLE_TEXT = ("exam_name", "external_id")
CHANGEABLE_FLAGS = ("is_proctored", "is_practice_exam", "is_active", "hide_after_due")
UNPROCESSABLE = 422


def spec_of(fields: Fields, *, needs_external_id: bool) -> ExamSpec:
    """Every field but the due date and the backend has to be there. Raises `FieldErrors` with all that is wrong."""
    read = Checked()
    values = {name: read(fields.text, name) for name in ("course_id", "content_id", "exam_name")}
    values["time_limit_mins"] = read(fields.integer, "time_limit_mins")
    values |= {name: read(fields.boolean, name) for name in CHANGEABLE_FLAGS}
    values["external_id"] = read(fields.text if needs_external_id else fields.optional_text, "external_id")
    values["due_date"] = read(fields.moment, "due_date")
    values["backend"] = read(fields.optional_text, "backend")
    read.refuse()
    spec = ExamSpec(**values)
    with errors_by_field():
        values_of(spec)
    return spec


@contextmanager
def errors_by_field() -> Iterator[None]:
    """What a use case says of one field, or of the exam as a whole, in the form clients know."""
    try:
        yield
    except ExamExists as exists:
        raise FieldErrors({"non_field_errors": [exists.detail]}, exists.detail, code=exists.code) from None
    except InvalidValue as wrong:
        field = wrong.field or "non_field_errors"
        raise FieldErrors({field: [wrong.detail]}, wrong.detail, code=wrong.code) from None


def specs_of(rows: Any) -> list[ExamSpec]:
    """All exams of a course. Raises `FieldErrors` by the index of each wrong one."""
    if not isinstance(rows, list):
        text = _("The body must be a list of exams.")
        raise FieldErrors({"non_field_errors": [text]}, text, status=UNPROCESSABLE)
    specs, problems = [], {}
    for index, row in enumerate(rows):
        try:
            specs.append(spec_of(Fields(row if isinstance(row, dict) else {}), needs_external_id=False))
        except FieldErrors as wrong:
            problems[str(index)] = wrong.by_field
    if problems:
        text = _("These exams of the list are wrong, counted from 0: %(rows)s. Nothing was changed.")
        raise FieldErrors(problems, text % {"rows": ", ".join(problems)}, status=UNPROCESSABLE)
    return specs


def changes_of(fields: Fields) -> dict[str, Any]:
    """What is given and not null, as null keeps what is there; only a due date is cleared by it."""
    given = {name for name in fields.values if fields.values[name] is not None}
    changes: dict[str, Any] = {name: fields.text(name) for name in CHANGEABLE_TEXT if name in given}
    changes |= {name: fields.boolean(name) for name in CHANGEABLE_FLAGS if name in given}
    if "time_limit_mins" in given:
        changes["time_limit_mins"] = fields.integer("time_limit_mins")
    if "due_date" in fields:
        changes["due_date"] = fields.moment("due_date")
    return changes


class ExamView(ApiView):
    """POST makes an exam, PUT changes what is given, GET finds those that the query describes."""

    def get(self, request: Request) -> Response:
        query = query_of(request)
        exam_id, course_id = query.optional_integer("exam_id"), query.optional_text("course_id")
        if exam_id is not None:
            return Response(exam_json(queries.get_exam(exam_id)))
        if not course_id:
            raise InvalidValue(_("Say which exam: with exam_id, with course_id and content_id, or with course_id."))
        if content_id := query.optional_text("content_id"):
            return Response(exam_json(queries.exam_by_content(course_id, content_id)))
        return Response([exam_json(exam) for exam in queries.exams_of_course(course_id, active_only=True)])

    def post(self, request: Request) -> Response:
        cause = cause_of(request, Actor.STAFF)
        policy.require_global_staff(request.user)
        spec = spec_of(body_of(request), needs_external_id=True)
        with errors_by_field():
            exam = create.create_exam(spec, cause=cause)
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
        specs = specs_of(request.data)
        try:
            exams = register.register_course_exams(course_id, specs, cause=cause)
        except InvalidValue as wrong:
            wrong.http_status = UNPROCESSABLE
            raise
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
