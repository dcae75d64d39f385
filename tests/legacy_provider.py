"""Classes written from the description of the older provider interface, without anything of ours or of its package."""

import copy
from typing import Any


class ProctoringBackendProvider:
    """The interface's base as far as its users can see it: empty optional methods, keys become attributes."""

    verbose_name = "Unknown"
    ping_interval = 60
    tech_support_email = ""
    tech_support_phone = ""
    learner_notification_from_email = ""
    has_dashboard = False
    supports_onboarding = False
    help_center_article_url = ""

    def __init__(self, **kwargs: Any) -> None:
        for key, value in kwargs.items():
            setattr(self, key, value)

    def get_javascript(self) -> str:
        return ""

    def get_exam(self, exam: Any) -> Any:
        return exam

    def get_attempt(self, attempt: Any) -> Any:
        return attempt

    def get_instructor_url(self, course_id: str, user: Any, **kwargs: Any) -> str | None:
        return None

    def retire_user(self, user_id: str) -> bool | None:
        return None

    def should_block_access_to_exam_material(self) -> bool:
        return False

    def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> Any:
        return None

    def get_proctoring_config(self) -> Any:
        return None

    def get_video_review_aes_key(self) -> str | None:
        return None


class BackendProviderOnboardingException(Exception):
    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class BackendProviderCannotRegisterAttempt(Exception):
    def __init__(self, content: Any, http_status: int) -> None:
        super().__init__(content)
        self.http_status = http_status


class BackendProviderSentNoAttemptID(BackendProviderCannotRegisterAttempt):
    pass


class ProctoredBaseException(Exception):
    pass


class ProctoredExamBadReviewStatus(ProctoredBaseException):
    pass


class LeastProvider(ProctoringBackendProvider):
    """Only what is required: its vendor keeps no exams and has no pages."""

    verbose_name = "Least Proctoring"
    ping_interval = 30
    tech_support_email = "help@vendor.example"
    passing_statuses = ["Clean"]

    def __init__(self, client_id: str, client_secret: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client_id, self.client_secret = client_id, client_secret
        self.calls: list[tuple[str, Any]] = []
        self.raises: dict[str, Exception] = {}

    def note(self, method: str, *arguments: Any) -> None:
        self.calls.append((method, copy.deepcopy(arguments)))
        if method in self.raises:
            raise self.raises[method]

    def called(self, method: str) -> list[Any]:
        return [arguments for name, arguments in self.calls if name == method]

    def register_exam_attempt(self, exam: Any, context: Any) -> Any:
        self.note("register_exam_attempt", exam, context)
        context.pop("attempt_code")
        return f"vendor-{exam['id']}-{context['user_id'][:8]}"

    def start_exam_attempt(self, exam: Any, attempt: Any) -> Any:
        self.note("start_exam_attempt", exam, attempt)

    def stop_exam_attempt(self, exam: Any, attempt: Any) -> Any:
        self.note("stop_exam_attempt", exam, attempt)

    def mark_erroneous_exam_attempt(self, exam: Any, attempt: Any) -> Any:
        self.note("mark_erroneous_exam_attempt", exam, attempt)

    def remove_exam_attempt(self, exam: Any, attempt: Any) -> Any:
        self.note("remove_exam_attempt", exam, attempt)
        return True

    def get_software_download_url(self) -> Any:
        return "https://vendor.example/download"

    def on_review_callback(self, attempt: Any, payload: Any) -> Any:
        self.note("on_review_callback", attempt, payload)
        return payload

    def on_exam_saved(self, exam: Any) -> Any:
        self.note("on_exam_saved", exam)


class WholeProvider(LeastProvider):
    """With everything that is optional; its vendor keeps exams."""

    verbose_name = "Whole Proctoring"
    has_dashboard = True
    supports_onboarding = True
    exam_url = "https://vendor.example/exam/{exam_id}/"

    def on_exam_saved(self, exam: Any) -> Any:
        super().on_exam_saved(exam)
        return exam["external_id"] or f"exam-at-vendor-{exam['id']}"

    def get_javascript(self) -> str:
        return "/static/vendor.js"

    def get_exam(self, exam: Any) -> Any:
        self.note("get_exam", exam)
        return {"rules": {"books": True, "phones": False}}

    def get_attempt(self, attempt: Any) -> Any:
        self.note("get_attempt", attempt)
        return {"status": "created", "instructions": ["<b>Open</b> the camera", ""], "download_url": ""}

    def get_instructor_url(self, course_id: str, user: Any, exam_id: Any = None, attempt_id: Any = None) -> Any:
        self.note("get_instructor_url", course_id, user, exam_id, attempt_id)
        return f"https://vendor.example/dashboard/{exam_id}"

    def retire_user(self, user_id: str) -> bool | None:
        self.note("retire_user", user_id)
        return True

    def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> Any:
        self.note("get_onboarding_profile_info", course_id, kwargs)
        profile = {"user_id": "p", "status": "approved-in-course", "expiration_date": "2027-01-01T00:00:00Z"}
        return profile if "user_id" in kwargs else {"results": [profile], "count": 1}

    def get_proctoring_config(self) -> Any:
        self.note("get_proctoring_config")
        return {"rules": {"books": "Books are <i>allowed</i>.", "phones": "Phones are allowed."}}

    def get_video_review_aes_key(self) -> str | None:
        return "a key for videos"
