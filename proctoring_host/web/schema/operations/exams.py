"""Exams."""

from proctoring_host.web.schema.components.exams import CONTENT_ID, COURSE_ID, EXAM, SPEC
from proctoring_host.web.schema.operation import JSON, Answer, Body, Operation, answers, component
from proctoring_host.web.schema.parameters import query_id, query_text
from proctoring_host.web.schema.shapes import array

TAG = "Exams"
UNKNOWN = ("No exam has this id.", "exam_not_found")
GLOBAL, SIGNED_IN, COURSE_STAFF = "global staff", "everybody who is signed in", "staff of the exam's course"
SETTINGS = {
    "platform_name": "Demo University",
    "contact_us": "help@example.com",
    "link_urls": {"faq": "https://help.example.com/exams"},
    "exam_proctoring_backend": {
        "name": "Mock Proctoring",
        "instructions": ["Install the software.", "Show your identity card."],
        "download_url": "https://vendor.example.com/download",
        "rules": {"rule_1": "Stay in the room."},
    },
    "provider_tech_support_email": "support@vendor.example.com",
    "provider_tech_support_phone": "555-0100",
    "provider_name": "Mock Proctoring",
    "learner_notification_from_email": "noreply@vendor.example.com",
    "integration_specific_email": "partners@vendor.example.com",
    "proctoring_escalation_email": "course-team@example.com",
}
WRONG_FIELDS = {
    "detail": "exam_name is required.",
    "code": "invalid",
    "field": "exam_name",
    "exam_name": ["exam_name is required."],
}

OPERATIONS = (
    Operation(
        name="exam",
        method="GET",
        tag=TAG,
        who=SIGNED_IN,
        summary="Find an exam, or the exams of a course",
        text="`exam_id`, or `course_id` and `content_id`, find one exam; `course_id` alone lists the active ones.",
        query=(
            query_id("exam_id", "The id of the exam.", 4),
            query_text("course_id", "The key of the course.", COURSE_ID),
            query_text("content_id", "The usage key of the exam.", CONTENT_ID),
        ),
        answers=answers("The exam, or a list.", {"anyOf": [component("Exam"), array(component("Exam"))]}, EXAM),
        problems={400: ("It is not said which exam (`invalid`), or there is no such exam.", "exam_not_found")},
    ),
    Operation(
        name="exam",
        method="POST",
        tag=TAG,
        who=GLOBAL,
        summary="Make an exam",
        text="A course has one exam for a content id.",
        body=Body(schema=component("NewExam"), example=SPEC),
        answers={
            **answers("The exam was made.", component("ExamId"), {"exam_id": 4}),
            400: Answer(
                text="A field is missing or wrong, or there is such an exam already (`exam_exists`).",
                contents={JSON: component("FieldProblem")},
                example=WRONG_FIELDS,
            ),
        },
    ),
    Operation(
        name="exam",
        method="PUT",
        tag=TAG,
        who=GLOBAL,
        summary="Change an exam",
        text="Fields that are left out keep their value.",
        body=Body(schema=component("ExamChanges"), example={"exam_id": 4, "time_limit_mins": 120}),
        answers={
            **answers("The exam was changed.", component("ExamId"), {"exam_id": 4}),
            400: Answer(
                text="A field is wrong, or no exam has this id (`exam_not_found`).",
                contents={JSON: component("FieldProblem")},
                example={"detail": "No exam has the id 4.", "code": "exam_not_found"},
            ),
        },
    ),
    Operation(
        name="exam-by-id",
        method="GET",
        tag=TAG,
        who=SIGNED_IN,
        summary="Read an exam",
        answers=answers("The exam.", component("Exam"), EXAM),
        problems={400: UNKNOWN},
    ),
    Operation(
        name="exam-by-content",
        method="GET",
        tag=TAG,
        who=SIGNED_IN,
        summary="Read the exam of a content",
        answers=answers("The exam.", component("Exam"), EXAM),
        problems={400: ("This content is no exam.", "exam_not_found")},
    ),
    Operation(
        name="course-exams",
        method="GET",
        tag=TAG,
        who=SIGNED_IN,
        summary="List the active exams of a course",
        answers=answers("The exams; an empty list for an unknown course.", array(component("Exam")), [EXAM]),
    ),
    Operation(
        name="register-course",
        method="PATCH",
        tag=TAG,
        who=GLOBAL,
        summary="Set all exams of a course",
        text="Makes and changes exams; those of the course that are not in the list become inactive and not proctored. "
        "All or nothing.",
        body=Body(schema=array(component("CourseExam")), example=[SPEC], forms=False),
        answers={
            **answers("All exams were set.", component("ExamIds"), [{"exam_id": 4}]),
            422: Answer(
                text="At least one exam is wrong; none was changed.",
                contents={JSON: component("FieldProblem")},
                example={
                    "detail": "exam_name is required.",
                    "code": "invalid",
                    "field": "0",
                    "0": {"exam_name": ["exam_name is required."]},
                },
            ),
        },
    ),
    Operation(
        name="exam-settings",
        method="GET",
        tag=TAG,
        who=SIGNED_IN,
        summary="Read what a front end shows around an exam",
        answers=answers("Links, addresses, and the vendor of a proctored exam.", component("ExamSettings"), SETTINGS),
        problems={400: UNKNOWN, 500: ("The exam's vendor is not configured on this site.", "backend_unavailable")},
    ),
    Operation(
        name="review-policy",
        method="GET",
        tag=TAG,
        who=SIGNED_IN,
        summary="Read what reviewers are told about an exam",
        answers=answers(
            "The policy; null also for an exam that does not exist.",
            component("ReviewPolicy"),
            {"review_policy": "Calculators are allowed."},
        ),
    ),
    Operation(
        name="review-policy",
        method="PUT",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Tell reviewers something about an exam",
        body=Body(schema=component("ReviewPolicyText"), example={"review_policy": "Calculators are allowed."}),
        answers=answers(
            "The policy was set.", component("ReviewPolicy"), {"review_policy": "Calculators are allowed."}
        ),
        problems={400: UNKNOWN},
    ),
    Operation(
        name="review-policy",
        method="DELETE",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Tell reviewers nothing about an exam",
        answers=answers("There is no policy any more.", component("ReviewPolicy"), {"review_policy": None}),
        problems={400: UNKNOWN},
    ),
)
