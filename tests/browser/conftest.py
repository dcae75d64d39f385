"""A standalone host on loopback, in this process, with two vendors; and Chromium to look at it with."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from django.contrib.auth.models import Group
from django.test import Client, override_settings

from proctoring_host.conf import ProctoringSettings
from proctoring_host.registry import Registry, using_registry
from tests.browser.reader import Reader
from tests.factories import make_user
from tools.chromium import find

# Playwright's loop runs in the thread that asks the database, too; nothing else runs in that loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Pictures are for people, and take minutes: `make screenshots` says where they are to go.
collect_ignore = [] if os.environ.get("PROCTORING_SCREENSHOTS") else ["test_screenshots.py"]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
KEYS = {"secret_key": "only for tests", "secret_key_id": "tests", "crypto_key": "0123456789abcdef01234567"}
# Generous, because a machine may be busy; nothing waits that long where all goes well.
PATIENCE = 30_000
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def _missing(what: str) -> NoReturn:
    """Where this suite was promised, a browser that is not there is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} In CI the browser tests have to run.", pytrace=False)
    pytest.skip(what)


def _chromium() -> str:
    return find() or _missing("There is no Chromium here: install it (Debian: apt-get install chromium).")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = _chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright is not installed: make install.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _standalone(django_db_setup) -> Iterator[None]:
    """The headers of the standalone host around the settings of the tests."""
    from django.conf import settings

    ours = "proctoring_host.standalone.middleware.SecureResponses"
    with override_settings(MIDDLEWARE=[ours, *settings.MIDDLEWARE]):
        yield


@contextmanager
def using_vendors(backends: Mapping[str, Mapping[str, Any]], default: str) -> Iterator[None]:
    settings = ProctoringSettings(enabled=True, backends=backends, default_backend=default)
    registry = Registry.load(settings)
    assert registry.failures == ()
    with using_registry(registry):
        yield


@pytest.fixture
def vendor_options() -> dict[str, Any]:
    """Of the scripted vendor; a module changes them by a fixture of the same name."""
    return {}


@pytest.fixture(scope="session")
def simulator() -> Iterator[Any]:
    """SoftwareSecure on loopback."""
    for plugin in ("proctoring_mock_backend", "proctoring_software_secure"):
        pytest.importorskip(plugin, reason=f"{plugin} is not installed")
    from proctoring_software_secure.simulator.account import Account
    from proctoring_software_secure.simulator.server import running_simulator

    with running_simulator(Account(**KEYS, organization="Demo", exam_sponsor="Demo")) as running:
        yield running


@pytest.fixture(autouse=True)
def site(_standalone, live_server, simulator, vendor_options, settings) -> Iterator[str]:
    """The address of the host, with vendors that do nothing by themselves."""
    settings.HTTPS = "off"
    settings.SITE_NAME = live_server.url.removeprefix("http://")
    settings.PLATFORM_NAME, settings.CONTACT_EMAIL = "Demo University", "help@example.com"
    mock = {"BACKEND": "mock", "automatic": False, "tech_support_email": "support@vendor.example", **vendor_options}
    vendors = {
        "mock": mock,
        "onboard": {**mock, "supports_onboarding": True},
        "down": {**mock, "fail_registrations": "unreachable"},
        "software_secure": {
            **KEYS,
            "organization": "Demo",
            "exam_sponsor": "Demo",
            "exam_register_endpoint": simulator.register_url,
            "software_download_url": simulator.download_url,
        },
    }
    with using_vendors(vendors, "mock"):
        yield live_server.url


@pytest.fixture
def open_as(chromium, site, monkeypatch) -> Iterator[Callable[..., Reader]]:
    """A new browser profile of an account, signed in; `context` are options of Playwright's."""
    contexts = []

    def opened(user: Any, **options: Any) -> Reader:
        context = chromium.new_context(base_url=site, **{"viewport": DESKTOP, "locale": "en", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": _session(user), "url": site}])
        return Reader(context.new_page(), user, monkeypatch)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def service() -> Callable[[str, str, str], None]:
    """The scripted vendor's calls to the platform: where below an attempt, and what it says."""
    user = make_user("service")
    user.groups.add(*(Group.objects.create(name=f"{name}_review") for name in ("mock", "onboard")))
    client = Client()
    client.force_login(user)

    def call(external_id: str, word: str, status: str) -> None:
        address = f"/api/edx_proctoring/v1/proctored_exam/attempt/{external_id}/{word}"
        body = {"status": status, "comments": []}
        answer = client.post(address, body, content_type="application/json")
        assert answer.status_code == 200, answer.content

    return call


@pytest.fixture
def learner(open_as) -> Reader:
    return open_as(make_user("ada", first_name="Ada", last_name="Byron"))


def _session(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value
