"""The scripts of vendors' packages are found as static files, without a setting for each."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from proctoring_host.web.statics import BackendFinder


def test_a_vendors_script_is_found_in_its_package() -> None:
    package = pytest.importorskip("proctoring_mock_backend", reason="the mock backend is not installed in this lane")

    found = finders.find("proctoring_mock_backend/worker.js")

    assert Path(str(found)).is_relative_to(Path(str(package.__file__)).parent)


def test_collecting_takes_vendors_scripts_and_nothing_but_their_static_files() -> None:
    pytest.importorskip("proctoring_mock_backend", reason="the mock backend is not installed in this lane")

    listed = [path for path, _ in BackendFinder().list([])]

    assert "proctoring_mock_backend/worker.js" in listed
    assert not [path for path in listed if path.endswith(".py")]


def test_a_file_that_no_package_has_is_not_found() -> None:
    assert not BackendFinder().find("proctoring_mock_backend/absent.js")
