"""Reviews and their comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.models.attempts import Attempt
from proctoring_host.models.base import Timestamped
from proctoring_host.models.exact import ExactCharField


class Review(Timestamped):
    """The newest verdict on an attempt; earlier ones are in its revisions.

    `raw_data` is the vendor's payload without links, photos, names and addresses, as JSON text.
    `encrypted_video_url` can be opened only by the backend that wrote it.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="review")
    attempt_code = ExactCharField(_("attempt code"), max_length=36, unique=True)
    backend = ExactCharField(_("backend"), max_length=255)
    status = ExactCharField(_("verdict"), max_length=32, choices=[(s.value, s.value) for s in ReviewStatus])
    is_active = models.BooleanField(_("attempt is present"), default=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    notes = models.TextField(_("notes"), blank=True)
    raw_data = models.TextField(_("vendor's payload"), blank=True)
    encrypted_video_url = models.TextField(blank=True)

    class Meta:
        db_table = "proctoring_host_review"
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        permissions = [("can_review_attempt", "Can review a proctored attempt")]

    def __str__(self) -> str:
        return f"{self.attempt_code}: {self.status}"


class ReviewComment(models.Model):
    """A remark in a review, in the vendor's order; times are seconds from the start of the recording."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    position = models.PositiveIntegerField()
    start = models.FloatField(default=0.0)
    stop = models.FloatField(default=0.0)
    duration = models.FloatField(default=0.0)
    comment = models.TextField(blank=True)
    status = models.CharField(max_length=255, blank=True)

    class Meta:
        db_table = "proctoring_host_reviewcomment"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="proctoring_comment_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.status}"
