"""The kit for those who write backends: a suite that tries them, and what it is made of.

Everything is imported when it is first asked for: the module `plugin` is loaded into every run of pytest, and must
bring nothing else along. What is in `subject` and `samples` needs no pytest, so a package may ship its description.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proctoring_host.testing.bench import Bench
    from proctoring_host.testing.fake_site import FakePlatform, Refused, fake_platform
    from proctoring_host.testing.samples import (
        ATTEMPT_CODE,
        EXTERNAL_ID,
        NOW,
        make_attempt,
        make_callback,
        make_change,
        make_exam,
        make_registration,
    )
    from proctoring_host.testing.subject import VENDOR, Answer, Route, Sample, Subject, VendorRequest
    from proctoring_host.testing.suite import BackendConformance

__all__ = [
    "ATTEMPT_CODE",
    "EXTERNAL_ID",
    "NOW",
    "VENDOR",
    "Answer",
    "BackendConformance",
    "Bench",
    "FakePlatform",
    "Refused",
    "Route",
    "Sample",
    "Subject",
    "VendorRequest",
    "fake_platform",
    "make_attempt",
    "make_callback",
    "make_change",
    "make_exam",
    "make_registration",
]
_HOMES = (
    {"BackendConformance": "suite", "Bench": "bench"}
    | dict.fromkeys(("VENDOR", "Answer", "Route", "Sample", "Subject", "VendorRequest"), "subject")
    | dict.fromkeys(("FakePlatform", "Refused", "fake_platform"), "fake_site")
)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'samples')}"), name)
