"""A contract for import-linter that names what is allowed, so that what is added later is refused until decided."""

from collections.abc import Iterator

import grimp
from importlinter import Contract, ContractCheck, fields, output


class AllowedContract(Contract):
    """The source packages import, of ours, only themselves and what is named.

    - source_modules: packages the contract is about, with everything below them; each must exist.
    - allowed_packages: may be imported, with everything below (optional).
    - allowed_modules: may be imported themselves, but nothing below (optional).
    """

    type_name = "allowed"

    source_modules = fields.ListField(subfield=fields.StringField())
    allowed_packages = fields.ListField(subfield=fields.StringField(), required=False)
    allowed_modules = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Compare every direct import below the sources with the lists; `verbose` adds nothing."""
        sources = _texts(self.source_modules)
        missing = sorted(set(sources) - graph.modules)
        if missing:
            raise ValueError(f"contract {self.name!r} is about modules that do not exist: {', '.join(missing)}")
        broken = [line for source in sources for line in self._broken(graph, source)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print importer, imported and line of each import that nobody allowed."""
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}")

    def _broken(self, graph: grimp.ImportGraph, source: str) -> Iterator[str]:
        packages = [source, *_texts(self.allowed_packages)]
        modules = set(_texts(self.allowed_modules))
        for importer in sorted({source, *graph.find_descendants(source)}):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                # What is not ours is in the graph as a single squashed module; the lists are not about it.
                if graph.is_module_squashed(imported) or imported in modules:
                    continue
                if not any(_is_within(imported, package) for package in packages):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    lines = ", ".join(str(detail["line_number"]) for detail in details)
                    yield f"{importer} imports {imported} (line {lines})"


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _texts(value: object) -> list[str]:
    """The field's value: import-linter replaces the declaration on the class by a list on the instance."""
    return [str(item) for item in value] if isinstance(value, list) else []
