"""The JSON forms of the API, by name. A name is part of the contract: generated clients have classes of it."""

from proctoring_host.web.schema.components import access, allowances, attempts, exams, incidents, people, vendors
from proctoring_host.web.schema.shapes import Schema, names_in

COMPONENTS: dict[str, Schema] = {
    **exams.COMPONENTS,
    **attempts.COMPONENTS,
    **allowances.COMPONENTS,
    **incidents.COMPONENTS,
    **people.COMPONENTS,
    **access.COMPONENTS,
    **vendors.COMPONENTS,
}


def needed_by(schema: object) -> dict[str, Schema]:
    """Every component that a schema refers to, directly or through another."""
    found: dict[str, Schema] = {}
    open_names = names_in(schema)
    while open_names:
        name = open_names.pop()
        if name not in found:
            found[name] = COMPONENTS[name]
            open_names |= names_in(found[name])
    return found
