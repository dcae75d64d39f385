"""`proctoring serve` on gunicorn, alone and with its worker."""

import signal
import time
from io import StringIO

import pytest
import requests
from django.core.management.base import CommandError

from proctoring_host.management.subcommands import serve
from proctoring_host.standalone.processes import free_port
from tests.integration.standalone.conftest import Standalone

OPTIONS = {"bind": "127.0.0.1:0", "workers": 1, "threads": 1, "with_worker": False}


def _answer(port: int, seconds: float = 60) -> int:
    """The status of the sign-in page once the server answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            return requests.get(f"http://127.0.0.1:{port}/accounts/login/", timeout=10).status_code
        except (requests.ConnectionError, requests.Timeout):
            assert time.monotonic() < until
            time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("--with-worker",)])
def test_it_serves_and_stops_cleanly_when_asked(migrated: Standalone, arguments: tuple[str, ...]) -> None:
    port = free_port("127.0.0.1")

    with migrated.started("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", *arguments) as server:
        status = _answer(port)
        server.send_signal(signal.SIGTERM)
        code = server.wait(30)

    assert (status, code) == (200, 0)
    assert (migrated.data / "static" / "admin").is_dir()


def test_a_database_without_tables_is_warned_of(standalone: Standalone) -> None:
    shown = standalone.python("from proctoring_host.management.subcommands import serve\nprint(serve.warnings())")

    assert "migrations are not applied. Run `proctoring migrate`." in shown


def test_a_database_that_is_away_is_warned_of_without_its_password(standalone: Standalone) -> None:
    standalone.variables = {"DATABASE_URL": "postgres://user:hidden-word@127.0.0.1:1/name"}

    shown = standalone.python("from proctoring_host.management.subcommands import serve\nprint(serve.warnings())")

    assert "The database does not answer" in shown
    assert "hidden-word" not in shown


def test_workers_cannot_be_none_at_all() -> None:
    with pytest.raises(CommandError, match="--workers must be at least 1"):
        serve.handle({**OPTIONS, "workers": 0}, StringIO())


@pytest.mark.parametrize("bind", ["127.0.0.1:99999", "127.0.0.1:web", "127.0.0.1:-1", "fd://x"])
def test_an_address_that_cannot_be_listened_on_is_a_sentence(bind: str) -> None:
    with pytest.raises(CommandError, match="--bind needs HOST:PORT"):
        serve.handle({**OPTIONS, "bind": bind}, StringIO())


def test_a_folder_for_static_files_that_cannot_be_written_is_a_sentence(migrated: Standalone) -> None:
    (migrated.data / "static").write_text("")

    done = migrated.run("serve")

    assert done.returncode == 1
    assert f"Static files cannot be collected in {migrated.data}/static: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_names_address_and_sizes() -> None:
    command = serve.gunicorn("0.0.0.0:80", 3, 5)

    assert command[2:5] == ["gunicorn", "--bind", "0.0.0.0:80"]
    assert command[command.index("--workers") + 1] == "3"
    assert command[command.index("--threads") + 1] == "5"
    assert command[-1] == "proctoring_host.standalone.wsgi:application"
