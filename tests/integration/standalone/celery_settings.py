"""The standalone host on a broker that others use, too: a queue of its own, and a quick clock."""

import os

from proctoring_host.standalone.settings import *  # noqa: F403

CELERY_TASK_DEFAULT_QUEUE = os.environ["TEST_QUEUE"]
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "proctoring.sweep", "schedule": 0.5, "options": {"expires": 5}}}
CELERY_BEAT_SCHEDULE_FILENAME = os.environ["TEST_BEAT_FILE"]
