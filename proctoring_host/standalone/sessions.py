"""Sessions in the database as Django keeps them, read by a query that is composed once: every request has one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from proctoring_host.prepared import Given, Prepared

LIVING: Prepared[Session] = Prepared(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now"))
)


class SessionStore(db.SessionStore):
    """Django's own engine and this one understand each other's sessions."""

    def load(self) -> dict[str, Any]:
        found = LIVING.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found.session_data)
