"""Like `lms/celery.py`: tasks of all apps, and settings under the older names."""

from celery import Celery

APP = Celery("lms")
APP.config_from_object("django.conf:settings")
APP.autodiscover_tasks()
