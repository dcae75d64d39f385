"""What the standalone host takes from environment variables, and what stands in for those that are absent.

A variable that cannot be used is reported by its name and never by its value: most of them hold a password.
"""

import base64
import os
import secrets
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured

from proctoring_host.standalone.config_files import FileProblem

ENVIRONMENT = "environment"
LOOPBACK_HOSTS = ("localhost", ".localhost", "127.0.0.1", "[::1]")
FILE_BACKEND = "proctoring_host.mail.transports.FileBackend"
SQLITE_OPTIONS: Mapping[str, Any] = {
    # Every transaction of ours writes: taking the lock at its beginning waits in line instead of failing later.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
SQLITE = "django.db.backends.sqlite3"
MYSQL = "django.db.backends.mysql"
# Of a private key in PKCS #8 (RFC 8410), all that stands before its 32 random bytes.
ED25519_KEY_PREFIX = bytes.fromhex("302e020100300506032b657004220420")
NO_DATABASE = {"ENGINE": "django.db.backends.dummy"}


@dataclass(slots=True)
class Environment:
    """Reads variables out of a mapping and collects what was wrong with them."""

    variables: Mapping[str, str]
    problems: list[FileProblem] = field(default_factory=list)

    def problem(self, variable: str, text: str, hint: str) -> None:
        self.problems.append(FileProblem(file=ENVIRONMENT, text=text, hint=hint, setting=variable))

    def text(self, variable: str) -> str:
        return self.variables.get(variable, "").strip()

    def names(self, variable: str) -> list[str]:
        return [name.strip() for name in self.text(variable).split(",") if name.strip()]

    def switch(self, variable: str) -> bool:
        value = self.text(variable).lower()
        if value in {"", "0", "off", "false", "no"}:
            return False
        if value not in {"1", "on", "true", "yes"}:
            self.problem(variable, f"{variable} is neither on nor off, so it is off.", "Use 1 or 0.")
            return False
        return True

    def folder(self, variable: str) -> Path | None:
        value = self.text(variable)
        return Path(value).expanduser().absolute() if value else None


def current() -> Environment:
    return Environment(os.environ)


def data_folder(env: Environment) -> Path:
    """Where the host keeps what nobody told it to keep elsewhere: key, database, mail, collected files."""
    return env.folder("PROCTORING_DATA_DIR") or Path(".proctoring").absolute()


def make_folders(data: Path) -> None:
    """For this user alone, since mail and database are about people. Where it fails, whoever needs them will say so."""
    with suppress(OSError):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / "static").mkdir(exist_ok=True)


def database(env: Environment, data: Path) -> dict[str, Any]:
    """The database of DATABASE_URL; one that cannot be read is none, so that `doctor` still runs and says so."""
    url = env.text("DATABASE_URL")
    config: dict[str, Any] = _parsed_database(env, url) if url else {"ENGINE": SQLITE, "NAME": data / "db.sqlite3"}
    if not _has_driver(env, config["ENGINE"]):
        config = dict(NO_DATABASE)
    engine = config["ENGINE"]
    if engine == SQLITE:
        config = {"CONN_MAX_AGE": 60, **config, "OPTIONS": {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}}
    elif engine != NO_DATABASE["ENGINE"]:
        config = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **config}
    if engine == MYSQL:
        config["OPTIONS"] = {"charset": "utf8mb4", **config.get("OPTIONS", {})}
    return {**config, "ATOMIC_REQUESTS": False}


def _parsed_database(env: Environment, url: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, ImproperlyConfigured):
        config = {}
    if config.get("ENGINE") == SQLITE and urlsplit(url).netloc not in {"", ":memory:"}:
        env.problem(
            "DATABASE_URL",
            "DATABASE_URL names its file behind two slashes, where a host would stand, so there is no database.",
            "Use three slashes for a file from here on, sqlite:///folder/file, and four for an absolute one.",
        )
        return dict(NO_DATABASE)
    if "." in config.get("ENGINE", ""):
        return config
    env.problem(
        "DATABASE_URL",
        "DATABASE_URL is not the address of a database, so there is no database.",
        "Use a form like sqlite:///folder/file, postgres://user:password@host/name or mysql://user:password@host/name.",
    )
    return dict(NO_DATABASE)


def _has_driver(env: Environment, engine: str) -> bool:
    if engine == MYSQL:
        _use_a_mysql_driver()
    try:
        import_module(f"{engine}.base")
    except (ImportError, ImproperlyConfigured):
        env.problem(
            "DATABASE_URL",
            "DATABASE_URL asks for a kind of database that this installation has no driver for.",
            "Install its driver, or use an address that begins with sqlite, postgres or mysql.",
        )
        return False
    return True


def _use_a_mysql_driver() -> None:
    """Django knows mysqlclient only; where that is not installed, PyMySQL stands in for it."""
    with suppress(ImportError):
        import MySQLdb  # type: ignore[import-untyped]  # noqa: F401, PLC0415

        return
    with suppress(ImportError):
        import pymysql  # noqa: PLC0415

        pymysql.install_as_MySQLdb()


def mail(env: Environment, data: Path) -> dict[str, Any]:
    """The mail settings of EMAIL_URL; empty when the variable is absent."""
    url = env.text("EMAIL_URL")
    if not url:
        return {}
    try:
        config = environ.Env.email_url_config(url)
    except (ValueError, ImproperlyConfigured):
        env.problem(
            "EMAIL_URL",
            "EMAIL_URL is not the address of a mail server or folder, so mail is written to files.",
            "Use a form like smtp+tls://user:password@host:587 or filemail:///folder.",
        )
        return mail_in_files(data)
    if urlsplit(url).scheme == "filemail":
        return mail_in_files(data, config["EMAIL_FILE_PATH"])
    return _mail_server(config)


def mail_in_files(data: Path, folder: str = "") -> dict[str, Any]:
    return {"EMAIL_BACKEND": FILE_BACKEND, "EMAIL_FILE_PATH": str(_mail_folder(folder) if folder else data / "mail")}


def _mail_folder(written: str) -> Path:
    """As in database addresses three slashes begin a relative folder, four an absolute one.

    People write three and mean the root, too: where only that reading leads to an existing place, it is taken.
    """
    folder = Path(written)
    from_root = Path("/") / folder
    if len(folder.parts) > 1 and not Path(folder.parts[0]).exists() and from_root.parent.is_dir():
        return from_root
    return folder.absolute()


def _mail_server(config: Mapping[str, Any]) -> dict[str, Any]:
    names = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD")
    switches = ("EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT")
    defaults = {"EMAIL_HOST": "localhost", "EMAIL_PORT": 25, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}
    found = {name: config[name] for name in (*names, *switches) if config.get(name) is not None}
    return {"EMAIL_TIMEOUT": 10, **defaults, **found}


def kept_key(file: Path) -> str:
    """A key that is made once and kept where only this user can read it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write_once(file, secrets.token_urlsafe(64))
        return file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set, and no key can be kept in {file}: {error.strerror}. "
            "Set SECRET_KEY, or set PROCTORING_DATA_DIR to a folder this user may write to."
        ) from error


def kept_access_key(file: Path) -> str:
    """An Ed25519 key in PEM, made and kept in the same way; nothing where that cannot be, as a site may do without."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        body = base64.b64encode(ED25519_KEY_PREFIX + secrets.token_bytes(32)).decode()
        _write_once(file, f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
        return file.read_text()
    except OSError:
        return ""


def _write_once(file: Path, text: str) -> None:
    """Several workers may start at once: all but the first leave the file as it is, and it is never half written."""
    if file.exists():
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    try:
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()


def own_origins(site_name: Any) -> list[str]:
    """The site over https, for forms that reach the server through a proxy which does not say so."""
    return [f"https://{site_name}"] if isinstance(site_name, str) and site_name else []


def own_hosts(site_name: Any) -> list[str]:
    """This machine's own names and the site's."""
    site = urlsplit(f"//{site_name}").hostname if isinstance(site_name, str) else None
    return [*LOOPBACK_HOSTS, *([site] if site else [])]
