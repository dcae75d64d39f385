"""One broken distribution for each way in which a plugin can break, and a good one."""

from tests.isolation.distributions import Distribution

BACKENDS, PLUGINS = "proctoring.backends", "proctoring.plugins"
HEAD = """\
from dataclasses import dataclass
from pathlib import Path
from proctoring_host import Backend, BackendOptions, hookimpl, secret
from proctoring_host.data import Ready, RegisteredAttempt

class Working(Backend):
    @hookimpl
    def register_attempt(self, registration):
        return RegisteredAttempt(external_id=f"{self.name}-{registration.attempt_code}")

    @hookimpl
    def authenticate_callback(self, callback):
        return True

    @hookimpl
    def parse_callback(self, callback):
        return Ready(external_id="x")

"""


def backend(name: str, body: str, *, head: str = HEAD, module: str = "") -> Distribution:
    """A distribution `vendor-<name>` with the backend `<name>`, whose class is called Vendor."""
    module = module or f"vendor_{name}"
    return Distribution(
        name=f"vendor-{name}".replace("_", "-"),
        modules={f"{module}.py": head + body},
        entry_points={BACKENDS: (f"{name} = {module}:Vendor",)},
    )


def plugin(name: str, body: str) -> Distribution:
    """A distribution `theme-<name>` with the platform plugin `<name>`."""
    module = f"theme_{name}"
    return Distribution(
        name=f"theme-{name}".replace("_", "-"),
        modules={f"{module}.py": HEAD + body},
        entry_points={PLUGINS: (f"{name} = {module}",)},
    )


GOOD = backend("good", "class Vendor(Working):\n    pass\n")
WITNESS = plugin(
    "witness",
    """\
@hookimpl
def plugin_failed(failure):
    print(f"witness heard of {failure.plugin} at {failure.stage}")
""",
)
TWICE = (
    backend("twice", "class Vendor(Working):\n    pass\n", module="twice_one"),
    Distribution(
        name="vendor-twice-too",
        modules={"twice_two.py": HEAD + "class Vendor(Working):\n    pass\n"},
        entry_points={BACKENDS: ("twice = twice_two:Vendor",)},
    ),
)
UNREADABLE = Distribution(name="vendor-unreadable", entry_points={BACKENDS: ("unreadable without a value",)})
RAISES = backend("raises_at_import", "raise RuntimeError('boom')\n")
EXITS = backend("exits_at_import", "import sys\nsys.exit(3)\n")
ABSENT = backend("lacks_its_class", "")
FUNCTION = backend("is_a_function", "def Vendor(name, options, services):\n    return None\n")
OTHER_CLASS = backend("is_no_backend", "class Vendor:\n    pass\n")
MISSPELT = backend(
    "misspelt", "class Vendor(Working):\n    @hookimpl\n    def notify_atempt(self, change):\n        return None\n"
)
UNMARKED = backend("unmarked", "class Vendor(Working):\n    def notify_attempt(self, change):\n        return None\n")
INCOMPLETE = backend("incomplete", "class Vendor(Backend):\n    pass\n")
ARGUMENTS = backend(
    "wrong_arguments",
    "class Vendor(Working):\n    @hookimpl\n    def notify_attempt(self, alteration):\n        return None\n",
)
OPTIONS = backend(
    "wrong_options",
    """\
@dataclass(frozen=True, slots=True, kw_only=True)
class Options(BackendOptions):
    crypto_key: str = secret()
    organization: str

    def problems(self):
        return {}

class Vendor(Working):
    Options = Options
""",
)
CREATE = backend(
    "cannot_be_made",
    """\
@dataclass(frozen=True, slots=True, kw_only=True)
class Options(BackendOptions):
    crypto_key: str = secret()

class Vendor(Working):
    Options = Options

    def __init__(self, name, options, services):
        raise ValueError(f"what a key: {options.crypto_key}")
""",
)
CALL = backend(
    "raises_when_called",
    """\
class Vendor(Working):
    @hookimpl
    def check(self, live):
        raise KeyError("what the learner is called")
""",
)
ANSWERS_FOR_VENDORS = plugin(
    "answers_for_vendors",
    "@hookimpl\ndef register_attempt(registration):\n    return RegisteredAttempt(external_id='stolen')\n",
)
BROKEN_MAIL = plugin(
    "broken_mail",
    """\
@hookimpl
def email_template_dirs():
    folder = Path(__file__).parent / "theme_broken_mail_templates"
    (folder / "emails").mkdir(parents=True, exist_ok=True)
    (folder / "emails/proctoring_attempt_submitted_email.html").write_text("{% block never ended")
    return [folder]
""",
)
RAISING_OBSERVER = plugin(
    "raising_observer", "@hookimpl\ndef attempt_changed(change):\n    raise SystemExit('what the learner is called')\n"
)

BROKEN = (
    *TWICE,
    UNREADABLE,
    RAISES,
    EXITS,
    ABSENT,
    FUNCTION,
    OTHER_CLASS,
    MISSPELT,
    UNMARKED,
    INCOMPLETE,
    ARGUMENTS,
    OPTIONS,
    CREATE,
    CALL,
    ANSWERS_FOR_VENDORS,
    BROKEN_MAIL,
)
SECRET = "hunter2-but-longer"
SETTINGS = f"""\
from tests.settings import *

PROCTORING_BACKENDS = {{
    "DEFAULT": "good",
    "good": {{}},
    "good_again": {{"BACKEND": "good", "verbose_name": "The same once more"}},
    "not_installed": {{}},
    "wrong_options": {{"crypto_key": 12, "organisation": "{SECRET}"}},
    "cannot_be_made": {{"crypto_key": "{SECRET}"}},
    **{{name: {{}} for name in (
        "twice", "raises_at_import", "exits_at_import", "lacks_its_class", "is_a_function", "is_no_backend",
        "misspelt", "unmarked", "incomplete", "wrong_arguments", "raises_when_called",
    )}},
}}
"""
STAGES = {
    "vendor_unreadable-1.0.dist-info": "discover",
    "not_installed": "discover",
    "twice": "discover",
    "raises_at_import": "import",
    "exits_at_import": "import",
    "lacks_its_class": "import",
    "is_a_function": "register",
    "is_no_backend": "register",
    "misspelt": "hooks",
    "unmarked": "hooks",
    "incomplete": "hooks",
    "wrong_arguments": "hooks",
    "answers_for_vendors": "hooks",
    "wrong_options": "options",
    "cannot_be_made": "create",
    "raises_when_called": "call",
    "broken_mail": "render",
}
