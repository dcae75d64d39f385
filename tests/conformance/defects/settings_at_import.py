"""A module that reads a setting at its import."""

from django.conf import settings

LANGUAGE = settings.LANGUAGE_CODE
