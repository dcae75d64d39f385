"""Sends `exam_attempt_status_signal`: ours, and that of edx-proctoring where it is installed too.

Receivers of a platform import the signal from the package that they were written for. Each learner's attempts are in
one of the two systems, so a receiver that looks for learner and attempt meets no stranger's.
"""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.dispatch import Signal

from proctoring_host.events.exam_attempts import name_of
from proctoring_host.signals import exam_attempt_status_signal

SENDER = "proctoring"
SENDER_BESIDE = "edx_proctoring"


def has_receivers() -> bool:
    return any(signal.has_listeners(sender) for signal, sender in _signals())


def send(arguments: Mapping[str, Any]) -> Sequence[str]:
    """The names of the receivers that raised."""
    answers = [
        answer for signal, sender in _signals() for answer in signal.send_robust(sender=sender, **dict(arguments))
    ]
    return [name_of(receiver) for receiver, answer in answers if isinstance(answer, Exception)]


def _signals() -> Iterator[tuple[Signal, str]]:
    yield exam_attempt_status_signal, SENDER
    if apps.is_installed("edx_proctoring"):
        yield importlib.import_module("edx_proctoring.signals").exam_attempt_status_signal, SENDER_BESIDE
