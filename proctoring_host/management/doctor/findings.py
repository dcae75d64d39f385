"""A finding, and the ids that findings have; an id is never given to something else."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from proctoring_host.data import CheckLevel

FILE_UNUSABLE = "proctoring.D001"
SETTING_OF_FILE = "proctoring.D002"
ENVIRONMENT = "proctoring.D003"
NO_FOLDER = "proctoring.D004"
SETTING = "proctoring.D010"
DEFAULT_BACKEND = "proctoring.D011"
SWITCHED_OFF = "proctoring.D012"
NO_SITE_NAME = "proctoring.D013"
PLATFORM = "proctoring.D014"
DEBUG_ON = "proctoring.D015"
SYSTEM_CHECK = "proctoring.D016"
NO_EFFECT = "proctoring.D017"
NO_SERVICE = "proctoring.D018"
OPTIONS = "proctoring.D020"
PLUGIN = "proctoring.D021"
SUBCOMMAND = "proctoring.D022"
CHECK_FAILED = "proctoring.D023"
DATABASE = "proctoring.D030"
MIGRATIONS = "proctoring.D031"
EMAIL_TEMPLATE = "proctoring.D040"
MAIL = "proctoring.D050"
MAIL_IN_FILES = "proctoring.D051"
WORKER_BEHIND = "proctoring.D060"
GIVEN_UP = "proctoring.D061"
LIVE = "proctoring.D070"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`setting` is the path of the key it is about, `place` the file and line where that stands, where known."""

    id: str
    level: CheckLevel
    text: str
    hint: str = ""
    setting: str = ""
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def counted(count: int, one: str, several: str = "") -> str:
    """The number with the word in its right form."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def error(id_: str, text: str, hint: str = "", *, setting: str = "", place: str = "") -> Finding:
    return Finding(id=id_, level=CheckLevel.ERROR, text=text, hint=hint, setting=setting, place=place)


def warning(id_: str, text: str, hint: str = "", *, setting: str = "", place: str = "") -> Finding:
    return Finding(id=id_, level=CheckLevel.WARNING, text=text, hint=hint, setting=setting, place=place)


def info(id_: str, text: str, hint: str = "", *, setting: str = "") -> Finding:
    return Finding(id=id_, level=CheckLevel.INFO, text=text, hint=hint, setting=setting)


def without_secrets(finding: Finding, secrets: Collection[str]) -> Finding:
    """The last guard: whoever wrote the sentence, no known secret leaves in it. `secrets` is used several times."""
    return replace(
        finding,
        text=_masked(finding.text, secrets),
        hint=_masked(finding.hint, secrets),
        setting=_masked(finding.setting, secrets),
        place=_masked(finding.place, secrets),
    )


def _masked(text: str, secrets: Collection[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
