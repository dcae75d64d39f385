"""Second stage: what the operator's configuration files say."""

from collections.abc import Mapping
from typing import Any

from proctoring_host.openedx.plugin_settings.common import add_translations

KEYS = (
    "PROCTORING_BACKENDS",
    "PROCTORING_SETTINGS",
    "PROCTORING_PLATFORM",
    "PROCTORING_USER_OBFUSCATION_KEY",
    "PROCTORED_EXAM_VIEWABLE_PAST_DUE",
    "PROCTORING_ACCESS_TOKEN_KEY",
    "PROCTORING_COURSES",
)
FLAG = "ENABLE_SPECIAL_EXAMS"


def plugin_settings(settings: Any) -> None:
    """Called by the platform with its settings module, at the end of `envs/production.py`.

    Older releases keep the files as ENV_TOKENS and AUTH_TOKENS, of which the latter counts. Newer ones have made
    settings of them already.
    """
    for tokens in (getattr(settings, "ENV_TOKENS", None), getattr(settings, "AUTH_TOKENS", None)):
        if isinstance(tokens, Mapping):
            _take(settings, tokens)
    add_translations(settings)


def _take(settings: Any, tokens: Mapping[str, Any]) -> None:
    """Whatever its type is: the host tells what is wrong with a value where its settings are read."""
    for key in KEYS:
        if key in tokens:
            setattr(settings, key, tokens[key])
    features = tokens.get("FEATURES")
    older = features.get(FLAG) if isinstance(features, Mapping) else None
    flag = tokens.get(FLAG, older)
    if flag is not None:
        _switch(settings, flag)


def _switch(settings: Any, flag: Any) -> None:
    """Where the platform keeps it: the flat setting of newer releases wins when the host reads them."""
    if hasattr(settings, FLAG):
        setattr(settings, FLAG, flag)
    else:
        settings.FEATURES[FLAG] = flag
