"""What one learner is allowed beyond the others."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.models.base import Timestamped
from proctoring_host.models.exact import ExactCharField
from proctoring_host.models.exams import Exam


class AllowanceKey(models.TextChoices):
    """The kinds of allowance; other keys of older installations are kept and not used."""

    ADDITIONAL_TIME = "additional_time_granted", _("additional minutes")
    TIME_MULTIPLIER = "time_multiplier", _("time multiplier")
    REVIEW_POLICY_EXCEPTION = "review_policy_exception", _("review policy exception")


class Allowance(Timestamped):
    """A multiplier stays a multiplier, so it follows when the exam's minutes change."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("learner")
    )
    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="allowances", verbose_name=_("exam"))
    key = ExactCharField(_("kind"), max_length=255)
    value = models.CharField(_("value"), max_length=255)

    class Meta:
        db_table = "proctoring_host_allowance"
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [
            models.UniqueConstraint(fields=["user", "exam", "key"], name="proctoring_allowance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id}/{self.user_id}: {self.key}"
