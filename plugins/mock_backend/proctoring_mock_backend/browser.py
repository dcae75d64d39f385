"""The vendor's script for the browser, and how it can be told to fail: by the query of its address."""

from collections.abc import Mapping
from types import MappingProxyType

from django.templatetags.static import static

SCRIPT = "proctoring_mock_backend/worker.js"
SCRIPT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "works": "",
        "start_fails": "?start=fail",
        "start_silent": "?start=silent",
        "ping_fails": "?ping=fail",
        "ping_silent": "?ping=silent",
        "ping_fails_once": "?miss=1",
        "end_fails": "?end=fail",
        "gone_at_the_end": "?end=silent&ping=fail",
    }
)


def script_url(word: str) -> str:
    """Without a word there is no script."""
    return static(SCRIPT) + SCRIPT_WORDS[word] if word else ""
