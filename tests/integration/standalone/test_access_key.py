"""The key that access tokens are signed with, where a site configures none."""

import stat
from pathlib import Path

from proctoring_host.signing import read_key
from proctoring_host.standalone.environment import kept_access_key
from tests.integration.standalone.conftest import Standalone

SHOW = "from proctoring_host import conf\nprint([key.kid for key in conf.get().access_token_keys])"


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "data" / "access_token_key.pem"

    first, second = kept_access_key(file), kept_access_key(file)

    assert first == second
    assert read_key(first).algorithm == "EdDSA"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_to_stops_no_site(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")

    assert kept_access_key(tmp_path / "data" / "access_token_key.pem") == ""


def test_two_processes_of_a_standalone_host_sign_with_the_same_key(standalone: Standalone) -> None:
    first, second = standalone.python(SHOW), standalone.python(SHOW)

    assert first == second
    assert first != "[]"
