"""What the plugin puts into the environment that Tutor renders."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tutor_site import CONFIGURED, SECRET, Site

FILES = {"lms": "apps/openedx/config/lms.env.yml", "cms": "apps/openedx/config/cms.env.yml"}
READ_BY_THE_HOST = """
import sys, types, yaml
tokens = yaml.safe_load(open(sys.argv[1]))
platform = types.SimpleNamespace(MIDDLEWARE=[], FEATURES={}, ENV_TOKENS=tokens, AUTH_TOKENS=tokens, LOCALE_PATHS=[])
from proctoring_host.openedx.plugin_settings import lms_common, production
lms_common.plugin_settings(platform)
production.plugin_settings(platform)
from django.conf import settings
from django.core.checks import run_checks
names = [name for name in vars(platform) if name.isupper()]
apps = ["django.contrib.auth", "django.contrib.contenttypes", "proctoring_host"]
settings.configure(INSTALLED_APPS=apps, **{name: getattr(platform, name) for name in names})
import django
django.setup()
from proctoring_host import conf
from proctoring_host.registry import get_registry
found = conf.get()
assert found.problems == () and found.notes == (), (found.problems, found.notes)
assert found.enabled and found.contact_email == "help@example.org"
assert len(found.metrics_token) == 32 and [key.algorithm for key in found.access_token_keys] == ["RS256"]
backend = get_registry().backend("mock")
assert backend.available and get_registry().failures == (), get_registry().failures
print(found.backends["mock"]["comments"][0])
"""


@pytest.mark.parametrize("service", FILES)
def test_lms_and_studio_get_what_is_configured(site: Site, service: str) -> None:
    rendered = site.yaml(FILES[service])

    assert rendered["PROCTORING_BACKENDS"] == CONFIGURED["PROCTORING_BACKENDS"]
    assert CONFIGURED["PROCTORING_SETTINGS"].items() <= rendered["PROCTORING_SETTINGS"].items()
    assert rendered["PROCTORING_SETTINGS"]["TAKE_OVER_ADDRESSES"] is False
    assert rendered["FEATURES"]["ENABLE_SPECIAL_EXAMS"] is True
    assert rendered["ENABLE_SPECIAL_EXAMS"] is True


@pytest.mark.parametrize("service", FILES)
def test_the_host_understands_what_is_rendered(site: Site, service: str) -> None:
    file = str(site.root / "env" / FILES[service])

    told = subprocess.run([sys.executable, "-c", READ_BY_THE_HOST, file], capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == SECRET


@pytest.mark.parametrize("service", FILES)
def test_a_site_without_backends_keeps_the_platforms_default(untouched: Site, service: str) -> None:
    rendered = untouched.yaml(FILES[service])

    assert "PROCTORING_BACKENDS" not in rendered
    assert "PROCTORING_USER_OBFUSCATION_KEY" not in rendered


def test_secrets_are_only_where_tutor_keeps_its_own(site: Site) -> None:
    password = site.tutor("config", "printvalue", "OPENEDX_SECRET_KEY").strip()
    token = site.tutor("config", "printvalue", "PROCTORING_METRICS_TOKEN").strip()

    assert _files_with(site, token) <= _files_with(site, password)
    assert _files_with(site, token) == {*FILES.values()}


def _files_with(site: Site, text: str) -> set[str]:
    env = site.root / "env"
    files = [path for path in env.rglob("*") if path.is_file()]
    return {str(path.relative_to(env)) for path in files if text.encode() in path.read_bytes()}


def test_keys_are_made_once(site: Site) -> None:
    before = site.tutor("config", "printvalue", "PROCTORING_ACCESS_TOKEN_KEY")

    site.tutor("config", "save")

    assert "PRIVATE KEY" in before
    assert site.tutor("config", "printvalue", "PROCTORING_ACCESS_TOKEN_KEY") == before


def test_the_image_installs_host_and_backends_after_the_platform(site: Site) -> None:
    lines = site.text("build/openedx/Dockerfile").splitlines()

    [ours] = [number for number, line in enumerate(lines) if "proctoring-host" in line]
    platform = next(number for number, line in enumerate(lines) if "requirements/edx/base.txt -r" in line)
    assets = next(number for number, line in enumerate(lines) if "npm" in line)
    assert lines[ours] == "RUN $PIP_COMMAND install 'proctoring-host>=0.1,<1' 'proctoring-mock-backend==0.1.0'"
    assert platform < ours < assets


@pytest.mark.parametrize("file", ["lms/production.py", "lms/development.py", "cms/production.py", "cms/development.py"])
def test_settings_modules_are_still_python(site: Site, file: str) -> None:
    ast.parse(site.text(f"apps/openedx/settings/{file}"))


def _compose(site: Site, kind: str) -> dict[str, Any]:
    files = {"local": ["local/docker-compose.yml", "local/docker-compose.prod.yml"]}
    files["dev"] = ["local/docker-compose.yml", "dev/docker-compose.yml"]
    return {name: about for file in files[kind] for name, about in site.yaml(file)["services"].items()}


@pytest.mark.parametrize("kind", ["local", "dev"])
def test_a_worker_runs_with_the_settings_of_the_lms(site: Site, kind: str) -> None:
    services = _compose(site, kind)
    worker = services["proctoring-worker"]

    assert worker["command"] == ["./manage.py", "lms", "proctoring", "worker", "--interval", "5"]
    assert worker["image"] == services["lms-worker" if kind == "local" else "lms"]["image"]
    assert worker["environment"]["SERVICE_VARIANT"] == "lms"
    assert worker["environment"]["DJANGO_SETTINGS_MODULE"] == services["lms"]["environment"]["DJANGO_SETTINGS_MODULE"]


def test_the_worker_sees_the_folders_of_the_platforms_own_worker(site: Site) -> None:
    services = _compose(site, "local")

    folders = [volume.split(":")[:2] for volume in services["proctoring-worker"]["volumes"]]
    assert folders == [volume.split(":")[:2] for volume in services["lms-worker"]["volumes"]]


def _deployments(site: Site) -> dict[str, Any]:
    documents = [document for document in yaml.safe_load_all(site.text("k8s/deployments.yml")) if document]
    return {document["metadata"]["name"]: document for document in documents}


def test_a_worker_runs_on_kubernetes_as_the_platforms_own_does(site: Site) -> None:
    deployments = _deployments(site)
    ours, theirs = (deployments[name]["spec"]["template"]["spec"] for name in ("proctoring-worker", "lms-worker"))

    assert ours["containers"][0]["args"] == ["./manage.py", "lms", "proctoring", "worker", "--interval", "5"]
    for key in ("image", "env", "volumeMounts", "securityContext"):
        assert ours["containers"][0][key] == theirs["containers"][0][key]
    assert ours["volumes"] == theirs["volumes"]


def test_no_worker_runs_where_none_is_wanted(untouched: Site) -> None:
    assert "proctoring-worker" not in _compose(untouched, "local")
    assert "proctoring-worker" not in _compose(untouched, "dev")
    assert "proctoring-worker" not in _deployments(untouched)


def test_addresses_are_taken_over_when_the_operator_says_so(untouched: Site) -> None:
    untouched.tutor("config", "save", "--set", "PROCTORING_TAKE_OVER_ADDRESSES=true")

    for file in FILES.values():
        assert untouched.yaml(file)["PROCTORING_SETTINGS"]["TAKE_OVER_ADDRESSES"] is True


def test_every_key_stands_in_the_readme() -> None:
    from proctoring_tutor import plugin

    table = [line for line in (Path(__file__).parents[1] / "README.md").read_text().splitlines() if line[:3] == "| `"]
    told = {line.split("`")[1] for line in table}
    assert told == {f"PROCTORING_{key}" for key in (*plugin.DEFAULTS, *plugin.UNIQUE)}
