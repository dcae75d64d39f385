"""The platform's own Celery finds our tasks, calls them by its clock, and takes our effects."""

import pytest

from proctoring_host import conf
from proctoring_host.celery_schedule import BEAT_SCHEDULE
from proctoring_host.models import Effect
from tests.openedx.lms.celery import APP


@pytest.fixture
def broker(settings):
    """A broker within this process, and no worker that would empty it."""
    settings.BROKER_URL = "memory://"
    APP.set_current()
    APP.set_default()
    with APP.connection_for_write(url="memory://") as connection:
        APP.conf.broker_url = "memory://"
        yield connection.SimpleQueue(APP.conf.task_default_queue)


def test_each_entry_of_the_clock_names_a_task_that_the_platform_finds():
    APP.loader.import_default_modules()

    assert BEAT_SCHEDULE.items() <= APP.conf.beat_schedule.items()
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(APP.tasks)


@pytest.mark.django_db(transaction=True)
def test_effects_are_handed_to_the_platforms_broker(broker, learner, exam_id):
    assert conf.get().celery
    before = broker.qsize()

    learner.client.post(
        f"/{conf.get().mounted_at}v1/proctored_exam/attempt", {"exam_id": exam_id, "attempt_proctored": "true"}
    )

    assert broker.qsize() > before
    message = broker.get_nowait()
    assert message.headers["task"] == "proctoring.run_effect"
    assert Effect.objects.filter(pk=message.decode()[0][0]).exists()
