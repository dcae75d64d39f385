"""What is known of the browser that reports an error, beside what it says itself."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request


def client_facts(request: HttpRequest | Request, told: Any = None) -> dict[str, object]:
    """What was told, where that is an object; which browser it is says the request. Still to be cleaned."""
    facts: dict[str, object] = dict(told) if isinstance(told, Mapping) else {}
    return facts | {"user_agent": request.headers.get("User-Agent", "")}
