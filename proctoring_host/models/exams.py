"""Exams and their review policies."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.models.base import Timestamped
from proctoring_host.models.exact import ExactCharField


class Exam(Timestamped):
    """One timed, proctored or practice section of a course. Exams are switched off, never deleted."""

    course_id = ExactCharField(_("course"), max_length=255, db_index=True)
    content_id = ExactCharField(_("content"), max_length=255, db_index=True)
    external_id = ExactCharField(_("vendor's id"), max_length=255, null=True, blank=True, db_index=True)
    exam_name = models.TextField(_("name"))
    time_limit_mins = models.PositiveIntegerField(_("time limit in minutes"))
    due_date = models.DateTimeField(_("due"), null=True, blank=True)
    is_proctored = models.BooleanField(_("proctored"), default=False)
    is_practice_exam = models.BooleanField(_("practice"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    hide_after_due = models.BooleanField(_("hidden after due"), default=False)
    backend = ExactCharField(_("backend"), max_length=255)

    class Meta:
        db_table = "proctoring_host_exam"
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        constraints = [
            models.UniqueConstraint(fields=["course_id", "content_id"], name="proctoring_exam_once_per_content"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.exam_name}"


class ReviewPolicy(Timestamped):
    """What is allowed in an exam, in the author's words; sent to the vendor at registration."""

    exam = models.OneToOneField(Exam, on_delete=models.CASCADE, related_name="policy", verbose_name=_("exam"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("author")
    )
    text = models.TextField(_("policy"))

    class Meta:
        db_table = "proctoring_host_reviewpolicy"
        verbose_name = _("review policy")
        verbose_name_plural = _("review policies")

    def __str__(self) -> str:
        return f"{self.exam_id}: {self.text[:60]}"
