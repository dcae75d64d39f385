"""Reviews whose attempt is gone."""

from collections.abc import Sequence

from proctoring_host.models import Review


def reviews_left_behind() -> Sequence[int]:
    """The ids of reviews that count as present although their attempt was removed, as older data may have them."""
    behind = Review.objects.filter(is_active=True, attempt__removed_at__isnull=False)
    return list(behind.order_by("pk").values_list("pk", flat=True))


def mark_left_behind(review_id: int) -> bool:
    """False where that was done before. No workflow follows, and nobody is told."""
    behind = Review.objects.filter(pk=review_id, is_active=True, attempt__removed_at__isnull=False)
    return bool(behind.update(is_active=False))
