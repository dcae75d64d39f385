"""Every setting the host has heard of: what becomes of it, and the sentence an operator reads about it.

`docs/operating.md` is written from these tables; `conf` takes the notes about retired and unknown keys from them.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

OWN = "PROCTORING_SETTINGS"


class Fate(StrEnum):
    """HONOURED works as it always did, OURS is new here, TRANSLATED does its work under another name or in another way,
    RETIRED has no effect and says so, PLATFORM is read by the platform around the host, and by the host never."""

    HONOURED = "honoured"
    OURS = "new"
    TRANSLATED = "translated"
    RETIRED = "retired"
    PLATFORM = "the platform's"


@dataclass(frozen=True, slots=True)
class Known:
    """`field` is the attribute of `conf.ProctoringSettings` it ends in, `top` the top-level setting that stands in."""

    name: str
    says: str
    default: str = ""
    field: str = ""
    top: str = ""
    fate: Fate = Fate.HONOURED


def _same(name: str, says: str, default: str = "", field: str = "") -> Known:
    return Known(name, says, default, field or name.lower(), top=name)


def _ours(name: str, says: str, default: str, field: str = "", top: str = "") -> Known:
    return Known(name, says, default, field or name.lower(), top, Fate.OURS)


KEYS: tuple[Known, ...] = (
    _same("SITE_NAME", "The host name in addresses that vendors and mails get.", "localhost"),
    _same("PLATFORM_NAME", "What mails and pages call the platform."),
    Known(
        "STATUS_EMAIL_FROM_ADDRESS",
        "The sender of mails; `EMAILS` has one for each backend.",
        "",
        "status_email_from_address",
        "DEFAULT_FROM_EMAIL",
    ),
    _same("CONTACT_EMAIL", "Where learners write to."),
    _same("ALLOW_REVIEW_UPDATES", "A later review of the same attempt replaces the earlier one.", "true"),
    _same("DEFAULT_REVIEW_POLICY", "The rules a vendor gets for an exam that has none of its own.", "Closed Book"),
    _same(
        "REQUIRE_FAILURE_SECOND_REVIEWS",
        "A review that does not pass waits for a person before the attempt is rejected.",
        "true",
    ),
    Known(
        "DESKTOP_APPLICATION_PING_INTERVAL_SECONDS",
        "Seconds between two signs of life of a vendor's program, unless its backend says otherwise.",
        "60",
        "ping_interval",
    ),
    Known(
        "USE_ONBOARDING_PROFILE_API",
        "Onboarding is looked up at vendors that can be asked.",
        "false",
        "use_onboarding_profile_api",
    ),
    Known("LINK_URLS", "Pages that mails and screens lead to, by name.", "none", "link_urls"),
    Known("low_threshold_pct", "The share of the time from which the clock warns.", "0.2", "low_threshold_pct"),
    Known(
        "critically_low_threshold_pct",
        "The share of the time from which the clock warns urgently.",
        "0.05",
        "critically_low_threshold_pct",
    ),
    Known(
        "ALLOW_TIMED_OUT_STATE",
        "An attempt whose time ran out is `timed_out` instead of `submitted`.",
        "false",
        "allow_timed_out_state",
    ),
    Known(
        "ALLOW_CALLBACK_SIMULATION",
        "A review may name an attempt with another id of the vendor; for tests only.",
        "false",
        "allow_callback_simulation",
    ),
    Known(
        "SOFTWARE_SECURE_CLIENT_TIMEOUT",
        "The option `timeout` of a backend bounds its calls.",
        fate=Fate.RETIRED,
    ),
    Known(
        "SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD",
        "An attempt ends with its time; there is no grace to set.",
        fate=Fate.RETIRED,
    ),
    Known(
        "MUST_BE_VERIFIED_TRACK",
        "The platform decides with it who may take proctored exams.",
        fate=Fate.PLATFORM,
    ),
    _ours("TECH_SUPPORT_EMAIL", "Technical support; else `CONTACT_EMAIL`.", "", top="TECH_SUPPORT_EMAIL"),
    _ours("LMS_ROOT_URL", "Where the LMS is; else `SITE_NAME`.", "", top="LMS_ROOT_URL"),
    _ours(
        "LEARNING_MICROFRONTEND_URL",
        "Where the learning front end is, if there is one.",
        "",
        top="LEARNING_MICROFRONTEND_URL",
    ),
    _ours("LANGUAGE_CODE", "The language of mails to somebody without one.", "en", top="LANGUAGE_CODE"),
    _ours(
        "USER_OBFUSCATION_KEY",
        "Keeps the pseudonyms that vendors know learners by from before.",
        "none",
        top="PROCTORING_USER_OBFUSCATION_KEY",
    ),
    _ours(
        "VIEWABLE_PAST_DUE",
        "Learners may look at a finished exam after its due date.",
        "false",
        top="PROCTORED_EXAM_VIEWABLE_PAST_DUE",
    ),
    _ours("PLATFORM", "The function that returns the platform.", "Django's accounts", top="PROCTORING_PLATFORM"),
    _ours(
        "TAKE_OVER_ADDRESSES",
        "Beside an installed edx-proctoring, requests to its addresses are answered by the host.",
        "false",
    ),
    _ours(
        "GRADES_FROM",
        "What grades, certificates, credit and completion follow from: `services` of the platform, or `events`.",
        "services",
    ),
    _ours("EMAILS", "Which mails are sent, and from whom.", "three kinds"),
    _ours("EMAIL_TEMPLATE_DIRS", "Folders with overrides of emails and screens.", "none"),
    _ours("ALLOW_LEGACY_BACKENDS", "Classes of the older provider interface are used as backends.", "false"),
    _ours("PING_MISSES_TOLERATED", "Beats of a vendor's program that may be missed.", "2"),
    _ours("PING_WINDOW_SECONDS", "Only beats missed within so many seconds count together.", "600", "ping_window"),
    _ours("REGISTRATION_WAIT_SECONDS", "How long a request waits for a vendor, at most 30.", "3"),
    _ours("REQUESTS_WAITING", "How many requests of a process wait for vendors at a time.", "2"),
    _ours("EFFECTS_INLINE", "Requests see to their vendor calls and mails themselves, after the commit.", "true"),
    _ours(
        "EFFECTS_BY_CELERY",
        "Requests hand them over to Celery.",
        "true with a `CELERY_BROKER_URL` or `BROKER_URL`",
        field="celery",
    ),
    _ours(
        "EFFECTS_KEPT_DAYS",
        "After so many days the worker, or Celery's clock, removes effects that are done and that nobody asks for; "
        "with 0 they are kept for ever.",
        "0",
    ),
    _ours("METRICS_TOKEN", "Opens `/metrics`.", "none"),
    _ours(
        "ACCESS_TOKEN_KEY",
        "Signs access tokens; one key, or a list with the newest first.",
        "none",
        "access_token_keys",
        "PROCTORING_ACCESS_TOKEN_KEY",
    ),
    _ours("ACCESS_TOKEN_AUDIENCE", "Whom access tokens are for.", "the site"),
    _ours("TRUSTED_PROXIES", "How many proxies stand in front.", "0"),
    _ours("THROTTLES", "Limits for callers without a sign-in.", "high; see there"),
)
"""The keys of `PROCTORING_SETTINGS`."""

SETTINGS: tuple[Known, ...] = (
    Known("PROCTORING_BACKENDS", "Each backend's options by its name, and `DEFAULT`.", "none", "backends"),
    Known(
        'FEATURES["ENABLE_SPECIAL_EXAMS"]',
        "Switches special exams on; the flat setting `ENABLE_SPECIAL_EXAMS` wins.",
        "false",
        "enabled",
    ),
    Known(
        "INSTALLED_APPS",
        "With `edx_proctoring` in it the host has addresses of its own.",
        field="is_beside_edx_proctoring",
        fate=Fate.OURS,
    ),
    Known(
        "PROCTORING_IN_STUDIO",
        "Set by the plugin in Studio, where attempts can be looked at and not changed.",
        "false",
        "in_studio",
        fate=Fate.OURS,
    ),
    Known("HTTPS", "`on` or `off`: the scheme of the site's addresses.", "on", "https"),
    Known(
        "PROCTORING_COURSES", "Describes courses where there is no catalogue of them.", "none", "courses", "", Fate.OURS
    ),
    Known("DEBUG", "Django's; `doctor` warns of it.", fate=Fate.PLATFORM),
    Known("COURSE_ID_PATTERN", "Addresses of the host take every course key.", fate=Fate.PLATFORM),
    Known("AUTH_TOKENS", "The plugin app takes `PROCTORING_BACKENDS` and `PROCTORING_SETTINGS` from it."),
    Known("ENV_TOKENS", "The plugin app takes `PROCTORING_SETTINGS`, backends and the feature switch from it."),
    Known("JWT_AUTH", "Read by edx-drf-extensions, whose JWT the REST API takes.", fate=Fate.PLATFORM),
    Known(
        'WEBPACK_LOADER["WORKERS"]',
        "Scripts of vendors are found in their plugins, and served as static files; nothing is bundled.",
        fate=Fate.RETIRED,
    ),
    Known("NODE_MODULES_ROOT", "Read for other apps; no script of a vendor is looked for there.", fate=Fate.PLATFORM),
    Known("ENV_ROOT", "Read for other apps; no list of scripts is written there.", fate=Fate.PLATFORM),
    Known("PIPELINE", "Read for other apps; the host's own files need no pipeline.", fate=Fate.PLATFORM),
    Known("PIPELINE_JS", "Read for other apps; the host's own files need no pipeline.", fate=Fate.PLATFORM),
)
"""Top-level settings that stand in for no key of `PROCTORING_SETTINGS`."""

SWITCHES: tuple[Known, ...] = (
    Known(
        "edx_proctoring.<backend>_ping_failure_passthrough",
        "What a learner's browser reports is noted, and ends no attempt of this backend.",
    ),
    Known(
        "edx_proctoring.onboarding_profile_instructor_dashboard_api",
        "Staff's list of onboarding is looked up at the vendor, also without `USE_ONBOARDING_PROFILE_API`.",
    ),
    Known(
        "edx_proctoring.reds_api_redirect",
        "Staff open a recording on a page of the host, where its backend can; nothing has to be switched on.",
        fate=Fate.TRANSLATED,
    ),
)
"""Waffle switches; honoured where django-waffle is installed."""

_RETIRED_SETTINGS: Mapping[str, tuple[str, str]] = {'WEBPACK_LOADER["WORKERS"]': ("WEBPACK_LOADER", "WORKERS")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A setting that has no effect; nothing breaks by it. `hint` is empty for a retired one."""

    path: str
    text: str
    hint: str = ""


def notes_on(own: Mapping[str, Any], settings: object) -> Iterator[Note]:
    """What is to be said of the keys of `PROCTORING_SETTINGS`, and of retired settings beside it."""
    known = {key.name: key for key in KEYS}
    for name in own:
        path = f'{OWN}["{name}"]'
        if name not in known:
            yield _unknown(path, str(name), known)
        elif known[name].fate is Fate.RETIRED:
            yield Note(path=path, text=f"{path} has no effect and can be removed. {known[name].says}")
    for setting in SETTINGS:
        if setting.name in _RETIRED_SETTINGS and _is_set(settings, *_RETIRED_SETTINGS[setting.name]):
            text = f"{setting.name} has no effect here and can be removed. {setting.says}"
            yield Note(path=setting.name, text=text)


def _unknown(path: str, name: str, known: Mapping[str, Known]) -> Note:
    near = difflib.get_close_matches(name.upper(), [key.upper() for key in known], n=1)
    named = next((key for key in known if near and key.upper() == near[0]), "")
    hint = f'Did you mean "{named}"?' if named else "Remove it, or look for its name in docs/operating.md."
    return Note(path=path, text=f"{path} is no setting that the host knows; it has no effect.", hint=hint)


def _is_set(settings: object, name: str, key: str) -> bool:
    value = getattr(settings, name, None)
    return isinstance(value, Mapping) and key in value
