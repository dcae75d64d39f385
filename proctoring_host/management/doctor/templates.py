"""Emails: each is rendered once for each backend, so that a broken override is found before a learner waits."""

from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from proctoring_host import conf
from proctoring_host.data import Failure, Stage
from proctoring_host.errors import ProctoringError
from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import MailFacts
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.places import SETTING
from proctoring_host.mail.samples import SAMPLE_COURSE
from proctoring_host.management.doctor import findings
from proctoring_host.management.doctor.findings import Finding
from proctoring_host.registry import get_registry


def of_emails() -> Iterator[Finding]:
    settings = conf.get()
    for folder in settings.email_template_dirs:
        yield from _of_folder(folder)
    for backend in (*settings.backends, ""):
        for kind in MailKind:
            yield from _of_email(kind, backend, settings.language_code)


def _of_folder(folder: Path) -> Iterator[Finding]:
    """One that is not there is stepped over without a word when mail is sent."""
    if not folder.is_absolute():
        text = f"{SETTING} names {folder}, which is another folder for each place a command is started in."
        yield findings.error(findings.SETTING, text, "Write the whole path, from the root on.", setting=SETTING)
    elif not folder.is_dir():
        text = f"{SETTING} names {folder}, and there is no such folder."
        yield findings.error(findings.SETTING, text, "Create it, or correct its name.", setting=SETTING)


def _of_email(kind: MailKind, backend: str, language: str) -> Iterator[Finding]:
    """A broken override is stepped over by the next template, and only noted; without any there is no mail."""
    facts = MailFacts(
        kind=kind,
        backend=backend,
        course_id=SAMPLE_COURSE,
        exam_name="Sample exam",
        language=language,
        learner_name="Sample Learner",
    )
    before = set(_noted())
    try:
        compose(facts)
    except ImproperlyConfigured:
        return  # said by `configuration.of_platform`
    except ProctoringError as error:
        yield findings.error(findings.EMAIL_TEMPLATE, error.detail, "Install the distribution's base templates again.")
    for failure in _noted():
        if failure not in before:
            yield findings.error(
                findings.EMAIL_TEMPLATE,
                f"An email template of {failure.plugin} does not render: {failure.error}",
                failure.hint,
            )


def _noted() -> list[Failure]:
    return [failure for failure in get_registry().failures if failure.stage == Stage.RENDER]
