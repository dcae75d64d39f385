"""The outbox: what is to happen outside once a change has been committed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.models.attempts import Attempt
from proctoring_host.models.exact import ExactCharField


class EffectState(models.TextChoices):
    PENDING = "pending", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    DEAD = "dead", _("given up")
    DISCARDED = "discarded", _("discarded")


class Effect(models.Model):
    """One effect, written in the transaction of its cause.

    `key` makes it happen once, however often its cause is repeated. Effects of one `lane` run one after the other,
    in the order of their ids; a later one waits while an earlier one is pending or running.
    A running effect whose `leased_until` has passed belongs to a process that died and is taken up again.
    `handed_over_at` is set just before something leaves that cannot be recalled (mail).
    """

    kind = ExactCharField(_("kind"), max_length=64)
    key = ExactCharField(_("idempotency key"), max_length=200, unique=True)
    lane = ExactCharField(_("lane"), max_length=120, blank=True)
    payload = models.JSONField(_("payload"), default=dict)
    attempt = models.ForeignKey(
        Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="effects", verbose_name=_("attempt")
    )
    backend = ExactCharField(_("backend"), max_length=255, blank=True)
    correlation_id = ExactCharField(_("correlation id"), max_length=64, blank=True)

    state = ExactCharField(_("state"), max_length=16, choices=EffectState.choices, default=EffectState.PENDING)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"))
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    lease_token = ExactCharField(_("lease"), max_length=36, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        db_table = "proctoring_host_effect"
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "next_at"], name="proctoring_effect_due"),
            models.Index(fields=["lane", "state"], name="proctoring_effect_lane"),
            # For the administration, and for what is removed after a while.
            models.Index(fields=["kind", "id"], name="proctoring_effect_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"
