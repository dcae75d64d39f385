"""Settings of the kill test: a SQLite file, a vendor over HTTP, mails as files."""

import os

from tests.settings import *  # noqa: F403

EMAIL_BACKEND = "proctoring_host.mail.transports.FileBackend"
EMAIL_FILE_PATH = os.environ["KILL_TEST_MAILS"]
PROCTORING_BACKENDS = {"DEFAULT": "http", "http": {"base_url": os.environ["KILL_TEST_VENDOR"]}}
PROCTORING_SETTINGS = {"SITE_NAME": "exams.example.org"}
