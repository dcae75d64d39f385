"""What a learner sees and reads."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from email.utils import make_msgid
from typing import Any

from django.core.mail import EmailMultiAlternatives

from proctoring_host import conf, platform
from proctoring_host.domain.mails import MAIL_OF
from proctoring_host.domain.statuses import Status
from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import facts_of, one_line, site_texts
from proctoring_host.mail.send import message_id, message_of
from proctoring_host.models import Attempt, Transition
from proctoring_host.openedx.service.checked import checked
from proctoring_host.web import learner

STUDENT = "student"


@checked
def get_student_view(
    user_id: int, course_id: object, content_id: object, context: Mapping[str, Any], user_role: str = STUDENT
) -> str | None:
    """HTML to show instead of the content, or None; see `proctoring_host.web.learner.get_student_view`.

    An exam that authoring did not make is made from `context`.
    """
    if "is_proctored_exam" in context:
        text = "is_proctored_exam in the context of an exam is called is_proctored."
        # Of whoever called: what is between checks the ids.
        warnings.warn(text, DeprecationWarning, stacklevel=3)
    return learner.get_student_view(user_id, course_id, content_id, context, user_role)


@checked
def create_proctoring_attempt_status_email(
    exam_attempt_obj: Attempt, course_name: str, course_id: object
) -> EmailMultiAlternatives | None:
    """The mail about the attempt's present status, written and not sent; None where there is none about it.

    The host sends these mails by itself, once for each change: whoever sends this one sends it a second time.
    Raises `MailFailed`, `UserNotFound`.
    """
    kind = MAIL_OF.get(Status(exam_attempt_obj.status))
    if kind is None or exam_attempt_obj.is_sample_attempt or not exam_attempt_obj.taking_as_proctored:
        return None
    person = platform.get().people.person(exam_attempt_obj.user_id)
    facts = facts_of(exam_attempt_obj, kind, person)
    site = replace(site_texts(str(course_id), facts.backend), course_name=one_line(course_name))
    letter, sender = compose(replace(facts, site=site)), conf.get().emails.sender(facts.backend)
    return message_of(letter, to=person.email, message_id=_message_id(exam_attempt_obj), sender=sender)


def _message_id(attempt: Attempt) -> str:
    """That of the host's own mail about the same change, so that mail readers show the two as one."""
    change = Transition.objects.filter(attempt=attempt, to_status=attempt.status).last()
    return message_id(change.pk) if change else make_msgid(domain="localhost")
