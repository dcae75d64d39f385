"""What learners get from a platform: the name that was verified, the onboarding that is meant for them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from opaque_keys.edx.keys import UsageKey

from proctoring_host import platform
from proctoring_host.backend import Capability
from proctoring_host.effects.kinds.vendor_register import registration_of
from proctoring_host.models import Exam
from proctoring_host.onboarding.exams import onboarding_exam_for
from tests.factories import COURSE, T0, make_attempt, make_practice_exam, make_user
from tests.fake_backend import using_fake_backend
from tests.integration.platform.services import LearningSequencesService, NameAffirmationService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_openedx")]
DAY = timedelta(days=1)


@pytest.mark.parametrize(("verified", "told"), [("Augusta Ada King", "Augusta Ada King"), (None, "Ada Lovelace")])
def test_a_learner_is_registered_under_the_verified_name_first(vendor, register, verified, told) -> None:
    register(name_affirmation=NameAffirmationService(verified))
    attempt = make_attempt(user=make_user(first_name="Ada", last_name="Lovelace"), external_id=None)

    registration = registration_of(attempt, T0)

    assert registration.learner.full_name == told


@pytest.fixture
def onboarding():
    with using_fake_backend(capabilities=[Capability.ONBOARDING]):
        yield make_practice_exam()


def outline(exam: Exam, *, accessible: bool, opens=None, due=None) -> LearningSequencesService:
    key = UsageKey.from_string(exam.content_id)
    dates = SimpleNamespace(effective_start=opens, due=due)
    return LearningSequencesService(
        SimpleNamespace(
            outline=SimpleNamespace(accessible_sequences={key} if accessible else set()),
            schedule=SimpleNamespace(sequences={key: dates}),
        )
    )


def test_onboarding_for_other_learners_is_not_offered(onboarding, register) -> None:
    register(learning_sequences=outline(onboarding, accessible=False, opens=T0 - DAY))

    assert onboarding_exam_for(COURSE, make_user().pk, T0) is None


def test_onboarding_that_opens_later_is_offered_with_its_date(onboarding, register) -> None:
    register(learning_sequences=outline(onboarding, accessible=False, opens=T0 + DAY))

    found = onboarding_exam_for(COURSE, make_user().pk, T0)

    assert (found.exam, found.released, found.opens) == (onboarding, False, T0 + DAY)


def test_onboarding_that_is_over_is_known_to_be_over(onboarding, register) -> None:
    register(learning_sequences=outline(onboarding, accessible=False, opens=T0 - 2 * DAY, due=T0 - DAY))

    found = onboarding_exam_for(COURSE, make_user().pk, T0)

    assert (found.exam, found.past_due) == (onboarding, True)


def test_onboarding_that_is_open_has_the_learners_own_due_date(onboarding, register) -> None:
    register(learning_sequences=outline(onboarding, accessible=True, opens=T0 - DAY, due=T0 + DAY))

    found = onboarding_exam_for(COURSE, make_user().pk, T0)

    assert (found.released, found.due) == (True, T0 + DAY)


def test_a_course_without_an_outline_offers_its_onboarding(onboarding, register) -> None:
    register(learning_sequences=LearningSequencesService(None))

    assert onboarding_exam_for(COURSE, make_user().pk, onboarding.created).exam == onboarding


def test_one_outline_is_asked_for_however_many_onboarding_exams_there_are(onboarding, register) -> None:
    service = outline(onboarding, accessible=True)
    register(learning_sequences=service)
    for _ in range(3):
        make_practice_exam()

    onboarding_exam_for(COURSE, make_user().pk, T0)

    assert len(service.calls) == 1


def test_the_ports_are_those_of_open_edx() -> None:
    assert type(platform.get().credit_record).__module__.startswith("proctoring_host.platform.openedx")
