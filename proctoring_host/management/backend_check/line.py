"""The line to the vendor: the sessions a backend is lent, and what their answers say of the vendor's clock."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from django.utils import timezone

from proctoring_host.backend import Services
from proctoring_host.management.backend_check.steps import Outcome, Step
from proctoring_host.registry.services import http_session, make_services

# Vendors refuse a signature or a token whose time is off by some minutes; half a minute is worth a look.
NOTICEABLE_SECONDS = 30
LARGEST_SECONDS = 180


class Line:
    """Keeps how many answers came, and how far our clock was from the vendor's at each."""

    def __init__(self) -> None:
        self.answers = 0
        self.skews: list[float] = []

    def services(self) -> Services:
        made = make_services()
        return Services(clock=made.clock, new_id=made.new_id, http=self._session)

    def of_clock(self) -> Step:
        """The smallest difference counts: an answer may have been long on its way."""
        if not self.answers:
            text = "No answer came through a session of the host, so no clock was seen."
            return Step(name="clock", outcome=Outcome.SKIPPED, text=text)
        if not self.skews:
            text = "The vendor's answers carry no date."
            return Step(name="clock", outcome=Outcome.SKIPPED, text=text)
        return _judged(min(self.skews, key=abs))

    def _session(self) -> requests.Session:
        session = http_session()
        session.hooks["response"].append(self._note)
        return session

    def _note(self, response: requests.Response, *args: Any, **kwargs: Any) -> None:
        self.answers += 1
        date = _moment(response.headers.get("Date", ""))
        if date is not None:
            self.skews.append((timezone.now() - date).total_seconds())


def _judged(skew: float) -> Step:
    seconds = abs(skew)
    if seconds <= NOTICEABLE_SECONDS:
        text = f"Our clock and the vendor's are {seconds:.0f} seconds apart."
        return Step(name="clock", outcome=Outcome.OK, text=text)
    side = "ahead of" if skew > 0 else "behind"
    return Step(
        name="clock",
        outcome=Outcome.ERROR if seconds > LARGEST_SECONDS else Outcome.WARNING,
        text=f"Our clock is {seconds:.0f} seconds {side} the vendor's.",
        hint="Synchronise this machine's clock: signatures and tokens with a wrong time are refused.",
    )


def _moment(text: str) -> datetime | None:
    """None for what is no date, and for one that does not say its time zone."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None
