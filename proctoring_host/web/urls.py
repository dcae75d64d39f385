"""Every address of the host. A platform mounts it at its root; the REST paths are the reference's.

Beside an installed edx-proctoring `below` is mounted elsewhere: see `proctoring_host.openedx.lms_urls`.
"""

from django.urls import include, path, re_path

from proctoring_host.conf import KNOWN_ADDRESSES
from proctoring_host.web.callbacks import launch, reviews
from proctoring_host.web.rest import (
    access,
    allowances,
    attempts,
    exams,
    incidents,
    instructor,
    listings,
    onboarding,
    people,
    settings,
)
from proctoring_host.web.schema import views as schema
from proctoring_host.web.throttles import throttled

# What anybody may read without a sign-in.
document = throttled("documents")

app_name = "proctoring"

# `course-v1:Org+Course+Run`, or the older form Org/Course/Run; nothing of two parts, so addresses stay unambiguous.
COURSE = r"(?P<course_id>[^/]+(?:/[^/]+/[^/]+)?)"
CONTENT = r"(?P<content_id>.+)"

# Studio has this one, too.
exam_dashboard = re_path(
    rf"^instructor/{COURSE}/(?P<exam_id>[0-9]{{1,18}})$", instructor.DashboardView.as_view(), name="exam-dashboard"
)

v1 = [
    path("schema/", document(schema.SchemaView.as_view()), name="schema"),
    path("schema/docs/", document(schema.docs_view), name="schema-docs"),
    path("proctored_exam/exam", exams.ExamView.as_view(), name="exam"),
    path("proctored_exam/exam/exam_id/<int:exam_id>", exams.ExamByIdView.as_view(), name="exam-by-id"),
    re_path(
        rf"^proctored_exam/exam/course_id/{COURSE}/content_id/{CONTENT}$",
        exams.ExamByContentView.as_view(),
        name="exam-by-content",
    ),
    re_path(rf"^proctored_exam/exam/course_id/{COURSE}$", exams.CourseExamsView.as_view(), name="course-exams"),
    re_path(
        rf"^proctored_exam/exam_registration/course_id/{COURSE}$",
        exams.RegisterCourseView.as_view(),
        name="register-course",
    ),
    path(
        "proctored_exam/settings/exam_id/<int:exam_id>/",
        settings.ExamSettingsView.as_view(),
        name="exam-settings",
    ),
    path(
        "proctored_exam/review_policy/exam_id/<int:exam_id>/",
        exams.ReviewPolicyView.as_view(),
        name="review-policy",
    ),
    path("proctored_exam/attempt", attempts.AttemptsView.as_view(), name="attempts"),
    re_path(rf"^proctored_exam/attempt/course_id/{COURSE}$", attempts.LearnerExamView.as_view(), name="learner-exam"),
    re_path(
        rf"^proctored_exam/attempt/grouped/course_id/{COURSE}/search/(?P<search_by>.+)$",
        listings.GroupedAttemptsView.as_view(),
        name="grouped-attempts-search",
    ),
    re_path(
        rf"^proctored_exam/attempt/grouped/course_id/{COURSE}$",
        listings.GroupedAttemptsView.as_view(),
        name="grouped-attempts",
    ),
    re_path(rf"^proctored_exam/incidents/course_id/{COURSE}$", incidents.IncidentsView.as_view(), name="incidents"),
    path("proctored_exam/access/exam_id/<int:exam_id>", access.ExamAccessView.as_view(), name="access-by-exam"),
    re_path(
        rf"^proctored_exam/access/course_id/{COURSE}/content_id/{CONTENT}$",
        access.ContentAccessView.as_view(),
        name="access-by-content",
    ),
    path("access/keys", document(access.AccessKeysView.as_view()), name="access-keys"),
    re_path(r"^proctored_exam/active_attempt/?$", attempts.ActiveAttemptView.as_view(), name="active-attempt"),
    path("proctored_exam/active_exams_for_user", attempts.ActiveExamsView.as_view(), name="active-exams"),
    path("proctored_exam/attempt/<int:attempt_id>", attempts.AttemptView.as_view(), name="attempt"),
    path(
        "proctored_exam/attempt/<int:attempt_id>/review_status",
        attempts.AcknowledgeView.as_view(),
        name="acknowledge",
    ),
    path(
        "proctored_exam/exam_id/<int:exam_id>/user_id/<int:user_id>/reset_attempts",
        attempts.ResetAttemptsView.as_view(),
        name="reset-attempts",
    ),
    path("proctored_exam/allowance", allowances.AllowanceView.as_view(), name="allowance"),
    path("proctored_exam/bulk_allowance", allowances.BulkAllowanceView.as_view(), name="bulk-allowance"),
    re_path(
        rf"^proctored_exam/{COURSE}/bulk_allowance$",
        allowances.BulkAllowanceView.as_view(),
        name="course-bulk-allowance",
    ),
    re_path(
        rf"^proctored_exam/{COURSE}/grouped/allowance$",
        allowances.GroupedAllowancesView.as_view(),
        name="grouped-allowances",
    ),
    re_path(
        rf"^proctored_exam/{COURSE}/allowance$", allowances.CourseAllowancesView.as_view(), name="course-allowances"
    ),
    exam_dashboard,
    path("user_onboarding/status", onboarding.OnboardingStatusView.as_view(), name="onboarding-status"),
    re_path(
        rf"^user_onboarding/status/course_id/{COURSE}$",
        onboarding.CourseOnboardingView.as_view(),
        name="course-onboarding",
    ),
    re_path(rf"^instructor/{COURSE}$", instructor.DashboardView.as_view(), name="course-dashboard"),
    path("retire_user/<int:user_id>/", people.RetireUserView.as_view(), name="retire-user"),
    path("retire_backend_user/<int:user_id>/", people.RetireBackendUserView.as_view(), name="retire-backend-user"),
    path("proctored_exam/attempt/<str:external_id>/ready", reviews.ReadyView.as_view(), name="ready"),
    path("proctored_exam/attempt/<str:external_id>/reviewed", reviews.ReviewedView.as_view(), name="reviewed"),
    path("backends/<str:backend>/callback/", reviews.backend_callback_view, name="backend-callback"),
    path("backends/<str:backend>/callback/<str:token>/", reviews.backend_callback_view, name="backend-callback-token"),
]

callbacks = [
    path("proctoring_launch_callback/start_exam/<str:attempt_code>", launch.launch_view, name="launch"),
    path("proctoring_review_callback/", reviews.shared_review_view, name="review-callback"),
    path("proctoring_review_callback/<str:token>/", reviews.shared_review_view, name="review-callback-token"),
]

below = [
    path("v1/", include(v1)),
    path("", include(callbacks)),
]

urlpatterns = [path(KNOWN_ADDRESSES, include(below))]
