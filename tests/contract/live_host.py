"""A fresh standalone host behind real HTTP, with two vendors, and an account and a client for each role."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from proctoring_host.standalone.cli import SETTINGS
from proctoring_host.standalone.processes import Processes, free_port, proctoring, together
from tests.integration.standalone.conftest import OURS, Standalone

LOOPBACK = "127.0.0.1"
PASSWORD = "a long password for tests"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ROLES = ("learner", "course_staff", "global_staff")
API = "/api/edx_proctoring/v1"

ACCOUNTS = """
import json
from django.contrib.auth.models import Group, User
from pathlib import Path
given = json.loads(Path({given!r}).read_text())
ids = {{}}
for role in given["roles"]:
    make = User.objects.create_superuser if role == "global_staff" else User.objects.create_user
    user = make(username=role, email=role + "@example.com", password=given["password"])
    ids[role] = user.pk
staff = User.objects.get(username="course_staff")
for course in given["courses"]:
    staff.groups.add(Group.objects.create(name="course-staff:" + course))
print(json.dumps(ids))
"""


@dataclass
class LiveHost:
    """`client` signs an account in at its first request; `anonymous` is nobody."""

    url: str
    ids: Mapping[str, int]
    _sessions: dict[str, requests.Session] = field(default_factory=dict)

    def request(self, role: str, method: str, path: str, **request: Any) -> requests.Response:
        session = self._session(role)
        headers = {"X-CSRFToken": session.cookies.get("csrftoken") or "", **request.pop("headers", {})}
        return session.request(method, self.url + path, headers=headers, allow_redirects=False, timeout=30, **request)

    def api(self, role: str, method: str, path: str, body: object = None) -> Any:
        """For preparations: the JSON of an answer that has to be 200."""
        answer = self.request(role, method, API + path, json=body)
        assert answer.status_code == 200, (method, path, answer.status_code, answer.text[:500])
        return answer.json() if answer.content else None

    def _session(self, role: str) -> requests.Session:
        if role not in self._sessions:
            self._sessions[role] = requests.Session()
            if role != "anonymous":
                self._sign_in(self._sessions[role], role)
        return self._sessions[role]

    def _sign_in(self, session: requests.Session, role: str) -> None:
        address = f"{self.url}/accounts/login/"
        token = TOKEN.search(session.get(address, timeout=30).text)
        assert token is not None
        form = {"username": role, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
        answer = session.post(address, data=form, headers={"Referer": address}, allow_redirects=False, timeout=30)
        assert answer.status_code == 302


@contextmanager
def live_host(folder: Path, courses: Mapping[str, str]) -> Iterator[LiveHost]:
    """Its courses are staffed by `course_staff`, and learners write to one address about all of them."""
    port, vendor_port = free_port(LOOPBACK), free_port(LOOPBACK)
    # `Processes` passes on what is around the tests, which must decide nothing here.
    site = Standalone(folder, {**dict.fromkeys(OURS, ""), "DJANGO_SETTINGS_MODULE": SETTINGS})
    site.variables.update(PROCTORING_CONFIG_DIR=str(folder), PROCTORING_DATA_DIR=str(site.data))
    site.configure(_settings(port, courses), {"PROCTORING_BACKENDS": _backends(vendor_port)})
    assert site.run("migrate", "-v0").returncode == 0
    given = folder / "accounts.json"
    given.write_text(json.dumps({"roles": ROLES, "password": PASSWORD, "courses": list(courses.values())}))
    ids = json.loads(site.python(ACCOUNTS.format(given=str(given))))
    with together() as processes:
        _start(processes, site, "simulator", vendor_port, "software-secure-simulator", "--port", str(vendor_port))
        _start(processes, site, "server", port, "serve", "--bind", f"{LOOPBACK}:{port}", "--workers", "1")
        yield LiveHost(url=f"http://{LOOPBACK}:{port}", ids=ids)


def _start(processes: Processes, site: Standalone, name: str, port: int, *command: str) -> None:
    processes.start(name, proctoring(*command), env=site.environment(), log=site.folder / f"{name}.log")
    processes.wait_for_port(name, LOOPBACK, port)


def _settings(port: int, courses: Mapping[str, str]) -> dict[str, Any]:
    return {
        "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
        "SITE_NAME": f"{LOOPBACK}:{port}",
        "HTTPS": "off",
        "LMS_ROOT_URL": f"http://{LOOPBACK}:{port}",
        "LEARNING_MICROFRONTEND_URL": "http://learning.example.com",
        "PLATFORM_NAME": "Contract",
        "CONTACT_EMAIL": "info@example.com",
        "PROCTORING_COURSES": {course: {"escalation_email": "help@example.com"} for course in courses.values()},
    }


def _backends(vendor_port: int) -> dict[str, Any]:
    """The scripted vendor under two names, of which one has onboarding, and a simulated one."""
    scripted = {
        "BACKEND": "mock",
        "automatic": False,
        "tech_support_email": "support@vendor.example",
        "help_center_article_url": "https://vendor.example/help",
    }
    return {
        "DEFAULT": "stub",
        "stub": scripted,
        "onboard": {**scripted, "supports_onboarding": True},
        "software_secure": {
            "crypto_key": "0123456789abcdef01234567",
            "secret_key": "only for tests",
            "secret_key_id": "tests",
            "exam_register_endpoint": f"http://{LOOPBACK}:{vendor_port}/register",
            "exam_sponsor": "Contract",
            "organization": "Contract",
            "software_download_url": f"http://{LOOPBACK}:{vendor_port}/download",
        },
    }
