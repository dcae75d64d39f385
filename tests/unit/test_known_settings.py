"""Every setting that edx-proctoring 6.1.4 reads is honoured, translated, retired with a message, or the platform's."""

from dataclasses import fields
from typing import Any

import pytest

from proctoring_host import conf
from proctoring_host.checks import check_settings
from proctoring_host.conf import ProctoringSettings
from proctoring_host.known_settings import KEYS, SETTINGS, SWITCHES, Fate, Known

BY_NAME = {known.name: known for known in (*KEYS, *SETTINGS)}

KEYS_OF_THE_REFERENCE = {
    "SITE_NAME": "exams.example.org",
    "PLATFORM_NAME": "Example University",
    "STATUS_EMAIL_FROM_ADDRESS": "exams@example.org",
    "CONTACT_EMAIL": "help@example.org",
    "ALLOW_REVIEW_UPDATES": False,
    "DEFAULT_REVIEW_POLICY": "Open Book",
    "REQUIRE_FAILURE_SECOND_REVIEWS": False,
    "SOFTWARE_SECURE_CLIENT_TIMEOUT": 30,
    "SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD": 10,
    "DESKTOP_APPLICATION_PING_INTERVAL_SECONDS": 17,
    "USE_ONBOARDING_PROFILE_API": True,
    "LINK_URLS": {"faq": "https://example.org/faq"},
    "low_threshold_pct": 0.4,
    "critically_low_threshold_pct": 0.1,
    "ALLOW_TIMED_OUT_STATE": True,
    "ALLOW_CALLBACK_SIMULATION": True,
}
SETTINGS_OF_THE_REFERENCE = {
    "PROCTORING_BACKENDS": {"mock": {}, "DEFAULT": "mock"},
    "PROCTORING_USER_OBFUSCATION_KEY": "an old key",
    "PROCTORED_EXAM_VIEWABLE_PAST_DUE": True,
    "SITE_NAME": "exams.example.org",
    "PLATFORM_NAME": "Example University",
    "CONTACT_EMAIL": "help@example.org",
    "TECH_SUPPORT_EMAIL": "tech@example.org",
    "DEFAULT_FROM_EMAIL": "exams@example.org",
    "HTTPS": "off",
    "LMS_ROOT_URL": "https://lms.example.org",
    "LEARNING_MICROFRONTEND_URL": "https://learning.example.org",
    "LANGUAGE_CODE": "fr",
    "ALLOW_REVIEW_UPDATES": False,
    "DEFAULT_REVIEW_POLICY": "Open Book",
    "REQUIRE_FAILURE_SECOND_REVIEWS": False,
    "ENABLE_SPECIAL_EXAMS": True,
    "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
}
LEFT_TO_OTHERS = ["COURSE_ID_PATTERN", "NODE_MODULES_ROOT", "ENV_ROOT", "DEBUG", "PIPELINE", "PIPELINE_JS", "JWT_AUTH"]
READ_BY_THE_PLUGIN_APP = ["AUTH_TOKENS", "ENV_TOKENS"]
SWITCHES_OF_THE_REFERENCE = [
    "edx_proctoring.<backend>_ping_failure_passthrough",
    "edx_proctoring.onboarding_profile_instructor_dashboard_api",
    "edx_proctoring.reds_api_redirect",
]


def by_setting(name: str) -> Known:
    found = {**{known.top: known for known in KEYS if known.top}, **BY_NAME}
    switch = 'FEATURES["ENABLE_SPECIAL_EXAMS"]'
    return found[switch if name in {"FEATURES", "ENABLE_SPECIAL_EXAMS"} else name]


@pytest.fixture(autouse=True)
def bare(settings: Any) -> Any:
    """A site that sets none of it."""
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {}
    settings.FEATURES = {}
    for name in (*SETTINGS_OF_THE_REFERENCE, "WEBPACK_LOADER", "PROCTORING_PLATFORM"):
        if name not in {"FEATURES", "PROCTORING_BACKENDS"} and hasattr(settings, name):
            setattr(settings, name, None)
    return settings


@pytest.mark.parametrize("name", KEYS_OF_THE_REFERENCE)
def test_a_key_of_the_reference_takes_effect_or_says_that_it_has_none(name: str, settings: Any) -> None:
    before = conf.get()

    settings.PROCTORING_SETTINGS = {name: KEYS_OF_THE_REFERENCE[name]}

    known, after = BY_NAME[name], conf.get()
    assert not after.problems[len(before.problems) :]
    if known.fate is Fate.RETIRED:
        [note] = after.notes
        assert note.text.startswith(f'PROCTORING_SETTINGS["{name}"] has no effect and can be removed. ')
    else:
        assert known.fate is Fate.HONOURED
        assert getattr(after, known.field) != getattr(before, known.field)
        assert after.notes == ()


@pytest.mark.parametrize("name", SETTINGS_OF_THE_REFERENCE)
def test_a_setting_beside_it_takes_effect(name: str, settings: Any) -> None:
    before = conf.get()

    setattr(settings, name, SETTINGS_OF_THE_REFERENCE[name])

    known, after = by_setting(name), conf.get()
    assert getattr(after, known.field) != getattr(before, known.field)


@pytest.mark.parametrize("name", LEFT_TO_OTHERS)
def test_what_belongs_to_the_platform_is_left_to_it(name: str, settings: Any) -> None:
    before = conf.get()

    setattr(settings, name, {} if name == "JWT_AUTH" else "anything")

    assert BY_NAME[name].fate is Fate.PLATFORM
    assert conf.get() == before


def test_the_list_of_scripts_of_vendors_is_retired(settings: Any) -> None:
    settings.WEBPACK_LOADER = {"DEFAULT": {}, "WORKERS": {"STATS_FILE": "somewhere"}}
    settings.PROCTORING_SETTINGS = {}

    [note] = conf.get().notes
    assert note.path == 'WEBPACK_LOADER["WORKERS"]'
    assert BY_NAME[note.path].fate is Fate.RETIRED


def test_every_switch_of_the_reference_is_known() -> None:
    assert [switch.name for switch in SWITCHES] == SWITCHES_OF_THE_REFERENCE


def test_a_key_that_nobody_knows_is_noted_with_the_one_that_was_meant(settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {"ALLOW_REVIEW_UPDATE": True, "LOW_THRESHOLD_PCT": 0.1, "weather": "fine"}

    notes = {note.path: note.hint for note in conf.get().notes}
    assert notes['PROCTORING_SETTINGS["ALLOW_REVIEW_UPDATE"]'] == 'Did you mean "ALLOW_REVIEW_UPDATES"?'
    assert notes['PROCTORING_SETTINGS["LOW_THRESHOLD_PCT"]'] == 'Did you mean "low_threshold_pct"?'
    assert "docs/operating.md" in notes['PROCTORING_SETTINGS["weather"]']


def test_a_note_is_an_information_among_the_checks(settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {"SOFTWARE_SECURE_CLIENT_TIMEOUT": 30}

    noted = [message for message in check_settings() if message.id == "proctoring.W012"]
    assert [(message.obj, message.is_serious()) for message in noted] == [
        ('PROCTORING_SETTINGS["SOFTWARE_SECURE_CLIENT_TIMEOUT"]', False)
    ]


def test_every_field_of_the_settings_is_in_the_tables() -> None:
    known = {known.field for known in BY_NAME.values()} | {"default_backend", "problems", "notes"}

    assert {field.name for field in fields(ProctoringSettings)} <= known


def test_every_name_in_the_tables_leads_to_a_field() -> None:
    there = {field.name for field in fields(ProctoringSettings)}
    elsewhere = {*READ_BY_THE_PLUGIN_APP, 'WEBPACK_LOADER["WORKERS"]'}

    led = {known.name for known in BY_NAME.values() if known.field in there}
    unled = {known.name for known in BY_NAME.values() if known.fate in {Fate.RETIRED, Fate.PLATFORM}}
    assert set(BY_NAME) == led | unled | elsewhere


@pytest.mark.parametrize(
    "known", [known for known in BY_NAME.values() if known.default[:1].isdigit()], ids=lambda k: k.name
)
def test_a_number_on_the_page_is_the_default(known: Known) -> None:
    assert float(known.default) == float(getattr(ProctoringSettings(), known.field))


@pytest.mark.parametrize(
    "known", [each for each in BY_NAME.values() if each.default in {"true", "false"}], ids=lambda k: k.name
)
def test_a_switch_on_the_page_stands_as_by_default(known: Known) -> None:
    assert getattr(ProctoringSettings(), known.field) is (known.default == "true")
