"""How drf-spectacular finds the description of our views, here and in a site's own document."""

from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentIdentity, ComponentRegistry, ResolvedComponent

from proctoring_host.web.schema.build import SECURITY_SCHEMES, operation_object
from proctoring_host.web.schema.components import needed_by
from proctoring_host.web.schema.operation import Operation


class TableSchema(AutoSchema):
    """Reads the table of operations, by the path of the address; what is not in it is described as usual."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        operation = operation_at(path, method)
        if operation is None:
            return super().get_operation(path, path_regex, path_prefix, method, registry)
        return described(operation, path, registry)


def described(operation: Operation, path: str, registry: ComponentRegistry) -> dict[str, Any]:
    """The operation, with all components that it needs registered."""
    made = operation_object(operation, path)
    for name, schema in needed_by(made).items():
        _register(registry, name, ResolvedComponent.SCHEMA, schema)
    for name, scheme in SECURITY_SCHEMES.items() if made["security"] else ():
        _register(registry, name, ResolvedComponent.SECURITY_SCHEMA, scheme)
    return made


def _register(registry: ComponentRegistry, name: str, kind: Any, schema: dict[str, Any]) -> None:
    identity = ComponentIdentity(f"proctoring_host.{name}")
    registry.register_on_missing(ResolvedComponent(name=name, type=kind, schema=schema, object=identity))


def operation_at(path: str, method: str) -> Operation | None:
    """A site may mount the API somewhere else, so the end of the path decides."""
    from proctoring_host.web.schema.operations import OPERATIONS  # noqa: PLC0415 - words only, read when asked for

    wanted = path.rstrip("/")
    for known, name in _names().items():
        if wanted.endswith(known):
            return OPERATIONS.get((name, method.upper()))
    return None


@cache
def _names() -> dict[str, str]:
    """URL name by path; longer paths first."""
    from proctoring_host.web.schema.addresses import addresses  # noqa: PLC0415 - it imports the views

    found = {address.path.rstrip("/"): address.name for address in addresses()}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))
