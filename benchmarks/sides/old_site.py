"""The trial's source: `python -m benchmarks.sides.old_site DATABASE_SETTINGS VENDOR_URL ATTEMPTS LIVED`.

Runs in the environment that holds the reference, makes its tables and rows, and prints as JSON what it says of them.
"""

import json
import logging
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.sides.reference_site import site_settings
from benchmarks.sides.world import SOFTWARE_SECURE

VIDEO_KEY = "00112233445566778899aabbccddeeff"
OBFUSCATION_KEY = "a key of nobody"


def backends(vendor_url: str) -> dict[str, Any]:
    """For both sides, so that each knows the other's vendor and key."""
    more = {"exam_register_endpoint": f"{vendor_url}/register", "video_review_aes_key": VIDEO_KEY}
    return {"software_secure": SOFTWARE_SECURE | more, "DEFAULT": "software_secure"}


def main(database: str, vendor_url: str, attempts: str, lived: str) -> None:
    answers, sys.stdout = sys.stdout, sys.stderr
    import django
    from django.conf import settings
    from django.core.management import call_command

    site = site_settings(str(Path(mkdtemp())), vendor_url)
    changed = {"DATABASES": {"default": json.loads(database)}, "PROCTORING_BACKENDS": backends(vendor_url)}
    if changed["DATABASES"]["default"]["ENGINE"].endswith("mysql"):
        import pymysql

        pymysql.install_as_MySQLdb()
    settings.configure(**{**site, **changed, "PROCTORING_USER_OBFUSCATION_KEY": OBFUSCATION_KEY})
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    from tests.openedx.old_site import OldSite, what_it_says

    OldSite("software_secure", VIDEO_KEY).fill(int(attempts), int(lived))
    print(json.dumps(what_it_says(VIDEO_KEY)), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
