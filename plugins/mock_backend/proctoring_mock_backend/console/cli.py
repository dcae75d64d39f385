"""`proctoring mock-console`: plays the vendor of a mock backend by hand, on a page of this machine."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO
from wsgiref.simple_server import WSGIServer, make_server

from django.conf import settings

from proctoring_mock_backend.console.app import ConsoleApp
from proctoring_mock_backend.console.platform import PlatformClient

LOOPBACK = "127.0.0.1"


class MockConsole:
    """The subcommand; journal and secret come from the options of the backend it plays."""

    HELP = "Play the vendor of a mock backend by hand, on a page of this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--backend", default="mock", help="configured name of the backend (default: mock)")
        parser.add_argument("--platform", default="", help="address of the platform (default: LMS_ROOT_URL)")
        parser.add_argument("--port", type=int, default=8765, help="port on the loopback address (default: 8765)")

    def handle(self, options: Mapping[str, Any], stdout: TextIO) -> int:
        backend = options["backend"]
        server, problem = serve(backend, options["platform"], options["port"])
        if server is None:
            stdout.write(f"{problem}\n")
            return 1
        stdout.write(f"The console of {backend} is at http://{LOOPBACK}:{server.server_port}/ (Ctrl-C ends it)\n")
        stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            stdout.write("\n")
        finally:
            server.server_close()
        return 0


command = MockConsole()


def serve(backend: str, platform: str, port: int) -> tuple[WSGIServer | None, str]:
    """A server that listens already, or None and the reason why there is none."""
    path = f'PROCTORING_BACKENDS["{backend}"]'
    configured = getattr(settings, "PROCTORING_BACKENDS", {}).get(backend)
    if not isinstance(configured, Mapping):
        return None, f"{path} is not configured."
    missing = [key for key in ("journal", "callback_secret") if not configured.get(key)]
    if missing:
        return None, f"The console needs {' and '.join(missing)} in {path}."
    root = platform or getattr(settings, "LMS_ROOT_URL", "") or "http://127.0.0.1:8000"
    client = PlatformClient(root=root, backend=backend, secret=configured["callback_secret"])
    try:
        return make_server(LOOPBACK, port, ConsoleApp(Path(configured["journal"]), client)), ""
    except (OSError, OverflowError) as error:
        return None, f"Port {port} of the loopback address cannot be used ({error})."
