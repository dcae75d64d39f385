"""Makes the whole document. It tells nobody's data and does not depend on who asks, so it is made once."""

from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from proctoring_host.web.schema.addresses import Paths, addresses
from proctoring_host.web.schema.autoschema import described
from proctoring_host.web.schema.operations import ALL, OPERATIONS

DESCRIPTION = """\
Exams, attempts, allowances, onboarding, and what proctoring vendors call.

Bodies are JSON; most operations read form-encoded bodies as well, in which numbers and true or false are text. A
refusal is a `Problem`: a sentence in `detail`, a word for programs in `code`, and the wrong field's name in `field`.
Times are ISO 8601 with an offset. Addresses that end in a slash need it."""
# A site's own settings are about its own document.
SETTINGS: dict[str, Any] = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Proctoring",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": version("proctoring-host"),
    "SCHEMA_PATH_PREFIX": "",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "SCHEMA_PATH_PREFIX_INSERT": "",
    "CAMELIZE_NAMES": False,
    "SORT_OPERATIONS": False,
    "PREPROCESSING_HOOKS": [],
    "POSTPROCESSING_HOOKS": [],
    "APPEND_PATHS": {},
    "APPEND_COMPONENTS": {},
    "SERVERS": [],
}
_lock = Lock()


class HostGenerator(SchemaGenerator):
    """Describes also the addresses of vendors, whose views are no REST views, and keeps the order of the table."""

    endpoint_inspector_cls = Paths

    def parse(self, input_request: Any, public: bool) -> dict[str, Any]:
        found: dict[str, Any] = super().parse(input_request, public)  # type: ignore[no-untyped-call]
        paths = {address.name: address.path for address in addresses()}
        for address in addresses():
            for operation in OPERATIONS.values() if address.is_plain else ():
                if operation.name == address.name:
                    methods = found.setdefault(address.path, {})
                    methods[operation.method.lower()] = described(operation, address.path, self.registry)
        ordered = [paths[operation.name] for operation in ALL if operation.name in paths]
        return {path: found[path] for path in dict.fromkeys([*ordered, *found]) if path in found}


@cache
def document() -> dict[str, Any]:
    """The description of `proctoring_host.web.urls`, mounted at the root of a site."""
    with _lock, patched_settings(SETTINGS):
        generator = HostGenerator(urlconf="proctoring_host.web.urls")
        made: dict[str, Any] = generator.get_schema(request=None, public=True)
    made["tags"] = [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in ALL)]
    return made
