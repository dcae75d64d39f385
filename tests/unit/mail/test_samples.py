"""Invented mails are awkward in every way that real ones are, and ask the platform nothing."""

import pytest

from proctoring_host.mail.compose import compose
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.samples import SAMPLES, sample_facts

pytestmark = pytest.mark.usefixtures("site")


@pytest.mark.parametrize("name", list(SAMPLES))
@pytest.mark.parametrize("kind", list(MailKind))
def test_every_base_mail_renders_with_every_sample(failures, kind, name):
    sample = SAMPLES[name]

    letter = compose(sample_facts(kind, "fake", "en", sample))

    assert failures() == ()
    assert sample.platform in letter.text
    assert "<script>" not in letter.html
    assert "<img" not in letter.html
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 200


def test_sample_asks_the_platform_nothing(settings):
    settings.PROCTORING_PLATFORM = "nowhere.Platform"

    assert "Sample course" in compose(sample_facts(MailKind.SUBMITTED, "fake", "en", SAMPLES["usual"])).text
