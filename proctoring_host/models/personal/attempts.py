"""Attempts, their log, and what was reviewed."""

from django.utils.translation import gettext_lazy as _

from proctoring_host.models.attempts import Attempt, Transition
from proctoring_host.models.personal.reasons import (
    BACKEND,
    BESIDE_EXAM,
    FACT,
    INTERNAL,
    LINK,
    OTHERS,
    VENDOR,
    WHEN_CHANGED,
    WHEN_MADE,
)
from proctoring_host.models.personal.terms import Erasure, Held, Holds, Table, blanked, kept, nothing
from proctoring_host.models.reviews import Review, ReviewComment

CONDUCT, WORDS, ACCOUNT = Holds.CONDUCT, Holds.WORDS, Holds.ACCOUNT
CODE = _("the number of the attempt")
BESIDE_ATTEMPT = {
    "attempt_code": ("attempt__code", CODE),
    "course": ("attempt__exam__course_id", _("the course")),
    "exam": ("attempt__exam__exam_name", _("the exam")),
}

ATTEMPT = Table(
    model=Attempt,
    owner="user",
    name="attempts",
    text=_("Your attempts at exams, also those that were removed or replaced by a newer one."),
    beside=BESIDE_EXAM,
    columns={
        **nothing("id", "exam", "review_policy_id"),
        "user": kept(ACCOUNT, LINK),
        "code": kept(CONDUCT, VENDOR, CODE),
        "external_id": kept(CONDUCT, VENDOR, _("the number of the attempt at the proctoring service")),
        "backend": kept(CONDUCT, FACT, BACKEND),
        "status": kept(CONDUCT, FACT, _("where the attempt stands")),
        "taking_as_proctored": kept(CONDUCT, FACT, _("whether it was taken with proctoring")),
        "is_sample_attempt": kept(CONDUCT, FACT, _("whether it was for practice")),
        "live_key": kept(CONDUCT, INTERNAL),
        "newest_in": kept(CONDUCT, INTERNAL),
        "allowed_seconds": kept(CONDUCT, FACT, _("how many seconds you had")),
        "started_at": kept(CONDUCT, FACT, _("when you started")),
        "deadline_at": kept(CONDUCT, FACT, _("when your time was up")),
        "completed_at": kept(CONDUCT, FACT, _("when it was completed")),
        "timed_out_at": kept(CONDUCT, FACT, _("when the time ran out")),
        "removed_at": kept(CONDUCT, FACT, _("when it was removed")),
        "forgotten_at": kept(CONDUCT, "What comes in later is kept without what is erased here."),
        "is_status_acknowledged": kept(CONDUCT, FACT, _("whether you have acknowledged the result")),
        "saved_seconds": kept(CONDUCT, FACT, _("how many seconds were left when it ended in an error")),
        "is_resumable": kept(CONDUCT, FACT, _("whether it can be resumed after an error")),
        "ready_to_resume": kept(CONDUCT, FACT, _("whether staff have allowed you to resume it")),
        "resumed": kept(CONDUCT, FACT, _("whether you have resumed it")),
        "created": kept(CONDUCT, FACT, WHEN_MADE),
        "modified": kept(CONDUCT, FACT, WHEN_CHANGED),
    },
)

TRANSITION = Table(
    model=Transition,
    owner="attempt__user",
    name="history_of_attempts",
    text=_("What happened to your attempts, step by step."),
    beside=BESIDE_ATTEMPT,
    columns={
        **nothing("id"),
        "attempt": kept(ACCOUNT, LINK),
        "from_status": kept(CONDUCT, FACT, _("where the attempt stood before")),
        "to_status": kept(CONDUCT, FACT, _("where it stood afterwards")),
        "actor": kept(CONDUCT, FACT, _("whether you, staff, the proctoring service, the clock or the site did this")),
        "actor_user": kept(ACCOUNT, OTHERS),
        "reason": Held(holds=WORDS, erasure=Erasure.OWN_WORDS_STAY, text=_("the reason that was given")),
        "correlation_id": kept(Holds.TECHNICAL, INTERNAL),
        "at": kept(CONDUCT, FACT, _("when this happened")),
    },
)

REVIEW = Table(
    model=Review,
    owner="attempt__user",
    name="reviews",
    text=_("What the proctoring service, or a person after it, said of your attempts."),
    beside=BESIDE_ATTEMPT,
    columns={
        **nothing("id"),
        "attempt": kept(ACCOUNT, LINK),
        "attempt_code": kept(CONDUCT, "It is the number of the attempt, which the export has beside each row."),
        "backend": kept(CONDUCT, FACT, BACKEND),
        "status": kept(CONDUCT, FACT, _("the verdict")),
        "is_active": kept(CONDUCT, FACT, _("whether the attempt is still there")),
        "reviewed_by": kept(ACCOUNT, OTHERS),
        "notes": blanked(WORDS, _("notes of the person who reviewed it")),
        "raw_data": blanked(WORDS, _("what the proctoring service sent, without pictures and links")),
        "encrypted_video_url": blanked(WORDS, reason="Only the proctoring service's own plugin can read it."),
        "created": kept(CONDUCT, FACT, WHEN_MADE),
        "modified": kept(CONDUCT, FACT, WHEN_CHANGED),
    },
)

COMMENT = Table(
    model=ReviewComment,
    owner="review__attempt__user",
    name="review_comments",
    text=_("Remarks in these reviews."),
    beside={"attempt_code": ("review__attempt_code", CODE)},
    columns={
        **nothing("id", "position"),
        "review": kept(ACCOUNT, LINK),
        "start": kept(CONDUCT, FACT, _("the second of the recording at which the remark begins")),
        "stop": kept(CONDUCT, FACT, _("the second at which it ends")),
        "duration": kept(CONDUCT, FACT, _("how many seconds it is about")),
        "comment": blanked(WORDS, _("the remark")),
        "status": blanked(WORDS, _("how the proctoring service marked it")),
    },
)

ATTEMPTS = (ATTEMPT, TRANSITION, REVIEW, COMMENT)
