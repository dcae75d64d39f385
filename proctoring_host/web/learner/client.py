"""What the scripts of a learner's page are told. Every word of theirs stands here, where it is translated."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proctoring_host import conf
from proctoring_host.attempts.queries import seconds_left
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.deadlines import Thresholds, thresholds
from proctoring_host.domain.statuses import IN_PROGRESS, Status
from proctoring_host.models import Attempt
from proctoring_host.registry import get_registry
from proctoring_host.web.rest.representations import in_words

LAST_MINUTES, LAST_MINUTE = 300, 60
# Seconds between two looks: often where the learner waits for the vendor, else as clients always did.
WAITING, STANDING = 5, 60
SET_UP = frozenset({Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED})
VENDOR_HAS_A_SAY = IN_PROGRESS | {Status.READY_TO_START}


def client_data(
    attempt: Attempt | None, *, now: datetime, launch: LaunchInfo, may_enter: bool = True
) -> dict[str, Any]:
    """`may_enter` is false where the attempt goes on in another browser: this one only watches it."""
    if attempt is None:
        return {"runs": False, "texts": _texts()}
    left = seconds_left(attempt, now)
    marks = _thresholds(attempt)
    return {
        "attempt": attempt.pk,
        "status": attempt.status,
        "registered": bool(attempt.external_id),
        "resumable": attempt.ready_to_resume,
        "poll": reverse("proctoring:attempt", kwargs={"attempt_id": attempt.pk}),
        "every": WAITING if attempt.status in SET_UP or not may_enter else STANDING,
        "runs": may_enter and attempt.status in IN_PROGRESS,
        "seconds_left": round(left, 1),
        "low": marks.low,
        "critical": marks.critical,
        "marks": _marks(marks),
        "vendor": _vendor(attempt, launch) if may_enter else None,
        "texts": _texts() | {"left": _time_left(left)},
    }


def _thresholds(attempt: Attempt) -> Thresholds:
    settings = conf.get()
    return thresholds(attempt.allowed_seconds or 0, settings.low_threshold_pct, settings.critically_low_threshold_pct)


def _marks(marks: Thresholds) -> list[dict[str, Any]]:
    """What a screen reader is told of the time, and when; the latest last. It interrupts only for the last minute."""
    moments = sorted({marks.low, marks.critical, LAST_MINUTES, LAST_MINUTE} - {0})
    by_text = {_time_left(at): at for at in moments}  # of two with the same words, the earlier in the exam
    return [{"at": at, "text": text, "urgent": at <= LAST_MINUTE} for text, at in reversed(by_text.items())]


def _time_left(seconds: float) -> str:
    return _("You have %(time)s left.") % {"time": in_words(seconds)}


def _vendor(attempt: Attempt, launch: LaunchInfo) -> dict[str, Any] | None:
    """The vendor's own script, where it has one that takes part now."""
    if not launch.script_url or attempt.status not in VENDOR_HAS_A_SAY:
        return None
    settings = conf.get()
    return {
        "url": launch.script_url,
        "attempt": attempt.external_id,
        "interval": get_registry().backend(attempt.backend).ping_interval or settings.ping_interval,
        "tolerated": settings.ping_misses_tolerated,
        "window": settings.ping_window,
        "options": {"language": get_language() or "en"},
    }


def _texts() -> dict[str, str]:
    return {
        "hide": _("Hide the time"),
        "show": _("Show the time"),
        "over": _("The time is over. Your exam is being submitted."),
        "over_offline": _(
            "The time is over, and there is no connection just now. "
            "What you had done counts, and your exam is submitted for you."
        ),
        "offline": _(
            "There is no connection just now. The time goes on, and this page tries to get through again by itself."
        ),
        "online": _("The connection is back."),
        "asking": _("Asking the proctoring software…"),
        "not_started": _(
            "The proctoring software did not answer, so the exam has not started. "
            "Check that the software is running, then try again."
        ),
        "missed": _("The proctoring software does not answer just now. Keep it running; this page goes on trying."),
        "back": _("The proctoring software answers again."),
        "lost": _("The proctoring software has stopped answering, so the exam ends here."),
    }
