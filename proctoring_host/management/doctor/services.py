"""Database, mail and worker: what the host needs at its side while it runs."""

from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPException
from tempfile import TemporaryFile

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.utils import timezone

from proctoring_host.command_line import is_standalone, on_command_line
from proctoring_host.effects.queries import backlog
from proctoring_host.mail.transports import site_connection
from proctoring_host.management.database_causes import sentence
from proctoring_host.management.doctor import findings
from proctoring_host.management.doctor.findings import Finding, counted


def of_database() -> Iterator[Finding]:
    """Connection and tables. The database's own words are left out: some drivers repeat the password."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured) as error:
        yield findings.error(
            findings.DATABASE,
            sentence(error)
            if isinstance(error, DatabaseError)
            else "The database cannot be used: no usable one is configured.",
            "Check that it runs, and the address, user and password it is reached with.",
            setting="DATABASE_URL" if is_standalone() else "DATABASES",
        )
        return
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:3])
        more = f" and {len(plan) - 3} more" if len(plan) > 3 else ""
        yield findings.error(
            findings.MIGRATIONS,
            f"Migrations are not applied: {names}{more}.",
            f"Run `{on_command_line('migrate')}`.",
        )


def of_mail() -> Iterator[Finding]:
    """Opens a connection and sends nothing."""
    try:
        mailer = site_connection()
        mailer.open()
        mailer.close()
    except (SMTPException, OSError, ImproperlyConfigured, ImportError) as error:
        yield findings.error(
            findings.MAIL,
            f"Mail cannot be sent: no connection to the mail server ({type(error).__name__}).",
            "Check the address, user and password, and that this machine may reach the server.",
            setting=_setting_of_mail(),
        )
        return
    folder = getattr(mailer, "folder", None)
    if isinstance(folder, Path):
        yield _of_folder(folder)


def _of_folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return findings.error(
            findings.MAIL,
            f"Mail cannot be written to {folder}: {error.strerror}.",
            "Make the folder writable for this user, or name another one.",
            setting=_setting_of_mail(),
        )
    text = f"Mail is written to files in {folder}, and nobody receives it."
    setting = _setting_of_mail()
    return findings.info(findings.MAIL_IN_FILES, text, f"Set {setting} to a mail server.", setting=setting)


def _setting_of_mail() -> str:
    return "EMAIL_URL" if is_standalone() else "EMAIL_BACKEND"


def of_worker() -> Iterator[Finding]:
    """Judged by what waits, since workers may run on other machines."""
    try:
        found = backlog(timezone.now())
    except (DatabaseError, ImproperlyConfigured):
        return  # said by `of_database`
    if found.overdue:
        yield findings.warning(
            findings.WORKER_BEHIND,
            f"Overdue by up to {counted(round(found.oldest_age_seconds), 'second')}: {_calls(found.overdue)}.",
            f"Run `{on_command_line('proctoring worker')}` all the time, beside the server.",
        )
    if found.dead:
        yield findings.warning(
            findings.GIVEN_UP,
            f"Given up after many tries: {_calls(found.dead)}.",
            "Remove the cause, then have them tried again.",
        )


def _calls(count: int) -> str:
    return counted(count, "vendor call or mail", "vendor calls or mails")
