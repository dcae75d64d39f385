"""The smallest site that runs the reference: its settings, and the platform's services, which answer at once."""

from pathlib import Path
from typing import Any

from benchmarks.sides import world as given

APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.admin",
    "rest_framework",
    "waffle",
    "webpack_loader",
    "simple_history",
    "edx_when",
    "edx_proctoring",
]
# It asks crum for the request at hand, and waffle for its switches.
OWN_MIDDLEWARE = ("crum.CurrentRequestUserMiddleware", "waffle.middleware.WaffleMiddleware")


def site_settings(folder: str, vendor_url: str) -> dict[str, Any]:
    account = given.SOFTWARE_SECURE | {"exam_register_endpoint": f"{vendor_url}/register"}
    course, usage = r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)", r"(?P<usage_id>.+)"
    names = ("SITE_NAME", "PLATFORM_NAME", "CONTACT_EMAIL", "TECH_SUPPORT_EMAIL")
    return {
        **dict.fromkeys(names, "testserver"),
        "SECRET_KEY": "nobody's",
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": given.databases(Path(folder) / "reference.sqlite3"),
        "SESSION_ENGINE": given.SESSIONS,
        "INSTALLED_APPS": APPS,
        "MIDDLEWARE": [*given.MIDDLEWARE, *OWN_MIDDLEWARE],
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        "AUTHENTICATION_BACKENDS": [
            "rules.permissions.ObjectPermissionBackend",
            given.ACCOUNTS,
        ],
        "ROOT_URLCONF": "benchmarks.sides.reference_urls",
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "SITE_ID": 1,
        "USE_TZ": True,
        "HTTPS": "off",
        "LMS_ROOT_URL": "http://testserver",
        "LEARNING_MICROFRONTEND_URL": "http://learning.testserver",
        "FEATURES": {},
        "ENABLE_SPECIAL_EXAMS": True,
        "COURSE_ID_PATTERN": course,
        "USAGE_ID_PATTERN": usage,
        "USAGE_KEY_PATTERN": usage,
        "AUTH_TOKENS": {},
        "ENV_TOKENS": {},
        "ENV_ROOT": folder,
        "NODE_MODULES_ROOT": folder,
        "PIPELINE_JS": {},
        "WEBPACK_LOADER": {"WORKERS": {"BUNDLE_DIR_NAME": "", "STATS_FILE": str(Path(folder) / "stats.json")}},
        "STATIC_URL": "/static/",
        "PROCTORING_SETTINGS": {"LINK_URLS": given.LINKS},
        "PROCTORING_USER_OBFUSCATION_KEY": "a key of nobody",
        "PROCTORING_BACKENDS": {"software_secure": account, "DEFAULT": "software_secure"},
    }


class Credit:
    """Every learner is enrolled, and nothing is required of them."""

    def get_credit_state(self, *_who: object, **_how: object) -> dict[str, Any]:
        return {
            "enrollment_mode": "verified",
            "profile_fullname": "Ada Bench",
            "student_email": "ada@example.com",
            "course_name": "Bench",
            "is_credit_course": False,
            "credit_requirement_status": [],
            "course_end_date": None,
        }

    def set_credit_requirement_status(self, *_what: object, **_how: object) -> None:
        return None

    remove_credit_requirement_status = set_credit_requirement_status


class Instructor:
    """Staff of the site are the staff of every course."""

    def is_course_staff(self, user: Any, _course_id: object) -> bool:
        return bool(user.is_staff)

    def delete_student_attempt(self, *_what: object, **_how: object) -> None:
        return None

    complete_student_attempt = send_support_notification = delete_student_attempt

    def get_proctoring_escalation_email(self, _course_id: object) -> None:
        return None


class Grades:
    """Nothing is overridden."""

    def should_override_grade_on_rejected_exam(self, _course: object) -> bool:
        return False

    def override_subsection_grade(self, *_what: object, **_how: object) -> None:
        return None

    undo_override_subsection_grade = override_subsection_grade


def set_services() -> None:
    import rules
    from edx_proctoring.runtime import set_runtime_service

    rules.add_perm("edx_proctoring.can_take_proctored_exam", rules.always_true)
    for name, service in {"credit": Credit(), "instructor": Instructor(), "grades": Grades()}.items():
        set_runtime_service(name, service)
