"""A module that does at its import what it should not; it is imported by the suite, in a process of its own."""

import socket

import pytest
from django.conf import settings

from tests.conformance.good import Good

with socket.socket() as connection:
    connection.connect_ex(("127.0.0.1", 9))
LANGUAGE = settings.LANGUAGE_CODE if settings.configured else "en"


class ImportsBadly(Good):
    """Its module connects and brings pytest along."""

    marks = pytest.mark


class ReadsSettings(Good):
    """Its module reads a setting."""


ReadsSettings.__module__ = "tests.conformance.defects.settings_at_import"
