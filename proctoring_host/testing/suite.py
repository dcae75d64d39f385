"""The class that a vendor derives tests from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pytest

from proctoring_host.data import CallbackKind
from proctoring_host.testing.bench import Bench
from proctoring_host.testing.check import check_of
from proctoring_host.testing.conformance.beyond import BeyondChecks
from proctoring_host.testing.conformance.callbacks import CallbackChecks
from proctoring_host.testing.conformance.life import ConcurrencyChecks, LifeChecks
from proctoring_host.testing.conformance.options import OptionChecks
from proctoring_host.testing.conformance.privacy import PrivacyChecks
from proctoring_host.testing.conformance.registration import RegistrationChecks
from proctoring_host.testing.conformance.reviews import ReviewChecks
from proctoring_host.testing.conformance.shape import ShapeChecks
from proctoring_host.testing.conformance.wire import WireChecks
from proctoring_host.testing.django_alone import make_ready
from proctoring_host.testing.subject import Subject

AREAS: Mapping[str, type] = {
    "The class": ShapeChecks,
    "Options": OptionChecks,
    "Registration": RegistrationChecks,
    "The wire": WireChecks,
    "Secrets and people": PrivacyChecks,
    "Callbacks": CallbackChecks,
    "Reviews": ReviewChecks,
    "The life of an attempt": LifeChecks,
    "Threads": ConcurrencyChecks,
    "Behind capabilities, and mails": BeyondChecks,
}


class BackendConformance(
    ShapeChecks,
    OptionChecks,
    RegistrationChecks,
    WireChecks,
    PrivacyChecks,
    CallbackChecks,
    ReviewChecks,
    LifeChecks,
    ConcurrencyChecks,
    BeyondChecks,
):
    """Derive a class whose name begins with `Test`, and give it a `subject`; add tests of your own as you like."""

    subject: ClassVar[Subject]

    @classmethod
    def subject_of(cls, config: pytest.Config) -> Subject:
        """What is tried."""
        if not hasattr(cls, "subject"):
            raise pytest.UsageError(
                f'{cls.__name__} has no subject: write "subject = Subject(backend=..., name=...)" into its body. '
                'See docs/backends.md, "Test it".'
            )
        return cls.subject

    @classmethod
    def area_of(cls, name: str) -> str:
        """The heading under which a report lists a check; checks of a vendor's own come last."""
        return next((area for area, checks in AREAS.items() if name in vars(checks)), "Of its own")

    @pytest.fixture
    def bench(self, request: pytest.FixtureRequest) -> Iterator[Bench]:
        """The backend, its vendor and the log, for the time of one check."""
        subject = self.subject_of(request.config)
        unknown = [name for name in subject.not_applicable if not check_of(getattr(self, name, None))]
        if unknown:
            raise pytest.UsageError(f"not_applicable of {subject.name} names no check: {', '.join(unknown)}.")
        make_ready()
        with Bench.open(subject) as bench:
            yield bench

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Checks that are made for each sample, or for each hook that calls the vendor."""
        wanted = set(DYNAMIC) & set(metafunc.fixturenames)
        for argument in sorted(wanted):
            named = dynamic(argument, self.subject_of(metafunc.config))
            metafunc.parametrize(argument, [value for _, value in named], ids=[name for name, _ in named])


DYNAMIC = ("sample", "review", "proved", "other_hook", "reading_hook")
# `check` answers with findings, and a set-up page goes without the vendor's steps.
APART = frozenset({"register_attempt", "check", "launch_info"})
READING = frozenset({"register_exam", "follow_up", "fetch_reviews", "onboarding_profiles"})
NONE: tuple[tuple[str, Any], ...] = (("none", None),)


def dynamic(argument: str, subject: Subject) -> Sequence[tuple[str, Any]]:
    """The names and values of an argument that depends on the subject; one empty one, to be skipped, where none is."""
    match argument:
        case "other_hook":
            found: list[tuple[str, Any]] = [(hook, hook) for hook in subject.hooks_that_call if hook not in APART]
        case "reading_hook":
            found = [(hook, hook) for hook in subject.hooks_that_call if hook in READING]
        case "review":
            found = [(sample.name, sample) for sample in subject.reviews]
        case "proved":
            found = [(s.name, s) for s in subject.callbacks if s.callback.kind is not CallbackKind.LAUNCH]
        case _:
            found = [(sample.name, sample) for sample in subject.callbacks]
    return found or NONE
