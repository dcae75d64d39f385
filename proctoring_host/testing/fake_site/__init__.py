"""A platform in the tests' own process: exams, learners, mails and pages around one backend, and no server.

Importing this needs no configured Django: `fake_platform` sets one up where nobody has.
"""

from proctoring_host.testing.fake_site.host import FakeAttempt, FakeExam, FakePlatform, Refused, fake_platform
from proctoring_host.testing.fake_site.recording import Mail, Recording, Screen

__all__ = ["FakeAttempt", "FakeExam", "FakePlatform", "Mail", "Recording", "Refused", "Screen", "fake_platform"]
