"""Mail is sent once for each transition, whatever happens on the way."""

import smtplib
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import connection

from proctoring_host.domain.statuses import Status
from proctoring_host.effects import states as effect_states
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Effect, EffectState
from tests.factories import T0, FakeClock, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import Killed, Recorder, runner, transition, written

pytestmark = pytest.mark.django_db
SERVER = f"{__name__}.Server"
FILES = "proctoring_host.mail.transports.FileBackend"


class Server(BaseEmailBackend):
    """A mail server that answers as `answer` says; the edge to SMTP."""

    answer: Exception | None = None
    attempts = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).attempts += 1
        if self.answer is not None:
            raise self.answer
        return len(email_messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = SERVER
    Server.answer, Server.attempts = None, 0
    return Server


def _mail() -> Effect:
    attempt = make_attempt(status=Status.SUBMITTED)
    logged = transition(attempt, Status.SUBMITTED)
    payload = {"attempt_id": attempt.pk, "kind": "submitted", "transition_id": logged.pk}
    return written(Kind.MAIL, attempt, payload, lane=f"mail:{attempt.pk}")


def _killed_at(boundary: str, effect: Effect, clock: FakeClock) -> None:
    with pytest.raises(Killed):
        runner(clock, observer=Recorder(boundary)).run(effect.pk)
    clock.advance(301)


def test_a_mail_is_handed_over_once(vendor: FakeVendor) -> None:
    effect, recorder = _mail(), Recorder()

    state = runner(observer=recorder).run(effect.pk)

    assert state == EffectState.DONE
    assert recorder.boundaries == ["leased", "before_call", "handed_over", "after_call", "done"]
    assert len(mail.outbox) == 1


def test_killed_before_the_hand_over_the_mail_is_sent_by_the_next(vendor: FakeVendor) -> None:
    effect, clock = _mail(), FakeClock()
    _killed_at("before_call", effect, clock)

    state = runner(clock).run(effect.pk)

    assert state == EffectState.DONE
    assert len(mail.outbox) == 1


def test_who_lost_the_lease_before_the_hand_over_sends_nothing(vendor: FakeVendor, caplog) -> None:
    effect, clock, boundaries, states = _mail(), FakeClock(), [], []

    def stalled(boundary: str, _: Effect) -> None:
        boundaries.append(boundary)
        if boundary == "before_call":
            states.append(runner(FakeClock(clock() + timedelta(minutes=10))).run(effect.pk))

    runner(clock, observer=stalled).run(effect.pk)

    effect.refresh_from_db()
    assert len(mail.outbox) == 1
    assert states == [effect.state] == [EffectState.DONE]
    assert boundaries == ["leased", "before_call", "lost"]
    assert "effect lease lost" in caplog.text


def test_handing_over_renews_the_lease(vendor: FakeVendor) -> None:
    effect, clock = _mail(), FakeClock()

    def slow(boundary: str, _: Effect) -> None:
        if boundary == "before_call":
            clock.advance(200)
        if boundary == "handed_over":
            effect.refresh_from_db()

    runner(clock, observer=slow).run(effect.pk)

    assert effect.leased_until == T0 + timedelta(seconds=500)


def test_what_was_handed_over_while_the_lease_is_taken_over_is_seen(vendor: FakeVendor) -> None:
    effect = _mail()
    with pytest.raises(Killed):
        runner(observer=Recorder("before_call")).run(effect.pk)
    other = Effect.objects.get(pk=effect.pk)

    def between_reading_and_taking(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and other.handed_over_at is None:
            other.handed_over_at = T0
            effect_states.hand_over(other, now=T0, until=T0)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between_reading_and_taking):
        state = runner(FakeClock(T0 + timedelta(minutes=10))).run(effect.pk)

    assert state == EffectState.RUNNING
    assert mail.outbox == []


def test_a_mail_servers_words_are_in_no_log(vendor: FakeVendor, server, caplog) -> None:
    effect = _mail()
    address = effect.attempt.user.email
    server.answer = RuntimeError(f"550 no mailbox {address}")

    state = runner().run(effect.pk)

    effect.refresh_from_db()
    assert state == EffectState.PENDING
    assert "RuntimeError" in caplog.text
    assert address not in caplog.text + effect.last_error


@pytest.mark.parametrize("boundary", ["handed_over", "after_call"])
def test_a_mail_that_may_have_left_is_parked(vendor: FakeVendor, boundary) -> None:
    effect, clock = _mail(), FakeClock()
    _killed_at(boundary, effect, clock)
    sent_before = len(mail.outbox)

    state = runner(clock).run(effect.pk)

    effect.refresh_from_db()
    assert state == EffectState.DEAD
    assert "may have been delivered" in effect.last_error
    assert len(mail.outbox) == sent_before


def test_a_parked_mail_is_sent_when_somebody_retries_it(vendor: FakeVendor) -> None:
    effect, clock = _mail(), FakeClock()
    _killed_at("handed_over", effect, clock)
    runner(clock).run(effect.pk)

    state = runner(clock).run(effect.pk, force=True)

    assert state == EffectState.DONE
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("boundary", ["handed_over", "after_call"])
def test_where_repeats_do_no_harm_the_mail_is_sent_again(vendor: FakeVendor, settings, tmp_path, boundary) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path
    effect, clock = _mail(), FakeClock()
    _killed_at(boundary, effect, clock)

    state = runner(clock).run(effect.pk)

    assert state == EffectState.DONE
    assert len(list(tmp_path.glob("*.eml"))) == 1


@pytest.mark.parametrize(
    "answer",
    [
        ConnectionRefusedError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPDataError(451, b"later"),
        smtplib.SMTPRecipientsRefused({"a@example.com": (451, b"later")}),
    ],
)
def test_a_server_that_says_no_is_asked_again(vendor: FakeVendor, server, answer) -> None:
    server.answer = answer
    effect, clock = _mail(), FakeClock()
    first = runner(clock).run(effect.pk)
    server.answer = None
    clock.advance(15)

    second = runner(clock).run(effect.pk)

    surely_not_sent = not isinstance(answer, smtplib.SMTPServerDisconnected)
    assert first == EffectState.PENDING
    assert second == (EffectState.DONE if surely_not_sent else EffectState.DEAD)
    assert server.attempts == (2 if surely_not_sent else 1)


def test_an_address_that_is_refused_for_good_is_given_up(vendor: FakeVendor, server) -> None:
    server.answer = smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"nobody")})

    state = runner().run(_mail().pk)

    assert state == EffectState.DEAD
