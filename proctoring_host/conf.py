"""What the settings of the site say: read lazily, typed, with every problem collected instead of raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import setting_changed

from proctoring_host.conf_reader import EMPTY, Reader, SettingProblem
from proctoring_host.domain.kinds_of_values import kind_of
from proctoring_host.domain.rates import Rate, parse_rate
from proctoring_host.known_settings import Note, notes_on
from proctoring_host.mail_settings import MailSettings, read_mail_settings
from proctoring_host.signing import KeyUnusable, SigningKey, read_key

__all__ = ["THROTTLES", "ProctoringSettings", "SettingProblem", "get"]
# Below these all addresses of the host are, but those of pages. Clients and vendors know the first.
KNOWN_ADDRESSES = "api/edx_proctoring/"
OWN_ADDRESSES = "api/proctoring_host/"
# Counted for each network address, so these have to do for everybody behind one: a whole campus may open its launch
# links, twice each, in the minute in which a large exam begins, and a vendor may send a night's reviews in one go.
# Codes are random and cannot be guessed at any rate; the limits only keep one caller from using the site up.
THROTTLES: Mapping[str, Rate] = MappingProxyType(
    {
        "launch": Rate(3000, 60),
        "review_callback": Rate(1200, 60),
        "backend_callback": Rate(1200, 60),
        "documents": Rate(600, 60),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProctoringSettings:
    """Every setting of the host, with the names of the reference in lower case.

    `backends` holds the raw options by configured name, without DEFAULT. A setting that was wrong has its default
    here and an entry in `problems`; one that has no effect has an entry in `notes`. Of `access_token_keys` the first
    signs, and all are published; without an `access_token_audience` the site itself is the audience. A request waits
    `registration_wait_seconds` for a vendor at most, and not at all while `requests_waiting` others of its process do.
    `effects_inline` is whether requests see to their effects at all, `celery` whether they hand them over to it. After
    `effects_kept_days` those may be removed that nobody asks for; never with 0.
    `grades_from` is `services` or `events`. `in_studio` is whether this process is one of Studio, without services.
    """

    enabled: bool = False
    backends: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: EMPTY, repr=False)
    default_backend: str | None = None
    site_name: str = "localhost"
    platform_name: str = ""
    contact_email: str = ""
    tech_support_email: str = ""
    status_email_from_address: str = ""
    allow_review_updates: bool = True
    default_review_policy: str = "Closed Book"
    require_failure_second_reviews: bool = True
    ping_interval: int = 60
    ping_misses_tolerated: int = 2
    ping_window: int = 600
    link_urls: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    low_threshold_pct: float = 0.2
    critically_low_threshold_pct: float = 0.05
    allow_timed_out_state: bool = False
    allow_callback_simulation: bool = False
    allow_legacy_backends: bool = False
    user_obfuscation_key: str = field(default="", repr=False)
    viewable_past_due: bool = False
    use_onboarding_profile_api: bool = False
    https: bool = True
    lms_root_url: str = ""
    learning_microfrontend_url: str = ""
    email_template_dirs: tuple[Path, ...] = ()
    emails: MailSettings = field(default_factory=MailSettings)
    language_code: str = "en"
    effects_inline: bool = True
    celery: bool = False
    effects_kept_days: int = 0
    registration_wait_seconds: float = 3.0
    requests_waiting: int = 2
    metrics_token: str = field(default="", repr=False)
    platform: str = ""
    is_beside_edx_proctoring: bool = False
    take_over_addresses: bool = False
    in_studio: bool = False
    grades_from: str = "services"
    access_token_keys: tuple[SigningKey, ...] = field(default=(), repr=False)
    access_token_audience: str = ""
    trusted_proxies: int = 0
    throttles: Mapping[str, Rate | None] = field(default_factory=lambda: THROTTLES)
    courses: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: EMPTY)
    problems: tuple[SettingProblem, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def base_url(self) -> str:
        """Scheme and site, as the vendors and the mails see this platform; without a slash at the end."""
        return f"{'https' if self.https else 'http'}://{self.site_name}"

    @property
    def mounted_at(self) -> str:
        """Where the addresses of the host are on a platform: the known ones, unless edx-proctoring answers there."""
        return OWN_ADDRESSES if self.is_beside_edx_proctoring else KNOWN_ADDRESSES

    @property
    def reached_at(self) -> str:
        """What vendors are told. Beside edx-proctoring the known ones lead to the host once it took them over."""
        return KNOWN_ADDRESSES if self.take_over_addresses else self.mounted_at


def get() -> ProctoringSettings:
    """The settings as they are now; read once, and again after Django says that one has changed."""
    return _read()


def _enabled(reader: Reader) -> bool:
    """The flat setting of newer platforms wins over the feature flag of older ones."""
    flat = getattr(settings, "ENABLE_SPECIAL_EXAMS", None)
    if flat is not None:
        return reader.checked("ENABLE_SPECIAL_EXAMS", flat, bool, default=False)
    features = reader.mapping("FEATURES", getattr(settings, "FEATURES", {}))
    path = 'FEATURES["ENABLE_SPECIAL_EXAMS"]'
    return reader.checked(path, features.get("ENABLE_SPECIAL_EXAMS", False), bool, default=False)


def _backends(reader: Reader) -> tuple[Mapping[str, Mapping[str, Any]], str | None]:
    configured = dict(reader.mapping("PROCTORING_BACKENDS", getattr(settings, "PROCTORING_BACKENDS", {})))
    default = configured.pop("DEFAULT", None)
    misspelt = [name for name in configured if str(name).upper() == "DEFAULT" and default is None]
    configured = {name: options for name, options in configured.items() if name not in misspelt}
    backends = {name: reader.mapping(f'PROCTORING_BACKENDS["{name}"]', options) for name, options in configured.items()}
    path = 'PROCTORING_BACKENDS["DEFAULT"]'
    if misspelt:
        hint = 'Did you mean "DEFAULT"? It is written in capitals.'
        reader.problem(path, f"{path} is missing, but there is {', '.join(misspelt)}.", hint)
    elif default is not None and not isinstance(default, str):
        reader.problem(path, f"{path} must be the name of a backend, not {kind_of(default)}.")
        default = None
    elif default is None and backends:
        reader.problem(path, f"{path} is missing.", f"Name one of these as the default: {', '.join(backends)}.")
    elif default is not None and default not in backends:
        known = ", ".join(backends) or "no backend is configured"
        reader.problem(path, f"{path} names a backend that is not configured: {default}.", f"Configured: {known}.")
    return MappingProxyType(backends), default


def _access_token_keys(reader: Reader) -> tuple[SigningKey, ...]:
    """One key, or a list with the newest first; those that cannot be used are left out."""
    path = 'PROCTORING_SETTINGS["ACCESS_TOKEN_KEY"]'
    value: Any = reader.take("ACCESS_TOKEN_KEY", (str, list, tuple), "", top="PROCTORING_ACCESS_TOKEN_KEY")
    texts = [value] if isinstance(value, str) else list(value)
    keys = []
    for position, text in enumerate(texts):
        if text == "":
            continue
        where = path if isinstance(value, str) else f"{path}[{position}]"
        try:
            keys.append(read_key(text if isinstance(text, str) else ""))
        except KeyUnusable as unusable:
            hint = "Make one with: openssl genpkey -algorithm ed25519"
            reader.problem(where, f"{where} cannot be used. {unusable}", hint)
    return tuple(keys)


def _grades_from(reader: Reader) -> str:
    """Who is told what a change means for grades: the platform's services, or those who receive its events."""
    chosen = reader.choice("GRADES_FROM", ("services", "events"))
    if chosen == "events" and find_spec("openedx_events") is None:
        path = 'PROCTORING_SETTINGS["GRADES_FROM"]'
        hint = "Install openedx-events; the platform's services are told until then."
        reader.problem(path, f'{path} is "events", but there are none.', hint)
        return "services"
    return chosen


def _throttles(reader: Reader) -> Mapping[str, Rate | None]:
    """The rate of each scope; None where it is switched off."""
    path = 'PROCTORING_SETTINGS["THROTTLES"]'
    rates: dict[str, Rate | None] = dict(THROTTLES)
    for scope, written in reader.mapping(path, reader.own.get("THROTTLES") or {}).items():
        where = f'{path}["{scope}"]'
        if scope not in THROTTLES:
            reader.problem(where, f"{where} limits nothing.", f"There is a limit for: {', '.join(THROTTLES)}.")
            continue
        try:
            rates[scope] = None if written is None else parse_rate(str(written))
        except ValueError as wrong:
            reader.problem(where, f"{where} cannot be used. {wrong}", "Such as 600/minute; null for no limit.")
    return MappingProxyType(rates)


def _courses(reader: Reader) -> Mapping[str, Mapping[str, Any]]:
    """What a site without a course catalogue tells of its courses: `name`, `escalation_email`, `ends_at`."""
    found = reader.mapping("PROCTORING_COURSES", getattr(settings, "PROCTORING_COURSES", {}))
    return MappingProxyType(
        {key: reader.mapping(f'PROCTORING_COURSES["{key}"]', about) for key, about in found.items()}
    )


@cache
def _read() -> ProctoringSettings:
    reader = Reader()
    backends, default_backend = _backends(reader)
    values: dict[str, Any] = {
        "enabled": _enabled(reader),
        "backends": backends,
        "default_backend": default_backend,
        "courses": _courses(reader),
        "throttles": _throttles(reader),
        "access_token_keys": _access_token_keys(reader),
        "link_urls": reader.links(),
        "email_template_dirs": reader.folders("EMAIL_TEMPLATE_DIRS"),
        "emails": read_mail_settings(reader.own.get("EMAILS"), reader.problem),
        **_texts(reader),
        **_switches_and_numbers(reader),
    }
    notes = tuple(notes_on(reader.own, settings))
    return ProctoringSettings(**values, problems=tuple(reader.problems), notes=notes)


def _texts(reader: Reader) -> dict[str, str]:
    """Texts, with the top-level settings that stand in for them."""
    contact = reader.take("CONTACT_EMAIL", str, "", top="CONTACT_EMAIL")
    return {
        "site_name": reader.take("SITE_NAME", str, "localhost", top="SITE_NAME"),
        "platform_name": reader.take("PLATFORM_NAME", str, "", top="PLATFORM_NAME"),
        "contact_email": contact,
        "tech_support_email": reader.take("TECH_SUPPORT_EMAIL", str, contact, top="TECH_SUPPORT_EMAIL"),
        "status_email_from_address": reader.take("STATUS_EMAIL_FROM_ADDRESS", str, "", top="DEFAULT_FROM_EMAIL"),
        "default_review_policy": reader.take("DEFAULT_REVIEW_POLICY", str, "Closed Book", top="DEFAULT_REVIEW_POLICY"),
        "user_obfuscation_key": reader.take("USER_OBFUSCATION_KEY", str, "", top="PROCTORING_USER_OBFUSCATION_KEY"),
        "lms_root_url": reader.take("LMS_ROOT_URL", str, "", top="LMS_ROOT_URL"),
        "learning_microfrontend_url": reader.take(
            "LEARNING_MICROFRONTEND_URL", str, "", top="LEARNING_MICROFRONTEND_URL"
        ),
        "metrics_token": reader.take("METRICS_TOKEN", str, ""),
        "access_token_audience": reader.take("ACCESS_TOKEN_AUDIENCE", str, ""),
        "grades_from": _grades_from(reader),
        "platform": reader.take("PLATFORM", str, "", top="PROCTORING_PLATFORM"),
        "language_code": reader.take("LANGUAGE_CODE", str, "en", top="LANGUAGE_CODE"),
    }


def _switches_and_numbers(reader: Reader) -> dict[str, Any]:
    return {
        "allow_review_updates": reader.take("ALLOW_REVIEW_UPDATES", bool, True, top="ALLOW_REVIEW_UPDATES"),
        "require_failure_second_reviews": reader.take(
            "REQUIRE_FAILURE_SECOND_REVIEWS", bool, True, top="REQUIRE_FAILURE_SECOND_REVIEWS"
        ),
        "ping_interval": reader.take("DESKTOP_APPLICATION_PING_INTERVAL_SECONDS", int, 60),
        "ping_misses_tolerated": max(0, reader.take("PING_MISSES_TOLERATED", int, 2)),
        "ping_window": max(0, reader.take("PING_WINDOW_SECONDS", int, 600)),
        "low_threshold_pct": reader.fraction("low_threshold_pct", 0.2),
        "critically_low_threshold_pct": reader.fraction("critically_low_threshold_pct", 0.05),
        "trusted_proxies": max(0, reader.take("TRUSTED_PROXIES", int, 0)),
        "allow_timed_out_state": reader.take("ALLOW_TIMED_OUT_STATE", bool, False),
        "allow_callback_simulation": reader.take("ALLOW_CALLBACK_SIMULATION", bool, False),
        "allow_legacy_backends": reader.take("ALLOW_LEGACY_BACKENDS", bool, False),
        "viewable_past_due": reader.take("VIEWABLE_PAST_DUE", bool, False, top="PROCTORED_EXAM_VIEWABLE_PAST_DUE"),
        "use_onboarding_profile_api": reader.take("USE_ONBOARDING_PROFILE_API", bool, False),
        "https": str(getattr(settings, "HTTPS", "on")).lower() == "on",
        "effects_inline": reader.take("EFFECTS_INLINE", bool, True),
        "celery": reader.take("EFFECTS_BY_CELERY", bool, _has_broker()),
        "is_beside_edx_proctoring": names_edx_proctoring(settings.INSTALLED_APPS),
        "take_over_addresses": reader.take("TAKE_OVER_ADDRESSES", bool, False),
        "in_studio": reader.checked(
            "PROCTORING_IN_STUDIO", getattr(settings, "PROCTORING_IN_STUDIO", False), bool, default=False
        ),
        "registration_wait_seconds": reader.number("REGISTRATION_WAIT_SECONDS", 3.0, most=30),
        "effects_kept_days": int(reader.number("EFFECTS_KEPT_DAYS", 0, most=36_500)),
        "requests_waiting": int(reader.number("REQUESTS_WAITING", 2, most=1000)),
    }


def _has_broker() -> bool:
    """Open edX makes `BROKER_URL` of its parts, also where they are all empty."""
    older = urlsplit(str(getattr(settings, "BROKER_URL", "") or ""))
    return bool(getattr(settings, "CELERY_BROKER_URL", None) or older.hostname or older.scheme == "memory")


def names_edx_proctoring(installed: Iterable[str]) -> bool:
    """As a package or as its configuration. The settings are asked, because apps may not be ready."""
    return any(app.partition(".")[0] == "edx_proctoring" for app in installed)


def _forget(**_: Any) -> None:
    _read.cache_clear()


setting_changed.connect(_forget, dispatch_uid="proctoring_host.conf")
