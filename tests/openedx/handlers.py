"""What the platform's settings of REST framework and drf-spectacular name."""

from rest_framework.views import exception_handler


def noted(exc, context):
    """As the platform does: the ordinary answer, and a look at it in passing."""
    return exception_handler(exc, context)


def only_the_platforms_own(endpoints):
    """A platform that describes only some of its addresses."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/platform")]
