"""Times that tests count from."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2031, 5, 20, 12, 0, tzinfo=UTC)


def at(**later: float) -> datetime:
    """So much after noon."""
    return NOON + timedelta(**later)
