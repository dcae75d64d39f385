"""`proctoring doctor` finds what is wrong, says where it stands, and prints no secret."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from proctoring_host.management.database_causes import REFUSED
from proctoring_host.management.doctor import configuration, findings
from proctoring_host.management.doctor.findings import error, info, warning, without_secrets
from proctoring_host.management.subcommands import doctor
from tests.integration.standalone.conftest import ENABLED, MOCK, Standalone

SECRETS = {
    "database": "distinctive-database-word",
    "mail": "distinctive-mail-word",
    "django": "distinctive-django-word",
    "callback": "distinctive-callback-word",
    "unknown": "distinctive-unknown-word",
    "pseudonym": "distinctive-pseudonym-word",
}


def _ids(found: Any) -> set[str]:
    return {finding["id"] for finding in found}


def test_a_sound_installation_has_no_errors(migrated: Standalone) -> None:
    done = migrated.run("doctor", "--json")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["ok"] is True
    assert [finding for finding in found["findings"] if finding["level"] == "error"] == []


@pytest.mark.parametrize(
    ("auth", "id_", "setting"),
    [
        ({"PROCTORING_BACKENDS": {"mock": {}}}, findings.DEFAULT_BACKEND, 'PROCTORING_BACKENDS["DEFAULT"]'),
        (
            {"PROCTORING_BACKENDS": {"mock": {}, "DEFAULT": "other"}},
            findings.DEFAULT_BACKEND,
            'PROCTORING_BACKENDS["DEFAULT"]',
        ),
        ({}, findings.DEFAULT_BACKEND, 'PROCTORING_BACKENDS["DEFAULT"]'),
        (
            {"PROCTORING_BACKENDS": {"mock": {"verdicts": "passed"}, "DEFAULT": "mock"}},
            findings.OPTIONS,
            'PROCTORING_BACKENDS["mock"]["verdicts"]',
        ),
        (
            {"PROCTORING_BACKENDS": {"nobody": {}, "DEFAULT": "nobody"}},
            findings.PLUGIN,
            'PROCTORING_BACKENDS["nobody"]',
        ),
        ({**MOCK, "PROCTORING_SETTINGS": {"low_threshold_pct": 7}}, findings.SETTING, None),
        ({**MOCK, "ALLOWED_HOSTS": "x"}, findings.SETTING_OF_FILE, "ALLOWED_HOSTS"),
        ("{", findings.FILE_UNUSABLE, ""),
    ],
)
def test_a_configuration_finding_ends_with_1_and_names_id_and_setting(
    migrated: Standalone, auth: Any, id_: str, setting: str | None
) -> None:
    migrated.configure(auth=auth)

    done = migrated.run("doctor", "--json")

    found = [finding for finding in json.loads(done.stdout)["findings"] if finding["id"] == id_]
    assert done.returncode == 1
    assert found
    assert setting is None or found[0]["setting"] == setting
    assert found[0]["hint"]


def test_a_file_that_cannot_be_read_is_the_only_thing_said_of_what_it_should_hold(migrated: Standalone) -> None:
    migrated.configure(auth="{")

    found = _ids(migrated.findings())

    assert findings.FILE_UNUSABLE in found
    assert findings.DEFAULT_BACKEND not in found


@pytest.mark.parametrize("value", ["mock", {}])
def test_a_default_in_small_letters_is_one_finding_with_the_right_name(settings: Any, value: Any) -> None:
    settings.PROCTORING_BACKENDS = {"mock": {}, "default": value}

    found = [one for one in configuration.of_settings() if "PROCTORING_BACKENDS" in one.setting]

    assert [(one.id, one.setting) for one in found] == [(findings.DEFAULT_BACKEND, 'PROCTORING_BACKENDS["DEFAULT"]')]
    assert 'Did you mean "DEFAULT"?' in found[0].hint


def test_missing_and_unknown_option_keys_are_findings_of_their_own_with_their_lines(migrated: Standalone) -> None:
    backend = {"secret_key": SECRETS["callback"], "secret_kee": SECRETS["unknown"]}
    migrated.configure(auth={"PROCTORING_BACKENDS": {"rpnow4": backend, "DEFAULT": "rpnow4"}})

    found = {finding["setting"]: finding for finding in migrated.findings() if finding["id"] == findings.OPTIONS}

    unknown = found['PROCTORING_BACKENDS["rpnow4"]["secret_kee"]']
    missing = found['PROCTORING_BACKENDS["rpnow4"]["crypto_key"]']
    assert unknown["place"] == "lms.auth.json, line 5, column 7"
    assert missing["place"] == "lms.auth.json, line 3, column 5"
    assert "missing" in missing["text"]


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_no_secret_is_printed_whatever_is_wrong(standalone: Standalone, arguments: tuple[str, ...]) -> None:
    mock = {"callback_secret": SECRETS["callback"], "verdict": SECRETS["callback"], "api_token": SECRETS["unknown"]}
    env = {**ENABLED, "PROCTORING_USER_OBFUSCATION_KEY": SECRETS["pseudonym"], "EMAIL_PORT": SECRETS["mail"]}
    standalone.configure(env, {"PROCTORING_BACKENDS": {"mock": mock, "DEFAULT": "mock"}})

    done = standalone.run(
        "doctor",
        *arguments,
        SECRET_KEY=SECRETS["django"],
        DATABASE_URL=f"postgres://user:{SECRETS['database']}@127.0.0.1:1/name",
        EMAIL_URL=f"smtp://user:{SECRETS['mail']}@127.0.0.1:1",
    )

    assert done.returncode == 1
    assert [secret for secret in SECRETS.values() if secret in done.stdout + done.stderr] == []
    assert findings.DATABASE in done.stdout
    assert REFUSED in done.stdout
    assert findings.MAIL in done.stdout


def test_tables_that_are_missing_are_found(standalone: Standalone) -> None:
    assert findings.MIGRATIONS in _ids(standalone.findings())


def test_an_unreadable_address_of_the_database_is_found_and_the_rest_is_looked_at(standalone: Standalone) -> None:
    standalone.variables = {"DATABASE_URL": "nonsense"}

    found = _ids(standalone.findings())

    assert {findings.ENVIRONMENT, findings.DATABASE, findings.MAIL_IN_FILES} <= found


def test_a_language_without_translations_is_found_and_the_default_is_used(migrated: Standalone) -> None:
    migrated.configure(env={**ENABLED, "LANGUAGE_CODE": "xx-nowhere"})

    found = {finding["setting"]: finding for finding in migrated.findings()}

    assert found["LANGUAGE_CODE"]["id"] == findings.SETTING_OF_FILE
    assert found["LANGUAGE_CODE"]["place"].startswith("lms.env.json, line ")


@pytest.mark.parametrize(
    ("address", "hint"),
    [("oracle://user:hidden-word@127.0.0.1:1/name", "driver"), ("sqlite://hidden-word.db", "sqlite:///folder/file")],
)
def test_a_database_that_this_host_cannot_speak_to_is_found(migrated: Standalone, address: str, hint: str) -> None:
    done = migrated.run("doctor", "--json", DATABASE_URL=address)

    found = {finding["id"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert found[findings.ENVIRONMENT]["setting"] == "DATABASE_URL"
    assert hint in found[findings.ENVIRONMENT]["hint"]
    assert "hidden-word" not in done.stdout + done.stderr


def test_folders_of_email_templates_that_cannot_be_meant_are_found(migrated: Standalone) -> None:
    absent = str(migrated.folder / "absent")
    folders = {"EMAIL_TEMPLATE_DIRS": ["theme", absent, str(migrated.folder), 7]}
    migrated.configure(env={**ENABLED, "PROCTORING_SETTINGS": folders})

    found = [finding for finding in migrated.findings() if finding["id"] == findings.SETTING]

    assert len(found) == 3
    assert {finding["setting"] for finding in found} == {'PROCTORING_SETTINGS["EMAIL_TEMPLATE_DIRS"]'}
    assert {finding["place"] for finding in found} == {"lms.env.json, line 7, column 5"}
    texts = " ".join(finding["text"] for finding in found)
    assert "names theme, which is another folder" in texts
    assert f"names {absent}, and there is no such folder" in texts
    assert "the names of folders only" in texts


def test_an_error_of_djangos_own_checks_is_found(migrated: Standalone) -> None:
    migrated.configure(env={**ENABLED, "LANGUAGES": [["not a code", "Nothing"]]})

    done = migrated.run("doctor", "--json")

    found = [one["text"] for one in json.loads(done.stdout)["findings"] if one["id"] == findings.SYSTEM_CHECK]
    assert done.returncode == 1
    assert any(text.startswith("translation.E002: ") for text in found)


def test_checks_that_break_off_are_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off() -> None:
        raise KeyError("hidden-word")

    monkeypatch.setattr(configuration.system_checks, "run_checks", break_off)

    found = list(configuration.of_system_checks())

    assert [(one.id, one.text) for one in found] == [
        (findings.SYSTEM_CHECK, "The system checks did not come to an end (KeyError).")
    ]


def test_a_broken_override_of_an_email_is_found_with_its_line(migrated: Standalone) -> None:
    folder = migrated.folder / "theme" / "emails"
    folder.mkdir(parents=True)
    (folder / "proctoring_attempt_submitted_email.html").write_text("Hello\n{{ no_such_name }}")
    settings = {"PROCTORING_SETTINGS": {"EMAIL_TEMPLATE_DIRS": [str(migrated.folder / "theme")]}}
    migrated.configure(env={**ENABLED, **settings})

    found = [finding for finding in migrated.findings() if finding["id"] == findings.EMAIL_TEMPLATE]

    assert "no_such_name" in found[0]["text"]
    assert "line 2" in found[0]["text"]


def test_a_mail_folder_that_cannot_be_written_is_found(migrated: Standalone) -> None:
    (migrated.folder / "taken").write_text("")
    migrated.variables = {"EMAIL_URL": f"filemail:///{migrated.folder}/taken"}

    assert findings.MAIL in _ids(migrated.findings())


def test_warnings_alone_end_with_0_unless_strict(migrated: Standalone) -> None:
    migrated.configure(env={"FEATURES": {"ENABLE_SPECIAL_EXAMS": False}})

    assert migrated.run("doctor").returncode == 0
    assert migrated.run("doctor", "--strict").returncode == 1


def test_live_calls_the_vendor(migrated: Standalone) -> None:
    account = {
        "crypto_key": "0123456789abcdefghijklmn",
        "exam_register_endpoint": "http://127.0.0.1:9/register",
        "exam_sponsor": "sponsor",
        "organization": "organization",
        "secret_key": SECRETS["callback"],
        "secret_key_id": "id",
        "software_download_url": "http://127.0.0.1:9/download",
    }
    migrated.configure(auth={"PROCTORING_BACKENDS": {"rpnow4": account, "DEFAULT": "rpnow4"}})

    quiet, live = migrated.findings(), migrated.findings("--live")

    assert _ids(quiet) < _ids(live)


@pytest.mark.django_db
def test_in_a_platform_it_looks_at_the_platforms_own_settings(settings: Any) -> None:
    settings.PROCTORING_BACKENDS = MOCK["PROCTORING_BACKENDS"]
    settings.PROCTORING_SETTINGS = {"LINK_URLS": ["x"]}
    settings.PROCTORING_PLATFORM = "no.such.function"
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("proctoring", "doctor", "--json", stdout=out)

    found = {finding["id"]: finding for finding in json.loads(out.getvalue())["findings"]}
    assert found[findings.SETTING]["setting"] == 'PROCTORING_SETTINGS["LINK_URLS"]'
    assert found[findings.PLATFORM]["setting"] == "PROCTORING_PLATFORM"
    assert findings.NO_FOLDER not in found


def test_a_secret_within_another_is_masked_whole() -> None:
    found = without_secrets(error("x", "a secret-word-and-more b"), ["secret-word-and-more", "secret-word"])

    assert found.text == "a *** b"


def test_the_text_counts_and_says_that_vendors_were_not_called() -> None:
    text = doctor.as_text(
        [error("a.1", "Wrong.", "Mend it.", setting="X"), warning("a.2", "Odd."), info("a.3", "So.")], live=False
    )

    assert text.splitlines() == [
        "error   a.1  Wrong.",
        "        in X",
        "        Mend it.",
        "",
        "warning a.2  Odd.",
        "",
        "note    a.3  So.",
        "",
        "1 error, 1 warning.",
        "The vendors were not called; --live does that.",
    ]


def test_ids_are_unique() -> None:
    ids = [value for name, value in vars(findings).items() if name.isupper()]

    assert len(ids) == len(set(ids)) > 15


def test_every_id_is_documented_once_with_its_number() -> None:
    ids = {value for name, value in vars(findings).items() if name.isupper()}
    page = (Path(__file__).parents[3] / "docs" / "operating.md").read_text()

    assert sorted(re.findall(r"^\| `(proctoring\.D\d+)`", page, re.MULTILINE)) == sorted(ids)


def test_a_setting_of_the_wrong_kind_is_named_once_and_in_words(standalone: Standalone) -> None:
    standalone.configure(env={"FEATURES": {"ENABLE_SPECIAL_EXAMS": "yes"}, "SITE_NAME": 5})

    found = standalone.findings()

    texts = [finding["text"] for finding in found]
    assert 'FEATURES["ENABLE_SPECIAL_EXAMS"] must be true or false, not text.' in texts
    assert [text for text in texts if text.startswith("SITE_NAME")] == ["SITE_NAME must be text, not a number."]
