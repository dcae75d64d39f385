import threading
import time
from typing import Any

import pytest
from django.test import override_settings

from proctoring_host.registry import Candidate, Registry, core, get_registry, using_registry
from proctoring_host.registry.discovery import PLUGINS, Discovered, sort_out
from tests.unit.registry.samples import load


@pytest.fixture(autouse=True)
def fresh() -> Any:
    """A process that has loaded no plugin yet."""
    with override_settings(PROCTORING_BACKENDS={}):
        yield


def test_the_registry_is_loaded_once() -> None:
    assert get_registry() is get_registry()


def test_a_test_may_bring_its_own_and_leaves_the_one_there_was() -> None:
    before, outer, inner = get_registry(), load([]), load([])

    with using_registry(outer):
        with using_registry(inner) as entered:
            assert entered is inner
            assert get_registry() is inner
        assert get_registry() is outer

    assert get_registry() is before


def test_the_one_that_was_entered_is_seen_by_other_threads() -> None:
    seen: list[Registry] = []
    with using_registry(load([])) as entered:
        thread = threading.Thread(target=lambda: seen.append(get_registry()))
        thread.start()
        thread.join()

    assert seen == [entered]


def test_a_registry_is_left_when_a_test_fails() -> None:
    before = get_registry()

    with pytest.raises(ValueError, match="x"), using_registry(load([])):
        raise ValueError("x")

    assert get_registry() is before


def test_another_configuration_is_loaded_anew() -> None:
    before = get_registry()

    with override_settings(PROCTORING_BACKENDS={"nobody": {}, "DEFAULT": "nobody"}):
        assert [handle.name for handle in get_registry().backends()] == ["nobody"]
        assert get_registry().default_backend == "nobody"

    assert get_registry() is not before


def test_an_unrelated_setting_loads_nothing_anew() -> None:
    before = get_registry()

    with override_settings(LANGUAGE_CODE="de"):
        assert get_registry() is before


def discovering(monkeypatch: pytest.MonkeyPatch, *candidates: Candidate) -> None:
    monkeypatch.setattr(core, "discover", lambda: sort_out(candidates))


def test_threads_that_come_together_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[int] = []

    def slow_discover() -> Discovered:
        loads.append(1)
        time.sleep(0.05)
        return sort_out([])

    monkeypatch.setattr(core, "discover", slow_discover)
    start, found = threading.Barrier(8), []

    def ask() -> None:
        start.wait()
        found.append(get_registry())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(loads) == 1
    assert len(set(map(id, found))) == 1


def test_a_plugin_that_asks_for_the_registry_at_import_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    eager = Candidate(group=PLUGINS, name="eager", load=get_registry, distribution="eager", target="eager")
    discovering(monkeypatch, eager)

    (failure,) = get_registry().failures

    assert "ask when a hook is called" in failure.error
