"""The tables of settings in docs/operating.md are those of the code, and its options are those of the backends."""

import re
from dataclasses import fields

from proctoring_rest_backend.options import RestOptions
from proctoring_software_secure.options import SoftwareSecureOptions

from proctoring_host import BackendOptions
from proctoring_host.registry.options import IGNORED, key_of
from tools import settings_page

PAGE = settings_page.PAGE.read_text("utf-8")
OPTIONS_OF_THE_REFERENCE = {
    "base_url",
    "client_id",
    "client_secret",
    "crypto_key",
    "default_rules",
    "exam_register_endpoint",
    "exam_sponsor",
    "has_dashboard",
    "help_center_article_url",
    "integration_specific_email",
    "learner_notification_from_email",
    "needs_oauth",
    "organization",
    "passing_statuses",
    "ping_interval",
    "secret_key",
    "secret_key_id",
    "send_email",
    "software_download_url",
    "supports_onboarding",
    "tech_support_email",
    "tech_support_phone",
    "timeout",
    "token_expiration_time",
    "verbose_name",
    "video_review_aes_key",
    "LINK_URLS",
    "requires_escalation_email",
    "show_review_rules",
}


def test_the_tables_are_those_of_the_code() -> None:
    assert settings_page.render() == PAGE, "run: make docs"


def test_every_option_of_the_reference_has_a_row_that_is_true() -> None:
    section = PAGE.split("Options of backends, in")[1].split("\n## ")[0]
    told = {
        key: (fate, who)
        for keys, fate, who in re.findall(r"^\| (`.+`) \| (.+) \| (.+) \|$", section, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", keys)
    }
    takers = {"all": BackendOptions, "SoftwareSecure": SoftwareSecureOptions, "REST": RestOptions}

    assert sorted(told) == sorted(OPTIONS_OF_THE_REFERENCE)
    for key, (fate, who) in told.items():
        takes = [key in {key_of(field) for field in fields(takers[name])} for name in who.split(", ")]
        assert all(takes) == (fate == "honoured"), key
        assert (key in IGNORED) == (fate != "honoured"), key
