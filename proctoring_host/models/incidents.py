"""What went wrong for a learner, under a number that the learner can tell the staff."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.models.attempts import Attempt
from proctoring_host.models.exact import ExactCharField
from proctoring_host.models.exams import Exam


class IncidentKind(models.TextChoices):
    CLIENT = "client", _("reported by the learner's browser")
    ENDED = "ended", _("ended with an error")
    REGISTRATION = "registration", _("registration failed")
    UNAVAILABLE = "unavailable", _("backend not available")


class Incident(models.Model):
    """`key` keeps what lasts from being noted at each look; a report of a browser has none.

    `detail` and `facts` are cleaned before they come here, and erased with the learner's data.
    """

    reference = ExactCharField(_("reference number"), max_length=16, unique=True)
    kind = ExactCharField(_("kind"), max_length=16, choices=IncidentKind.choices)
    key = ExactCharField(max_length=100, unique=True, null=True, editable=False)
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="+", verbose_name=_("exam"))
    attempt = models.ForeignKey(
        Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("attempt")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("learner")
    )
    backend = ExactCharField(_("backend"), max_length=255, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    correlation_id = ExactCharField(_("correlation id"), max_length=64, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "proctoring_host_incident"
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.reference}: {self.kind}"
