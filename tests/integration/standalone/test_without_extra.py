"""In a platform the extra `standalone` is not installed, and every command has to come up all the same."""

import os
import subprocess
import sys

CODE = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"environ", "gunicorn", "whitenoise"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "proctoring", "--help"])
"""


def test_the_command_of_a_platform_needs_nothing_of_the_extra() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": "sqlite://:memory:"}
    code = CODE.replace("import sys\n", "import sys\nimport tests.settings\n", 1)

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    for name in ("doctor", "serve", "demo", "walkthrough", "worker"):
        assert name in done.stdout
    assert "cannot be used" not in done.stderr
