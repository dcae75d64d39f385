"""What the ports take from an Open edX platform beside its services: rules, dates, profiles, addresses."""

import sys
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import path
from opaque_keys.edx.keys import CourseKey, UsageKey

from proctoring_host.exams.queries import exam_data
from proctoring_host.platform import openedx
from tests.factories import COURSE, T0, make_exam, make_user

pytestmark = pytest.mark.django_db
EXTENDED, OPENS = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
urlpatterns = [path("courses/<str:course_id>/jump_to/<str:location>", HttpResponse, name="jump_to")]


class VerifiedTrackOnly:
    """An authentication backend that knows the rule as the platform does: by the exam's course, for one learner."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user, permission, obj=None):
        is_rule = permission == "edx_proctoring.can_take_proctored_exam"
        return is_rule and user.username == "verified" and obj["course_id"] == COURSE


@pytest.fixture
def ports():
    return openedx.platform()


@pytest.fixture(params=["rules", "bridgekeeper"])
def with_rule(request, monkeypatch, settings) -> None:
    known = {"edx_proctoring.can_take_proctored_exam"}
    rules, bridgekeeper = ModuleType("rules"), ModuleType("bridgekeeper")
    rules.perm_exists = (known if request.param == "rules" else set()).__contains__
    bridgekeeper.perms = known if request.param == "bridgekeeper" else set()
    monkeypatch.setitem(sys.modules, "rules", rules)
    monkeypatch.setitem(sys.modules, "bridgekeeper", bridgekeeper)
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.VerifiedTrackOnly"]
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__, ModuleType(__name__)))
    monkeypatch.setattr(sys.modules[__name__], "VerifiedTrackOnly", VerifiedTrackOnly, raising=False)


def test_the_platforms_rule_says_who_takes_proctored_exams(ports, with_rule) -> None:
    exam = exam_data(make_exam())
    verified, audit = make_user("verified"), make_user("audit")

    assert ports.access.can_take_proctored(verified.pk, exam)
    assert not ports.access.can_take_proctored(audit.pk, exam)
    assert not ports.access.can_take_proctored(verified.pk, exam_data(make_exam(course_id="course-v1:a+b+c")))


@pytest.fixture
def edx_when(monkeypatch) -> dict[str, datetime | None]:
    """The dates of a block by name, as the installed app answers with the one signature that is documented."""
    dates: dict[str, datetime | None] = {"due": EXTENDED, "start": OPENS}
    api = ModuleType("edx_when.api")

    def get_date_for_block(course_id, block_id, name="due", user=None, published_version=None):
        assert isinstance(course_id, CourseKey)
        assert isinstance(block_id, UsageKey)
        return dates[name] if isinstance(user, User) else None

    api.get_date_for_block = get_date_for_block
    monkeypatch.setitem(sys.modules, "edx_when", ModuleType("edx_when"))
    monkeypatch.setitem(sys.modules, "edx_when.api", api)
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "edx_when")
    return dates


def test_the_learners_own_dates_count(ports, edx_when) -> None:
    exam, learner = exam_data(make_exam(due_date=T0)), make_user()

    assert ports.dates.due(exam, learner.pk) == EXTENDED
    assert ports.dates.opens(exam, learner.pk) == OPENS


def test_without_a_date_for_the_learner_the_exams_counts(ports, edx_when) -> None:
    edx_when["due"] = None

    assert ports.dates.due(exam_data(make_exam(due_date=T0)), make_user().pk) == T0


def test_a_person_has_the_name_of_the_profile_and_the_language_of_the_preferences(ports, monkeypatch) -> None:
    class Preferences:
        def filter(self, key):
            return self if key == "pref-lang" else None

        def values_list(self, column, flat):
            return self if (column, flat) == ("value", True) else None

        def first(self):
            return "de"

    monkeypatch.setattr(User, "profile", SimpleNamespace(name="Ada Profile"), raising=False)
    monkeypatch.setattr(User, "preferences", Preferences(), raising=False)

    person = ports.people.person(make_user("ada", first_name="Ada", last_name="Account").pk)

    assert (person.full_name, person.language) == ("Ada Profile", "de")


def test_an_exam_is_where_the_platform_jumps_to(ports, settings) -> None:
    settings.ROOT_URLCONF = __name__

    assert ports.courses.exam_path(COURSE, "block") == f"/courses/{COURSE}/jump_to/block"


def test_name_and_end_of_a_course_come_from_the_platforms_overview(ports, monkeypatch) -> None:
    class Overviews:
        def filter(self, pk):
            return self if pk == CourseKey.from_string(COURSE) else type(self)

        def values_list(self, column, flat):
            return SimpleNamespace(first=lambda: {"display_name": "Demonstration", "end": T0}[column])

    class Overview:
        _default_manager = Overviews()

    config = SimpleNamespace(get_model={"CourseOverview": Overview}.__getitem__)
    monkeypatch.setattr(apps, "get_app_config", {"course_overviews": config}.__getitem__)

    assert ports.courses.name(COURSE) == "Demonstration"
    assert ports.courses.ends_at(COURSE) == T0
