"""Who a learner is at a vendor."""

from django.conf import settings
from django.db import models

from proctoring_host.models.exact import ExactCharField


class Pseudonym(models.Model):
    """A learner's name at one backend: random, or made from the legacy key where one is configured."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    backend = ExactCharField(max_length=255)
    value = ExactCharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "proctoring_host_pseudonym"
        constraints = [
            models.UniqueConstraint(fields=["user", "backend"], name="proctoring_pseudonym_once"),
            models.UniqueConstraint(fields=["backend", "value"], name="proctoring_pseudonym_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.backend}: {self.value}"
