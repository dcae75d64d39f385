"""Files, environment and settings."""

import os
from collections.abc import Iterator

from django.core import checks as system_checks
from django.core.exceptions import ImproperlyConfigured

from proctoring_host import conf, platform
from proctoring_host.command_line import is_standalone, on_command_line
from proctoring_host.management.doctor import findings
from proctoring_host.management.doctor.findings import Finding
from proctoring_host.platform import openedx
from proctoring_host.platform.runtime import get_runtime_service
from proctoring_host.standalone.config_files import FOLDER_VARIABLE, ConfigFiles, read_folder

DEFAULT_PATH = 'PROCTORING_BACKENDS["DEFAULT"]'


def files_of_site() -> ConfigFiles:
    """The files the standalone host was configured from; a platform has its own way and no files here."""
    if not is_standalone():
        return ConfigFiles()
    from proctoring_host.standalone import environment  # noqa: PLC0415  needs the extra `standalone`

    return read_folder(environment.current().folder(FOLDER_VARIABLE))


def of_sources() -> Iterator[Finding]:
    """What the standalone settings could not use of files and environment."""
    if not is_standalone():
        return
    from proctoring_host.standalone import checks, environment  # noqa: PLC0415  needs the extra `standalone`
    from proctoring_host.standalone.environment import ENVIRONMENT  # noqa: PLC0415

    if not os.environ.get(FOLDER_VARIABLE):
        yield findings.info(
            findings.NO_FOLDER,
            f"{FOLDER_VARIABLE} is not set, so no configuration file was read.",
            "Set it to the folder that holds lms.env.json and lms.auth.json.",
            setting=FOLDER_VARIABLE,
        )
    if environment.current().switch("DEBUG"):
        yield findings.warning(
            findings.DEBUG_ON,
            "DEBUG is on: error pages show code and values to everybody.",
            "Remove DEBUG from the environment wherever learners take exams.",
            setting="DEBUG",
        )
    for problem in checks.problems():
        id_ = findings.SETTING_OF_FILE if problem.setting else findings.FILE_UNUSABLE
        id_ = findings.ENVIRONMENT if problem.file == ENVIRONMENT else id_
        yield findings.error(id_, problem.text, problem.hint, setting=problem.setting, place=problem.place)


def of_settings() -> Iterator[Finding]:
    settings = conf.get()
    for problem in settings.problems:
        id_ = findings.DEFAULT_BACKEND if problem.path == DEFAULT_PATH else findings.SETTING
        yield findings.error(id_, problem.text, problem.hint, setting=problem.path)
    for note in settings.notes:
        yield findings.info(findings.NO_EFFECT, note.text, note.hint, setting=note.path)
    unread = any(file.problems and not file.values for file in files_of_site().files)  # may be where it stands
    if (
        settings.default_backend is None
        and not unread
        and DEFAULT_PATH not in {problem.path for problem in settings.problems}
    ):
        yield findings.error(
            findings.DEFAULT_BACKEND,
            f"{DEFAULT_PATH} is missing: no backend is the one for exams that name none.",
            'Configure a backend in PROCTORING_BACKENDS and name it under "DEFAULT".',
            setting=DEFAULT_PATH,
        )
    if not settings.enabled:
        yield findings.warning(
            findings.SWITCHED_OFF,
            "Special exams are switched off: no exam can be created, shown or taken.",
            'Set FEATURES["ENABLE_SPECIAL_EXAMS"] to true.',
            setting='FEATURES["ENABLE_SPECIAL_EXAMS"]',
        )
    unusable = {problem.path for problem in settings.problems}
    if settings.site_name == conf.ProctoringSettings().site_name and "SITE_NAME" not in unusable:
        yield findings.warning(
            findings.NO_SITE_NAME,
            "SITE_NAME is not set: vendors and mails would lead to this machine's own localhost.",
            "Set SITE_NAME to the name under which learners reach the site.",
            setting="SITE_NAME",
        )


def of_system_checks() -> Iterator[Finding]:
    """What keeps every command but this one from running. Ours are left out: the findings here say more."""
    try:
        messages = system_checks.run_checks()
    except Exception as error:  # noqa: BLE001  a check of any app may break off, which is all that is to be said of it
        yield findings.error(
            findings.SYSTEM_CHECK,
            f"The system checks did not come to an end ({type(error).__name__}).",
            f"Run `{on_command_line('check')}`, which shows where.",
        )
        return
    for message in messages:
        if message.is_serious(system_checks.ERROR) and not message.is_silenced() and not _is_ours(message):
            yield findings.error(findings.SYSTEM_CHECK, f"{message.id}: {message.msg}", message.hint or "")


def _is_ours(message: system_checks.CheckMessage) -> bool:
    return (message.id or "").split(".")[0] in {"proctoring", "proctoring_standalone"}


def of_platform() -> Iterator[Finding]:
    try:
        platform.get()
    except ImproperlyConfigured as error:
        yield findings.error(
            findings.PLATFORM, str(error), "Correct the dotted path, or remove it.", setting="PROCTORING_PLATFORM"
        )


def of_services() -> Iterator[Finding]:
    """Of Open edX; nothing fails for want of one, so nobody would notice."""
    if conf.get().platform != openedx.PATH:
        return
    missing = [name for name in openedx.SERVICES if get_runtime_service(name) is None]
    if missing:
        yield findings.info(
            findings.NO_SERVICE,
            f"The platform has registered no service: {', '.join(missing)}. It is neither asked nor told there.",
            "An LMS registers them when it starts with ENABLE_SPECIAL_EXAMS; Studio has none.",
        )
