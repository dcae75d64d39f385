from proctoring_host.domain.prerequisites import Requirement, prerequisites


def needed(name: str, order: int, status: str | None = None, namespace: str = "proctored_exam") -> dict[str, object]:
    return {"namespace": namespace, "name": name, "display_name": name.title(), "order": order, "status": status}


def names(requirements: tuple[Requirement, ...]) -> list[str]:
    return [requirement.name for requirement in requirements]


def test_requirements_before_the_exam_are_sorted_into_four_groups() -> None:
    found = prerequisites(
        [
            needed("final", 9),
            needed("fourth", 5, "submitted"),
            needed("third", 3, "declined"),
            needed("second", 2, "failed"),
            needed("first", 1, "satisfied"),
            needed("zeroth", 0),
            needed("after", 10, "failed"),
        ],
        "final",
    )

    assert names(found.satisfied) == ["first"]
    assert names(found.failed) == ["second"]
    assert names(found.declined) == ["third"]
    assert names(found.pending) == ["zeroth", "fourth"]


def test_prerequisites_are_met_when_all_are_satisfied() -> None:
    assert prerequisites([needed("a", 1, "satisfied"), needed("b", 2)], "b").met


def test_prerequisites_are_not_met_while_one_is_undecided_or_lost() -> None:
    for status in (None, "submitted", "failed", "declined"):
        assert not prerequisites([needed("a", 1, status), needed("b", 2)], "b").met


def test_grade_is_no_prerequisite() -> None:
    found = prerequisites([needed("grade", 0, namespace="grade"), needed("a", 1)], "a")

    assert found.met
    assert found.pending == ()


def test_exam_that_is_no_requirement_has_no_prerequisites() -> None:
    assert prerequisites([needed("a", 1)], "other").met
    assert prerequisites([], "other").met


def test_requirements_of_one_place_keep_the_order_they_came_in() -> None:
    found = prerequisites([needed("b", 1), needed("a", 1), needed("final", 2)], "final")

    assert names(found.pending) == ["b", "a"]


def test_description_with_gaps_is_taken_as_far_as_it_goes() -> None:
    requirement = Requirement.from_mapping({"name": "a", "order": None, "status": "", "criteria": {}})

    assert requirement == Requirement(namespace="", name="a")


def test_requirements_may_come_ready_made() -> None:
    ready = Requirement(namespace="reverification", name="a", order=1, status="failed")

    assert prerequisites([ready, needed("b", 2)], "b").failed == (ready,)
