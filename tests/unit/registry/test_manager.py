"""What differs between the versions of pluggy is evened out here; a tox lane runs this on the oldest one."""

from typing import Any

import pluggy
import pytest

from proctoring_host import hookimpl
from proctoring_host.registry.guard import PluginRaised
from proctoring_host.registry.manager import Manager


class Good:
    @hookimpl
    def attempt_changed(self, change: Any) -> None: ...


class Halfway:
    """Its first hook is registered before the second is found wanting."""

    @hookimpl
    def attempt_changed(self, change: Any) -> None: ...

    @hookimpl
    def review_saved(self, nonsense: Any) -> None: ...


class Misspelt:
    @hookimpl
    def attempt_changed(self, change: Any) -> None: ...

    @hookimpl
    def atempt_changed(self, change: Any) -> None: ...


@pytest.mark.parametrize("plugin", [Halfway(), Misspelt()])
def test_a_plugin_that_fails_halfway_leaves_no_trace_and_can_be_tried_again(plugin: object) -> None:
    manager = Manager()
    manager.add(Good(), "good")

    for _ in range(2):
        with pytest.raises(PluginRaised) as raised:
            manager.add(plugin, "bad")
        assert isinstance(raised.value.error, pluggy.PluginValidationError)

    assert manager.get_plugin("bad") is None
    assert [one.plugin for one in manager.implementations("attempt_changed")] == ["good"]
    manager.add(Good(), "bad")
    assert [one.plugin for one in manager.implementations("attempt_changed")] == ["bad", "good"]


def test_a_second_plugin_of_one_name_is_refused_and_the_first_stays() -> None:
    manager, first = Manager(), Good()
    manager.add(first, "good")

    with pytest.raises(PluginRaised):
        manager.add(Good(), "good")

    assert manager.get_plugin("good") is first


def test_properties_are_not_evaluated() -> None:
    class Propertied(Good):
        @property
        def review_saved(self) -> Any:
            raise AssertionError("evaluated")

    manager = Manager()
    manager.add(Propertied(), "good")

    assert manager.get_plugin("good") is not None


def test_an_implementation_gets_only_the_arguments_it_names() -> None:
    class Narrow:
        @hookimpl
        def review_decision(self, attempt: Any) -> Any:
            return attempt

    manager = Manager()
    manager.add(Narrow(), "narrow")
    (implementation,) = manager.implementations("review_decision")

    assert implementation(review=1, attempt=2) == 2


def test_callers_are_kept() -> None:
    manager = Manager()
    manager.add(Good(), "good")

    names = frozenset({"good", "other"})

    assert manager.caller("good", "check", names) is manager.caller("good", "check", names)
