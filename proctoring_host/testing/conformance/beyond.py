"""What stands behind capabilities: exams, onboarding, dashboards, recordings, backfill, retirement; and mails."""

from pathlib import Path
from typing import Any

import pytest

from proctoring_host.backend import Capability
from proctoring_host.data import (
    BackfillQuery,
    DashboardQuery,
    EmailQuery,
    LearnerRef,
    OnboardingProfile,
    OnboardingQuery,
    Review,
    Status,
    VideoQuery,
)
from proctoring_host.errors import BackendError
from proctoring_host.registry import results
from proctoring_host.registry.results import Unusable
from proctoring_host.testing.bench import Bench, Unmet, require
from proctoring_host.testing.check import HAS_REVIEWS, See, calls, check, declared, implemented
from proctoring_host.testing.conformance.asking import COURSE
from proctoring_host.testing.conformance.registration import well_formed
from proctoring_host.testing.conformance.reviews import reviewed
from proctoring_host.testing.hard import HARD_EXAM_NAMES
from proctoring_host.testing.samples import LEARNER, NOW, PSEUDONYM, make_attempt, make_exam
from proctoring_host.testing.subject import Answer

EXAMS, DASHBOARD = declared(Capability.EXAMS), declared(Capability.DASHBOARD)
PROFILES, BACKFILL = declared(Capability.ONBOARDING_PROFILES), declared(Capability.BACKFILL)
RETIREMENT, VIDEO = declared(Capability.RETIREMENT), declared(Capability.VIDEO)
HARD_COURSES = ("course-v1:Org+Course+Run", "Org/Course/Run", "course-v1:Ünï+数学+2026%2F", "")


def kept(check: Any, answer: object) -> Any:
    """The answer, as far as the host takes it."""
    try:
        return check(answer)
    except Unusable as unusable:
        raise Unmet(f"{answer!r}: {unusable}") from None


def register_exam(bench: Bench, **fields: Any) -> str:
    exam = make_exam(bench.subject.name, **fields)
    found: str = kept(results.external_id, bench.loaded.call("register_exam", exam=exam))
    return found


class BeyondChecks:
    """Hooks behind capabilities, and the words of mails."""

    @check(see=See.LIFE, why="The host stores the id, and gives it along from then on.", needs=(EXAMS,))
    def test_an_exam_gets_an_id(self, bench: Bench) -> None:
        """`register_exam` returns the vendor's id of a new exam, and the same when it is asked again."""
        ids = [register_exam(bench, external_id=None) for _ in range(2)]
        wanted = bench.subject.exam_external_id
        require(ids[0] == ids[1], f"{ids!r}")
        require(wanted in (None, ids[0]), f"{ids[0]!r} in place of {wanted!r}")

    @check(see=See.LIFE, why="Authors change exams, and end them.", needs=(EXAMS,))
    @pytest.mark.parametrize("active", [True, False])
    def test_an_exam_is_changed(self, bench: Bench, active: bool) -> None:
        """An exam that the vendor knows is registered again when it is changed, and when it ends."""
        register_exam(bench, is_active=active, time_limit_mins=120)

    @check(see=See.LIFE, why="Exams have names like these.", needs=(EXAMS,))
    @pytest.mark.parametrize("name", HARD_EXAM_NAMES.values(), ids=HARD_EXAM_NAMES)
    def test_an_exam_of_any_name_is_known_to_the_vendor(self, bench: Bench, name: str) -> None:
        """`register_exam` takes every name, in a call that is well formed."""
        register_exam(bench, exam_name=name)
        for request in bench.server.requests:
            well_formed(request)

    @check(see=See.CAPABILITIES, why="Staff are sent there.", needs=(DASHBOARD,))
    def test_the_dashboard_has_an_address(self, bench: Bench) -> None:
        """`dashboard_url` is an http or https address for a course, an exam, an attempt, and the configuration."""
        exam = make_exam(bench.subject.name)
        for fields in ({}, {"exam": exam}, {"exam": exam, "attempt_external_id": "a/b"}, {"configuration": True}):
            for course in HARD_COURSES:
                query = DashboardQuery(course_id=course, staff=LEARNER, **fields)
                url = kept(results.address, bench.loaded.call("dashboard_url", query=query))
                require(url.isprintable() and " " not in url, "an address with white space in it")

    @check(see=See.OPTIONS, why="It stands in the browser's history.", needs=(DASHBOARD,))
    def test_the_dashboards_address_holds_no_secret(self, bench: Bench) -> None:
        """The address holds no secret of the account; a token that lapses is fine."""
        url = bench.loaded.call("dashboard_url", query=DashboardQuery(course_id=COURSE, staff=LEARNER))
        found = [value for value in bench.secrets if value in str(url)]
        require(not found, ", ".join(map(repr, found)))

    @check(see=See.CAPABILITIES, why="Staff read who may begin.", needs=(PROFILES,))
    def test_profiles_are_listed(self, bench: Bench) -> None:
        """`onboarding_profiles` answers with profiles for a course, for each page and each course's name."""
        for course in HARD_COURSES[:3]:
            for page in (1, 2):
                query = OnboardingQuery(course_id=course, page=page)
                found = kept(results.onboarding_profiles, bench.loaded.call("onboarding_profiles", query=query))
                require(all(_is_whole(profile) for profile in found), f"{found!r}")

    @check(see=See.CAPABILITIES, why="What is delivered twice does no harm, what is lost does.", needs=(BACKFILL,))
    def test_reviews_are_fetched(self, bench: Bench) -> None:
        """`fetch_reviews` answers with reviews that name their attempts."""
        answer = bench.loaded.call("fetch_reviews", since=BackfillQuery(since=NOW))
        found: tuple[Review, ...] = kept(results.reviews, answer)
        nameless = [review for review in found if not (review.attempt_code or review.external_id)]
        require(not nameless, f"{nameless!r}")

    @check(see=See.CALLBACKS, why="The link is all that it takes to see a learner's room.", needs=(VIDEO, HAS_REVIEWS))
    def test_a_recording_can_be_opened_again(self, bench: Bench) -> None:
        """A review's encrypted link does not show the link, and `video_url` opens it."""
        reviews = [(sample, reviewed(bench, sample)) for sample in bench.subject.reviews]
        carrying = [(sample, review) for sample, review in reviews if review.encrypted_video_url]
        require(carrying, "no sample review that carries a link to a recording")
        for sample, review in carrying:
            shown = [value for value in sample.private if value in review.encrypted_video_url]
            require(not shown, "the link itself in encrypted_video_url")
            query = VideoQuery(attempt=_attempt(bench), encrypted_video_url=review.encrypted_video_url)
            kept(results.address, bench.loaded.call("video_url", query=query))

    @check(see=See.CAPABILITIES, why="Keys are changed, and old links can then not be read.", needs=(VIDEO,))
    @pytest.mark.parametrize("link", ["", "none", "00" * 40, "?" * 5000, "ключ"])
    def test_a_link_that_cannot_be_read_is_told(self, bench: Bench, link: str) -> None:
        """An encrypted link that was not made with this key is a `BackendError` that does not repeat it."""
        query = VideoQuery(attempt=_attempt(bench), encrypted_video_url=link)
        error = bench.loaded.backend_error("video_url", query=query)
        require(len(link) < 5 or link not in error.detail, "the link in the message")

    @check(see=See.LIFE, why="The host asks until it is told that it is done.", needs=(RETIREMENT,))
    def test_a_learner_is_forgotten(self, bench: Bench) -> None:
        """`retire_learner` answers True, and True again when it is asked again."""
        answers = [bench.loaded.call("retire_learner", ref=LearnerRef(pseudonym=PSEUDONYM)) for _ in range(2)]
        require(answers == [True, True], f"{answers!r}")

    @check(
        see=See.LIFE,
        why="A learner who asked to be forgotten would not be.",
        needs=(RETIREMENT, calls("retire_learner")),
    )
    @pytest.mark.parametrize("status", [400, 403, 500, 503])
    def test_who_is_not_forgotten_is_not_called_so(self, bench: Bench, status: int) -> None:
        """A vendor that refuses makes `retire_learner` answer False or raise a `BackendError`."""
        bench.server.answer("retire_learner", Answer(status=status, body=b"{}"))
        outcome = bench.loaded.outcome("retire_learner", ref=LearnerRef(pseudonym=PSEUDONYM))
        require(outcome is False or isinstance(outcome, BackendError), f"{outcome!r} for the status {status}")

    @check(see=See.MAILS, why="A folder that is not there has no words.", needs=(implemented("email_template_dirs"),))
    def test_folders_of_mails_are_there(self, bench: Bench) -> None:
        """`email_template_dirs` names folders that exist, by absolute paths."""
        for folder in bench.loaded.backend.email_template_dirs():  # type: ignore[attr-defined]  # it implements it
            require(Path(folder).is_absolute() and Path(folder).is_dir(), f"{folder}")

    @check(see=See.MAILS, why="The host tries them one by one.", needs=(implemented("email_template_names"),))
    def test_names_of_mails_are_names(self, bench: Bench) -> None:
        """`email_template_names` answers with names of templates, for every kind of mail."""
        query = EmailQuery(
            kind="submitted", template_name="proctoring_attempt_submitted_email.html", backend=bench.subject.name,
            course_id=COURSE, exam_name="Midterm", status=Status.SUBMITTED, language="en",
        )  # fmt: skip
        names = bench.loaded.backend.email_template_names(email=query)  # type: ignore[attr-defined]  # it implements it
        for name in names:
            require(isinstance(name, str) and name.endswith(query.template_name), f"{name!r}")


def _is_whole(profile: OnboardingProfile) -> bool:
    moment = profile.expires_at
    return bool(profile.pseudonym and profile.status) and (moment is None or moment.tzinfo is not None)


def _attempt(bench: Bench) -> Any:
    return make_attempt(bench.subject.name, Status.SUBMITTED)
