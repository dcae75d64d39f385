"""What the plugin adds to a platform's settings: only what is missing, and what the operator's files say."""

from types import SimpleNamespace
from typing import Any

import pytest

from proctoring_host.catalogues import locale_paths
from proctoring_host.celery_schedule import BEAT_SCHEDULE
from proctoring_host.openedx.plugin_settings import common, lms_common, production, studio_common


def platform(**settings: Any) -> Any:
    """A settings module of a platform, with as little as the plugin can do with."""
    return SimpleNamespace(**{"MIDDLEWARE": ["theirs"], **settings})


def first_stage(**settings: Any) -> Any:
    found = platform(**settings)
    lms_common.plugin_settings(found)
    return found


def both_stages(**settings: Any) -> Any:
    found = first_stage(**settings)
    production.plugin_settings(found)
    return found


def test_a_platform_that_says_nothing_has_special_exams_off_and_no_backend():
    found = both_stages()

    assert found.FEATURES == {"ENABLE_SPECIAL_EXAMS": False}
    assert (found.PROCTORING_BACKENDS, found.PROCTORING_SETTINGS) == ({}, {})
    assert found.PROCTORING_PLATFORM == "proctoring_host.platform.openedx.platform"


def test_what_is_there_stays():
    given = {
        "PROCTORING_BACKENDS": {"DEFAULT": "acme"},
        "PROCTORING_SETTINGS": {"SITE_NAME": "here"},
        "PROCTORING_PLATFORM": "somewhere.else",
        "FEATURES": {"ENABLE_SPECIAL_EXAMS": True, "OTHER": 1},
    }

    found = both_stages(**given)

    assert {name: getattr(found, name) for name in given} == given


def test_studio_is_told_apart_and_has_no_clock():
    found = platform()

    studio_common.plugin_settings(found)

    assert found.PROCTORING_IN_STUDIO
    assert not hasattr(found, "CELERYBEAT_SCHEDULE")
    assert not hasattr(both_stages(), "PROCTORING_IN_STUDIO")


def test_running_a_stage_twice_adds_nothing_twice():
    found = first_stage()
    once = dict(vars(found))

    lms_common.plugin_settings(found)

    assert vars(found) == once


def test_lists_of_the_platform_are_not_changed_in_place():
    middleware, paths = ["theirs"], ["theirs"]

    found = first_stage(MIDDLEWARE=middleware, LOCALE_PATHS=paths)

    assert middleware == paths == ["theirs"]
    assert found.MIDDLEWARE == [common.MIDDLEWARE, "theirs"]
    assert ["theirs", *locale_paths()] == found.LOCALE_PATHS


def test_folders_that_the_platform_computes_later_get_ours_beforehand():
    computed = object()

    found = both_stages(LOCALE_PATHS=computed, PREPEND_LOCALE_PATHS=("theirs",))

    assert found.LOCALE_PATHS is computed
    assert ["theirs", *locale_paths()] == found.PREPEND_LOCALE_PATHS


def test_folders_from_the_operators_files_do_not_drop_ours():
    found = first_stage(LOCALE_PATHS=object())
    found.PREPEND_LOCALE_PATHS = ["from the files"]

    production.plugin_settings(found)

    assert ["from the files", *locale_paths()] == found.PREPEND_LOCALE_PATHS


@pytest.mark.parametrize("name", ["CELERYBEAT_SCHEDULE", "CELERY_BEAT_SCHEDULE"])
def test_entries_for_celerys_clock_stand_where_the_platform_has_them(name):
    theirs = {"task": {"task": "theirs", "schedule": 1}}

    found = first_stage(**{name: theirs})

    assert getattr(found, name) == {**BEAT_SCHEDULE, **theirs}
    assert len([each for each in vars(found) if each.endswith("BEAT_SCHEDULE")]) == 1


def test_an_operators_own_rhythm_of_the_clock_stays():
    slower = {"proctoring-sweep": {"task": "proctoring.sweep", "schedule": 60}}

    assert first_stage(CELERYBEAT_SCHEDULE=slower).CELERYBEAT_SCHEDULE["proctoring-sweep"]["schedule"] == 60


def test_studio_has_no_entry_for_celerys_clock():
    found = platform()

    common.plugin_settings(found)

    assert not hasattr(found, "CELERYBEAT_SCHEDULE")


def test_secrets_win_over_the_other_file():
    found = both_stages(
        ENV_TOKENS={"PROCTORING_BACKENDS": {"DEFAULT": "a", "a": {}}, "PROCTORING_SETTINGS": {"SITE_NAME": "env"}},
        AUTH_TOKENS={"PROCTORING_BACKENDS": {"DEFAULT": "b", "b": {}}},
    )

    assert found.PROCTORING_BACKENDS == {"DEFAULT": "b", "b": {}}
    assert found.PROCTORING_SETTINGS == {"SITE_NAME": "env"}


@pytest.mark.parametrize("key", production.KEYS)
def test_each_key_of_the_files_becomes_a_setting(key):
    assert getattr(both_stages(ENV_TOKENS={key: "said"}), key) == "said"


@pytest.mark.parametrize("tokens", [{"FEATURES": {"ENABLE_SPECIAL_EXAMS": True}}, {"ENABLE_SPECIAL_EXAMS": True}])
def test_either_switch_in_the_files_turns_exams_on_among_the_features(tokens):
    found = both_stages(ENV_TOKENS=tokens, FEATURES={"OTHER": 1})

    assert found.FEATURES == {"OTHER": 1, "ENABLE_SPECIAL_EXAMS": True}
    assert not hasattr(found, "ENABLE_SPECIAL_EXAMS")


@pytest.mark.parametrize("tokens", [{"FEATURES": {"ENABLE_SPECIAL_EXAMS": True}}, {"ENABLE_SPECIAL_EXAMS": True}])
def test_either_switch_in_the_files_turns_exams_on_where_the_platform_has_a_flat_one(tokens):
    found = both_stages(ENV_TOKENS=tokens, ENABLE_SPECIAL_EXAMS=False, FEATURES={})

    assert found.ENABLE_SPECIAL_EXAMS is True
    assert found.FEATURES == {}


@pytest.mark.parametrize("wrong", [None, [], "text", {"FEATURES": None}, {"FEATURES": []}])
def test_files_of_another_shape_are_left_alone(wrong):
    assert both_stages(ENV_TOKENS=wrong).FEATURES == {"ENABLE_SPECIAL_EXAMS": False}


def test_a_value_of_the_wrong_type_is_left_for_the_host_to_tell_of():
    assert both_stages(AUTH_TOKENS={"PROCTORING_BACKENDS": "acme"}).PROCTORING_BACKENDS == "acme"
