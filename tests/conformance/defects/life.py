"""A defect each: the class, and what follows a registration."""

import socket
import threading
from dataclasses import replace
from pathlib import Path

from django.utils import translation

from proctoring_host import Capability, hookimpl
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    CheckMessage,
    DashboardQuery,
    Entry,
    ExamData,
    FollowUpAnswer,
    FollowUpDue,
    Launched,
    LaunchInfo,
    LearnerRef,
    Notified,
    OnboardingProfile,
    ParsedCallback,
    Review,
    Status,
    VideoQuery,
)
from proctoring_host.errors import BackendError
from tests.conformance.good import WORDS, Good


class Silent(Good):
    """A capability is left out whose hook is there."""

    capabilities = Good.capabilities - {Capability.RETIREMENT}


class Changeable(Good):
    """Its capabilities depend on how often it is asked."""

    asked = [0]

    @classmethod
    def capabilities_for(cls, options):
        cls.asked[0] += 1
        return cls.capabilities if cls.asked[0] % 2 else cls.capabilities - {Capability.ONBOARDING_PROFILES}


class LoneProfiles(Good):
    """Profiles without onboarding."""

    capabilities = Good.capabilities - {Capability.ONBOARDING}


class Unmarked(Good):
    """A hook lost its mark."""

    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        return LaunchInfo()


class ConnectsAtOnce(Good):
    """Making one opens a connection."""

    def __init__(self, name, options, services):
        super().__init__(name, options, services)
        with socket.socket() as connection:
            connection.connect_ex(("127.0.0.1", 9))


class StartsAThread(Good):
    """Making one starts a thread."""

    def __init__(self, name, options, services):
        super().__init__(name, options, services)
        threading.Thread(target=threading.Event().wait, args=(1,), daemon=True).start()


class FixedName(Good):
    """It does not take the configured name."""

    def __init__(self, name, options, services):
        super().__init__("good", options, services)


class Nameless(Good):
    """It has no name for people."""

    default_verbose_name = ""


class ChecksLiveAlways(Good):
    """It calls the vendor at every check."""

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        return super().check(True)


class RaisesInCheck(Good):
    """A vendor that is down is an error of the check itself."""

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        if live:
            self.send("GET", "/health", "Asking")
        return []


class SilentCheck(Good):
    """A vendor that is down is no finding."""

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        return []


class RegistersToCheck(Good):
    """A live check leaves a registration behind."""

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        if live:
            self.send("POST", "/sessions", "Trying", {"key": "check"})
        return super().check(live)


class BadSteps(Good):
    """The download's address is a script."""

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        return LaunchInfo(download_url="javascript:alert(1)")


class OneLanguage(Good):
    """It knows two languages."""

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        return LaunchInfo(steps=({"en": "Start", "de": "Los"}[language],))


class LeavesTheLanguage(Good):
    """It switches the language for good."""

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        translation.activate(language)
        return LaunchInfo()


class PatientPage(Good):
    """The learner waits for a minute."""

    def send(self, method, path, what, body=None, timeout=10):
        return super().send(method, path, what, body, 60)


class EntersAnybody(Good):
    """Any cookie opens the exam."""

    @hookimpl
    def allows_entry(self, entry: Entry) -> bool:
        return bool(entry.cookies.get("good"))


class AsksAtEntry(Good):
    """It asks the vendor on each page."""

    @hookimpl
    def allows_entry(self, entry: Entry) -> bool:
        return self.send("GET", "/health", "Asking").ok


class PickyNotices(Good):
    """It knows three statuses."""

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        {Status.STARTED: 1, Status.SUBMITTED: 2, Status.ERROR: 3}[change.to_status]
        return super().notify_attempt(change)


class TellsOfNone(Good):
    """An attempt without an id is called None."""

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        what = "Telling"
        self.send("PATCH", f"/sessions/{change.attempt.external_id}", what, {"is": change.to_status})
        return Notified()


class ForgetfulNotices(Good):
    """Told a second time, it asks for no follow-up."""

    @hookimpl
    def notify_attempt(self, change: AttemptChange) -> Notified:
        first = super().notify_attempt(change)
        told = self.__dict__.setdefault("told", set())
        again = (change.attempt.code, change.to_status) in told
        told.add((change.attempt.code, change.to_status))
        return Notified() if again else first


class AnyFollowUp(Good):
    """Whatever is due, it asks for the verdict."""

    @hookimpl
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        content = self.content("Asking", self.send("GET", f"/verdicts/{due.attempt.code}", "Asking"))
        return Review(status=WORDS[content["verdict"]], attempt_code=due.attempt.code)


class GoneIsAnError(Good):
    """What is gone cannot be removed."""

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        what = f"Removing {attempt.code}"
        return not attempt.external_id or bool(self.content(what, self.send("DELETE", "/sessions/x", what)).get("gone"))


class RemovesAnyway(Good):
    """Whatever the vendor says, it is removed."""

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        self.send("DELETE", f"/sessions/{attempt.external_id}", "Removing")
        return True


class RetiresAnyway(Good):
    """Whatever the vendor says, the learner is forgotten."""

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        self.send("DELETE", f"/learners/{ref.pseudonym}", "Retiring")
        return True


class RetiresOnce(Good):
    """A learner who is forgotten cannot be forgotten again."""

    @hookimpl
    def retire_learner(self, ref: LearnerRef) -> bool:
        known = self.__dict__.setdefault("known", {ref.pseudonym})
        known.remove(ref.pseudonym)
        return super().retire_learner(ref)


class NewExams(Good):
    """Each call makes a new exam."""

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        self.__dict__["count"] = self.__dict__.get("count", 0) + 1
        return f"{super().register_exam(exam)}-{self.count}"


class EndedExams(Good):
    """An exam that ends falls over."""

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        return {True: super().register_exam(exam)}[exam.is_active]


class KeyInTheAddress(Good):
    """The dashboard's address holds the account's key."""

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        return f"https://vendor.example/?key={self.options.api_key}"


class DashboardByCourse(Good):
    """The course's name stands in the address as it is."""

    @hookimpl
    def dashboard_url(self, query: DashboardQuery) -> str:
        return query.course_id


class HollowProfiles(Good):
    """A profile is nobody's."""

    @hookimpl
    def onboarding_profiles(self, query):
        super().onboarding_profiles(query)
        return [OnboardingProfile(pseudonym="", status="")]


class HollowReviews(Good):
    """A fetched review is nobody's."""

    @hookimpl
    def fetch_reviews(self, since):
        return [Review(status=review.status) for review in super().fetch_reviews(since)]


class OpensAnything(Good):
    """What cannot be read is opened all the same."""

    @hookimpl
    def video_url(self, query: VideoQuery) -> str:
        try:
            return super().video_url(query)
        except BackendError:
            return "https://vendor.example/"


class NoFolder(Good):
    """The folder of its mails is not there."""

    @hookimpl
    def email_template_dirs(self):
        return ["templates"]


class LaunchesNothing(Good):
    """A launch names no attempt."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        return Launched(attempt_code="") if callback.kind is CallbackKind.LAUNCH else super().parse_callback(callback)


class Empty(Good):
    """A capability is declared whose hook is not there."""

    retire_learner = None


class IdlessFindings(Good):
    """A finding has no id."""

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        return [replace(message, id="") for message in super().check(live)]


class BrittlePage(Good):
    """Without the vendor's steps the page falls over."""

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        try:
            return super().launch_info(attempt, language)
        except BackendError as error:
            raise KeyError("steps") from error


class HastyFollowUp(Good):
    """A follow-up whose attempt is done falls over."""

    @hookimpl
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        return {Status.SUBMITTED: super().follow_up(due)}[due.attempt.status]


class RemovesOnce(Good):
    """What was removed cannot be removed again."""

    @hookimpl
    def remove_attempt(self, attempt: AttemptData) -> bool:
        again = attempt.code in self.__dict__.setdefault("removed", set())
        self.removed.add(attempt.code)
        return not again


class AsciiExam(Good):
    """Exams have English names."""

    @hookimpl
    def register_exam(self, exam: ExamData) -> str:
        exam.exam_name.encode("ascii")
        return super().register_exam(exam)


class OddMailNames(Good):
    """A template is named by something else."""

    @hookimpl
    def email_template_names(self, email):
        return [Path("emails")]
