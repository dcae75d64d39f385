"""Which settings of the files are taken over, and what the environment gives."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from proctoring_host.standalone import environment, sources
from proctoring_host.standalone.environment import Environment


def _read(folder: Path, settings: dict[str, Any]) -> sources.Sources:
    (folder / "lms.env.json").write_text(json.dumps(settings))
    (folder / "lms.auth.json").write_text("{}")
    return sources.read(Environment({"PROCTORING_CONFIG_DIR": str(folder)}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SITE_NAME", "exams.example.com"),
        ("PLATFORM_NAME", "Exams"),
        ("CONTACT_EMAIL", "contact@example.com"),
        ("LEARNING_MICROFRONTEND_URL", "https://learning.example.com"),
        ("LANGUAGE_CODE", "de"),
        ("TIME_ZONE", "Europe/Berlin"),
        ("DEFAULT_FROM_EMAIL", "exams@example.com"),
        ("EMAIL_PORT", 587),
        ("SESSION_COOKIE_AGE", 3600),
        ("CSRF_TRUSTED_ORIGINS", ["https://exams.example.com"]),
        ("FEATURES", {"ENABLE_SPECIAL_EXAMS": True}),
    ],
)
def test_a_known_setting_is_taken_over(tmp_path: Path, key: str, value: Any) -> None:
    found = _read(tmp_path, {key: value})

    assert found.taken == {key: value}
    assert found.problems == ()


@pytest.mark.parametrize("key", ["DATABASES", "INSTALLED_APPS", "MIDDLEWARE", "CACHES", "DEBUG", "MONGODB_LOG", "x"])
def test_what_belongs_to_another_site_or_is_unknown_is_left_alone(tmp_path: Path, key: str) -> None:
    found = _read(tmp_path, {key: {"whatever": 1}})

    assert found.taken == {}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ALLOWED_HOSTS", "exams.example.com"),
        ("LANGUAGE_CODE", 5),
        ("EMAIL_PORT", "587"),
        ("EMAIL_PORT", True),
        ("EMAIL_USE_TLS", "yes"),
        ("TIME_ZONE", "Nowhere/City"),
        ("TIME_ZONE", "../../etc/passwd"),
    ],
)
def test_a_setting_of_the_wrong_type_is_reported_with_its_line_and_not_taken(
    tmp_path: Path, key: str, value: Any
) -> None:
    found = _read(tmp_path, {key: value})

    [problem] = found.problems
    assert problem.setting == key
    assert problem.place == "lms.env.json, line 1, column 2"
    assert str(value) not in problem.text
    assert found.taken == {}


def test_the_default_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    found = environment.database(Environment({}), tmp_path)

    assert found["NAME"] == tmp_path / "db.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_options_of_the_address_win_over_those_of_the_host(tmp_path: Path) -> None:
    found = environment.database(Environment({"DATABASE_URL": "sqlite:///a.db?timeout=3"}), tmp_path)

    assert found["OPTIONS"]["timeout"] == 3


def test_a_file_stays_open_for_a_minute_as_the_connection_to_a_server_does(tmp_path: Path) -> None:
    assert environment.database(Environment({}), tmp_path)["CONN_MAX_AGE"] == 60


@pytest.mark.parametrize(
    ("url", "engine"),
    [("postgres://u:p@h/n", "django.db.backends.postgresql"), ("mysql://u:p@h/n", "django.db.backends.mysql")],
)
def test_a_database_server_keeps_its_connections_and_checks_them(tmp_path: Path, url: str, engine: str) -> None:
    found = environment.database(Environment({"DATABASE_URL": url}), tmp_path)

    assert (found["ENGINE"], found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (engine, 60, True)


@pytest.mark.parametrize("url", ["nonsense", "unknown://host/name", "postgres://u:hidden-word@h:port/n"])
def test_an_unreadable_database_address_is_reported_by_its_name_only(tmp_path: Path, url: str) -> None:
    env = Environment({"DATABASE_URL": url})

    found = environment.database(env, tmp_path)

    [problem] = env.problems
    assert found["ENGINE"] == "django.db.backends.dummy"
    assert problem.setting == "DATABASE_URL"
    assert url not in problem.text + problem.hint
    assert "hidden-word" not in problem.text + problem.hint


def test_mail_goes_to_files_in_the_named_folder(tmp_path: Path) -> None:
    found = environment.mail(Environment({"EMAIL_URL": f"filemail:///{tmp_path}"}), tmp_path / "data")

    assert found == {"EMAIL_BACKEND": environment.FILE_BACKEND, "EMAIL_FILE_PATH": str(tmp_path)}


def test_three_slashes_mean_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    found = environment.mail(Environment({"EMAIL_URL": "filemail:///mails"}), tmp_path / "data")

    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mails")


def test_three_slashes_mean_the_root_where_only_that_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    found = environment.mail(Environment({"EMAIL_URL": f"filemail://{tmp_path}/mails"}), tmp_path / "data")

    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mails")


def test_a_mail_server_is_taken_apart() -> None:
    found = environment.mail(Environment({"EMAIL_URL": "smtp+tls://u:p@mail.example.com:587"}), Path())

    assert found["EMAIL_HOST"] == "mail.example.com"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_HOST_USER"]) == (587, True, "u")


@pytest.mark.parametrize("url", ["pigeon://hidden-word@x", "smtp://u:hidden-word@h:port"])
def test_an_unreadable_mail_address_is_reported_and_mail_goes_to_files(tmp_path: Path, url: str) -> None:
    env = Environment({"EMAIL_URL": url})

    found = environment.mail(env, tmp_path)

    [problem] = env.problems
    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert "hidden-word" not in problem.text + problem.hint


@pytest.mark.parametrize(("value", "on"), [("1", True), ("true", True), ("0", False), ("", False), ("maybe", False)])
def test_a_switch_is_off_unless_it_is_clearly_on(value: str, on: bool) -> None:
    env = Environment({"DEBUG": value})

    assert env.switch("DEBUG") is on
    assert [problem.setting for problem in env.problems] == (["DEBUG"] if value == "maybe" else [])


def test_a_secret_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret_key"

    first, second = environment.kept_key(file), environment.kept_key(file)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [kept.name for kept in file.parent.iterdir()] == ["secret_key"]


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert environment.kept_key(tmp_path / "a") != environment.kept_key(tmp_path / "b")


def test_a_key_that_cannot_be_kept_is_a_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY, or set PROCTORING_DATA_DIR"):
        environment.kept_key(tmp_path / "file" / "secret_key")


@pytest.mark.parametrize(
    ("site_name", "extra"),
    [("exams.example.com:8000", ["exams.example.com"]), (None, []), (5, [])],
)
def test_the_sites_own_name_is_an_allowed_host(site_name: Any, extra: list[str]) -> None:
    assert environment.own_hosts(site_name) == [*environment.LOOPBACK_HOSTS, *extra]


@pytest.mark.parametrize(
    ("site_name", "origins"), [("exams.example.com", ["https://exams.example.com"]), (None, []), (5, [])]
)
def test_forms_of_the_site_over_https_are_trusted(site_name: Any, origins: list[str]) -> None:
    assert environment.own_origins(site_name) == origins


def test_folders_are_for_this_user_alone(tmp_path: Path) -> None:
    environment.make_folders(tmp_path / "data")

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert os.access(tmp_path / "data" / "static", os.W_OK)
