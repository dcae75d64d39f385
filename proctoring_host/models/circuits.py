"""Whether a vendor answers, as all processes of the site have seen it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.models.exact import ExactCharField


class Circuit(models.Model):
    """A backend's circuit breaker; a backend without a row has never failed.

    `failures` counts calls that failed one after the other. While `open_until` lies ahead nobody calls the vendor; the
    first one after it moves it on, and so is the only one to try. `trips` counts how often that failed in a row.
    """

    backend = ExactCharField(_("backend"), max_length=255, unique=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    trips = models.PositiveIntegerField(_("openings"), default=0)
    open_until = models.DateTimeField(_("open until"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        db_table = "proctoring_host_circuit"
        verbose_name = _("circuit breaker")
        verbose_name_plural = _("circuit breakers")

    def __str__(self) -> str:
        return f"{self.backend}: {self.failures}"
