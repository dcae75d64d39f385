"""What exams, policies, allowances and reviews were before they changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.models.exact import ExactCharField


class Revision(models.Model):
    """The state of a row after one change. `learner` is set where the values tell something about a person."""

    class Action(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")

    kind = ExactCharField(_("kind"), max_length=32)
    object_id = models.PositiveBigIntegerField(_("number"))
    action = ExactCharField(_("action"), max_length=16, choices=Action.choices)
    values = models.JSONField(_("values"), default=dict)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("learner"),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("changed by"),
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "proctoring_host_revision"
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "object_id"], name="proctoring_revision_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.action}"
