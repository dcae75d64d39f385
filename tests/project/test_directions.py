"""Import directions are decided for every package; import-linter then holds the code to them."""

import tomllib

# Wiring, which may import anything, and what Django finds by its place.
FREE = {"apps", "checks", "management", "migrations", "standalone"}


def _contracts(root) -> list[dict]:
    return tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def _decided(root) -> set[str]:
    return {module for contract in _contracts(root) for module in contract.get("source_modules", ())}


def test_every_package_of_the_host_has_a_contract(root):
    host = root / "proctoring_host"
    packages = {init.parent.name for init in host.glob("*/__init__.py")}
    modules = {file.stem for file in host.glob("*.py") if file.stem != "__init__"}
    undecided = {name for name in (packages | modules) - FREE if f"proctoring_host.{name}" not in _decided(root)}
    assert undecided == set()


def test_every_plugin_has_a_contract(root, distributions):
    assert {f"proctoring_{folder.name}" for folder in distributions[1:]} <= _decided(root)


def test_plugins_may_import_the_same_public_names(root, distributions):
    plugins = {f"proctoring_{folder.name}" for folder in distributions[1:]}
    contracts = [contract for contract in _contracts(root) if plugins & set(contract.get("source_modules", ()))]
    allowed = [(contract["allowed_modules"], contract["allowed_packages"]) for contract in contracts]
    assert all(lists == allowed[0] for lists in allowed)
