"""Attempts, and the log of everything that happened to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.models.base import Timestamped
from proctoring_host.models.exact import ExactCharField
from proctoring_host.models.exams import Exam


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions that more than one use case asks."""

    def whole(self) -> "AttemptQuerySet":
        """With exam, policy and learner in the same query."""
        return self.select_related("exam", "exam__policy", "user")

    def overdue(self, now: object) -> "AttemptQuerySet":
        """Running attempts whose deadline has passed."""
        running = (Status.STARTED, Status.READY_TO_SUBMIT)
        return self.filter(status__in=running, deadline_at__isnull=False, deadline_at__lte=now)


class PresentAttempts(models.Manager.from_queryset(AttemptQuerySet)):  # type: ignore[misc]
    """All attempts that were not removed."""

    def get_queryset(self) -> AttemptQuerySet:
        rows: AttemptQuerySet = super().get_queryset()
        return rows.filter(removed_at__isnull=True)


class Attempt(Timestamped):
    """One learner's attempt at one exam.

    `live_key` is `<user>:<exam>` on the newest attempt and NULL on superseded ones (a practice that was reset,
    an attempt that was resumed, a removed one): a unique column that may be NULL is a constraint on
    SQLite, PostgreSQL and MySQL alike, which a conditional constraint is not.

    `newest_in` is the exam's course while no later attempt of this learner at this exam is present, and NULL otherwise.
    Listings are read from its index in their order; `attempts.newest` keeps it right.

    `allowed_seconds` and `deadline_at` are set at the first start, and change only with an allowance or the
    due date. `saved_seconds` is what was left when the attempt ended in error; NULL means nothing was saved.
    A removed attempt stays as a row with `removed_at`, so that its log stays and a late review finds it. For the same
    reason an account with attempts cannot be deleted: a person's data is erased from it instead. Then `forgotten_at` is
    set, and what comes in later about the attempt is kept as the data map would leave it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("learner")
    )
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("exam"))
    code = ExactCharField(_("code"), max_length=36, unique=True)
    external_id = ExactCharField(_("vendor's id"), max_length=255, null=True, blank=True, db_index=True)
    backend = ExactCharField(_("backend"), max_length=255, blank=True)
    status = ExactCharField(_("status"), max_length=32, choices=[(s.value, s.value) for s in Status], db_index=True)
    taking_as_proctored = models.BooleanField(_("taken with proctoring"), default=False)
    is_sample_attempt = models.BooleanField(_("practice"), default=False)
    live_key = ExactCharField(max_length=64, unique=True, null=True, editable=False)
    newest_in = ExactCharField(max_length=255, null=True, editable=False)

    allowed_seconds = models.PositiveIntegerField(_("allowed seconds"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    deadline_at = models.DateTimeField(_("deadline"), null=True, blank=True, db_index=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    timed_out_at = models.DateTimeField(_("timed out"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    review_policy_id = models.PositiveIntegerField(null=True, blank=True)
    is_status_acknowledged = models.BooleanField(_("result acknowledged"), default=False)
    saved_seconds = models.PositiveIntegerField(_("saved seconds"), null=True, blank=True)
    is_resumable = models.BooleanField(_("can be resumed"), default=False)
    ready_to_resume = models.BooleanField(_("may be resumed by the learner"), default=False)
    resumed = models.BooleanField(_("was resumed"), default=False)

    # No column: it is kept with the row in memory once it was asked for, as it never changes.
    known_pseudonym = ""

    objects = PresentAttempts()
    everything = models.Manager.from_queryset(AttemptQuerySet)()

    class Meta:
        db_table = "proctoring_host_attempt"
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        base_manager_name = "everything"
        default_manager_name = "everything"
        indexes = [
            models.Index(fields=["user", "exam", "-id"], name="proctoring_attempt_newest"),
            # A page of a course, and whose attempts are on it, is read from this index alone.
            models.Index(fields=["newest_in", "-id", "user", "exam"], name="proctoring_attempt_listing"),
            # For the search, which begins with the learners that are meant.
            models.Index(fields=["newest_in", "user", "exam"], name="proctoring_attempt_search"),
            models.Index(fields=["exam", "status"], name="proctoring_attempt_by_exam"),
            models.Index(fields=["status", "deadline_at"], name="proctoring_attempt_overdue"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.status}"


class Transition(models.Model):
    """A change of an attempt, kept for ever. `from_status` is empty for its beginning."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="transitions")
    from_status = ExactCharField(_("from"), max_length=32, blank=True)
    to_status = ExactCharField(_("to"), max_length=32)
    actor = ExactCharField(_("actor"), max_length=16, choices=[(a.value, a.value) for a in Actor])
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    correlation_id = ExactCharField(max_length=64, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "proctoring_host_transition"
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_status or '-'} -> {self.to_status}"
