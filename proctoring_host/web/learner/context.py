"""What the templates of screens may use: plain values only, so that an override needs no knowledge of ours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation

from proctoring_host import conf, platform
from proctoring_host.attempts import due
from proctoring_host.attempts.incidents import reference_for
from proctoring_host.attempts.overview import launch_info_of
from proctoring_host.attempts.standing import Standing
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.screens import Offer, ScreenId
from proctoring_host.domain.statuses import IN_PROGRESS, ONBOARDING_ERRORS, Actor, ExamKind
from proctoring_host.exams.queries import policy_text
from proctoring_host.onboarding.exams import onboarding_exam_for
from proctoring_host.registry import get_registry
from proctoring_host.registry.handles import BackendHandle
from proctoring_host.web.causes import cause_of
from proctoring_host.web.learner.client import client_data
from proctoring_host.web.learner.markup import safe_markup
from proctoring_host.web.learner.steps import STEP_NAMES
from proctoring_host.web.rest.attempt_data import EXAM_AS_REQUIREMENT
from proctoring_host.web.rest.representations import in_words


def screen_context(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """Docs of the names: docs/themes.md."""
    settings = conf.get()
    launch = launch_info_of(standing.attempt) if standing.attempt else LaunchInfo()
    return {
        "screen": standing.shown.screen.value,
        "offers": sorted(standing.shown.offers),
        "kind": standing.kind or "",
        "exam": _exam(standing),
        "attempt": _attempt(standing),
        "clock": _clock(standing),
        "client": _client(standing, launch),
        "vendor": _vendor(standing),
        "launch": _launch(launch),
        "contact_email": _contact(standing),
        "platform_name": settings.platform_name,
        "links": _links(standing),
        "prerequisites": _prerequisites(standing),
        "onboarding_url": _onboarding_url(standing),
        "reference": _reference(request, standing),
        "messages": [str(message) for message in get_messages(request)],
        "csrf_token": get_token(request),
        "step_urls": {name: _step_url(standing, name) for name in STEP_NAMES},
        "static": static,
        "language": translation.get_language() or "en",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def _step_url(standing: Standing, action: str) -> str:
    return reverse("proctoring-learner:step", kwargs={"exam_id": standing.exam.pk, "action": action})


def _exam(standing: Standing) -> dict[str, Any]:
    exam = standing.exam
    return {
        "name": exam.exam_name,
        "course_id": exam.course_id,
        "time_limit": in_words(exam.time_limit_mins * 60),
        "total_time": in_words(_allowed_seconds(standing)),
        "has_extra_time": _allowed_seconds(standing) > exam.time_limit_mins * 60,
        "may_get_extra_time": exam.time_limit_mins <= LONGEST_WITH_EXTRA,
        "due": moment(standing.due),
        "review_policy": policy_text(exam),
        "course_url": platform.get().courses.course_url(exam.course_id),
    }


# A limit of more than 20 hours is there for another reason than to hurry anybody.
LONGEST_WITH_EXTRA = 20 * 60
BEFORE_START = (None, "created", "download_software_clicked", "ready_to_start", "onboarding_reset")


def _allowed_seconds(standing: Standing) -> int:
    attempt = standing.attempt
    if attempt is not None and attempt.allowed_seconds is not None:
        return attempt.allowed_seconds
    if attempt is not None and attempt.status not in BEFORE_START:
        return standing.exam.time_limit_mins * 60
    saved = attempt.saved_seconds if attempt else None
    at = standing.at
    return due.allowed_seconds(standing.exam, standing.user_id, at, saved_seconds=saved)


def _attempt(standing: Standing) -> dict[str, Any]:
    """Empty strings without an attempt, so that a template may ask for each of them."""
    attempt = standing.attempt
    if attempt is None:
        return {"id": "", "code": "", "status": ""}
    return {
        "id": attempt.pk,
        "code": attempt.code,
        "status": attempt.status,
    }


def _clock(standing: Standing) -> dict[str, Any]:
    attempt = standing.attempt
    return {
        "runs": attempt is not None and attempt.status in IN_PROGRESS,
        "seconds_left": int(standing.seconds_left),
        "time_left": in_words(standing.seconds_left),
    }


# Screens of an attempt that goes on in another browser, which this one only watches.
ELSEWHERE = frozenset({ScreenId.WRONG_BROWSER, ScreenId.READY_ELSEWHERE, ScreenId.BACKEND_UNAVAILABLE})


def _client(standing: Standing, launch: LaunchInfo) -> dict[str, Any]:
    data = client_data(
        standing.attempt,
        now=standing.at,
        launch=launch,
        may_enter=standing.shown.screen not in ELSEWHERE,
    )
    return data if Offer.CLOCK in standing.shown.offers else data | {"runs": False, "seconds_left": 0}


def _vendor(standing: Standing) -> dict[str, Any]:
    handle = _handle(standing)
    if handle is None:
        return {"name": "", "available": False, "support_email": "", "support_phone": "", "help_url": ""}
    return {
        "name": handle.verbose_name or handle.name,
        "available": handle.available,
        "support_email": handle.tech_support_email,
        "support_phone": handle.tech_support_phone,
        "help_url": handle.help_center_article_url,
    }


def _handle(standing: Standing) -> BackendHandle | None:
    if standing.kind in (None, ExamKind.TIMED):
        return None
    return get_registry().backend(standing.backend)


def _launch(info: LaunchInfo) -> dict[str, Any]:
    return {
        "steps": [safe_markup(step) for step in info.steps],
        "rules": [safe_markup(rule) for rule in info.rules],
        "download_url": info.download_url,
        "exam_code": info.exam_code,
        "script_url": info.script_url,
    }


def _contact(standing: Standing) -> str:
    """The course's own address for escalation, else the site's."""
    return platform.get().courses.escalation_email(standing.exam.course_id) or conf.get().contact_email


def _links(standing: Standing) -> Mapping[str, str]:
    """Links of the backend go before those of the site; each is there, and may be empty."""
    handle = _handle(standing)
    own = {name: url for name, url in handle.link_urls.items() if url} if handle else {}
    return dict(conf.get().link_urls) | own


def _prerequisites(standing: Standing) -> list[dict[str, Any]]:
    """What failed, then what is still to be done; an exam among them can be linked to."""
    found = standing.prerequisites
    courses, course_id = platform.get().courses, standing.exam.course_id
    return [
        {
            "name": each.display_name or each.name,
            "failed": each in found.failed,
            "url": courses.exam_path(course_id, each.name) if each.namespace == EXAM_AS_REQUIREMENT else "",
        }
        for each in (*found.failed, *found.pending)
    ]


def _reference(request: HttpRequest, standing: Standing) -> str:
    if Offer.REFERENCE not in standing.shown.offers:
        return ""
    cause = cause_of(request, Actor.SYSTEM)
    return reference_for(standing.shown.screen, standing.exam, standing.user_id, standing.attempt, cause)


def _onboarding_url(standing: Standing) -> str:
    """Empty where the course has no onboarding exam for this learner."""
    attempt = standing.attempt
    if attempt is None or attempt.status not in ONBOARDING_ERRORS:
        return ""
    course_id = standing.exam.course_id
    found = onboarding_exam_for(course_id, attempt.user_id, standing.at, backend=attempt.backend)
    return platform.get().courses.exam_path(course_id, found.exam.content_id) if found else ""


def moment(value: datetime | None) -> str:
    """In the reader's language and the site's time zone, with the zone's name; empty for no time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


__all__ = ["Offer", "moment", "screen_context"]
