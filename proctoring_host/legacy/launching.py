"""What a provider says that a learner has to do, as ours."""

from collections.abc import Mapping
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from proctoring_host.data import AttemptData, LaunchInfo
from proctoring_host.legacy.provider import overrides
from proctoring_host.legacy.shapes import attempt_dict, exam_dict


def launch_info_of(provider: Any, attempt: AttemptData) -> LaunchInfo:
    """The attempt's own steps and address, else those of the provider; calls the vendor as the provider does."""
    found = provider.get_attempt(attempt_dict(attempt)) if overrides(type(provider), "get_attempt") else {}
    content: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    steps = content.get("instructions") or getattr(provider, "proctoring_instructions", ()) or ()
    return LaunchInfo(
        steps=texts(steps),
        download_url=web_address(content.get("download_url")) or web_address(provider.get_software_download_url()),
        script_url=_script(provider),
        rules=_rules(provider, attempt),
    )


def texts(found: object) -> tuple[str, ...]:
    """Instructions may hold markup, and are shown as text."""
    if not isinstance(found, list | tuple):
        return ()
    words = (" ".join(unescape(strip_tags(str(each))).split()) for each in found)
    return tuple(each for each in words if each)


def web_address(value: object) -> str:
    return value if isinstance(value, str) and value.lower().startswith(("https://", "http://")) else ""


def _script(provider: Any) -> str:
    value = provider.get_javascript() if overrides(type(provider), "get_javascript") else ""
    return value if isinstance(value, str) and value.startswith("/") else web_address(value)


def _rules(provider: Any, attempt: AttemptData) -> tuple[str, ...]:
    """The sentences of the vendor's configuration that hold for this exam."""
    if not (overrides(type(provider), "get_proctoring_config") and overrides(type(provider), "get_exam")):
        return ()
    config = provider.get_proctoring_config() or {}
    sentences = config.get("rules") if isinstance(config, Mapping) else None
    if not isinstance(sentences, Mapping):
        return ()
    exam = exam_dict(attempt.exam)
    chosen = (provider.get_exam({**exam, "id": exam["external_id"]}) or {}).get("rules") or {}
    return texts([sentence for key, sentence in sentences.items() if chosen.get(key) is True])
