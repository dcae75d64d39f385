"""Sees to it that there is a Chromium for the browser tests: Debian's, which comes with no download of its own.

`python tools/chromium.py` ends with 0 once there is one. As root on a machine with apt it is installed; anywhere else
the command says what to install, and ends with 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Screenshots in Arabic want a font that has its letters.
PACKAGES = ("chromium", "fonts-dejavu-core")
PATIENCE_SECONDS = 900


def find() -> str | None:
    """`PROCTORING_TEST_CHROMIUM` names one that lies elsewhere."""
    return os.environ.get("PROCTORING_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def main(installs: Callable[[], bool] | None = None) -> int:
    """Without a browser, and nothing that could install it, it ends with 1."""
    if find() is None and not (installs or _installs)():
        hint = "On Debian: apt-get install chromium. PROCTORING_TEST_CHROMIUM names one that lies elsewhere."
        print(f"There is no Chromium for the browser tests. {hint}", file=sys.stderr)
        return 1
    return 0


def _installs() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("Installing Chromium with apt-get")
    return (_apt("install", *PACKAGES) or (_apt("update") and _apt("install", *PACKAGES))) and find() is not None


def _apt(verb: str, *packages: str) -> bool:
    command = ["apt-get", verb, "-qq", "-y", *(["--no-install-recommends"] if packages else []), *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ran = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=PATIENCE_SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
