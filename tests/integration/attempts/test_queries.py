"""Finding attempts, with a number of queries that does not grow."""

import pytest

from proctoring_host.attempts import queries
from proctoring_host.domain.statuses import ExamKind, Status
from proctoring_host.errors import AttemptNotFound
from proctoring_host.models import Attempt, ReviewPolicy
from tests.factories import COURSE, T0, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user

pytestmark = pytest.mark.django_db


def test_an_attempt_is_found_with_all_that_belongs_to_it_in_one_query(django_assert_num_queries):
    attempt = make_attempt()

    with django_assert_num_queries(1):
        found = queries.get_attempt(attempt.pk)
        assert (found.exam.exam_name, found.user.username, getattr(found.exam, "policy", None)) == (
            attempt.exam.exam_name,
            attempt.user.username,
            None,
        )


def test_removed_attempts_are_found_only_by_those_who_ask_for_them():
    attempt = make_attempt(removed_at=T0)

    with pytest.raises(AttemptNotFound):
        queries.get_attempt(attempt.pk)
    with pytest.raises(AttemptNotFound):
        queries.attempt_by_code(attempt.code)
    with pytest.raises(AttemptNotFound):
        queries.attempt_by_external_id("fake", attempt.external_id)
    assert queries.attempt_by_code(attempt.code, removed_too=True) == attempt
    assert queries.attempt_by_external_id("fake", attempt.external_id, removed_too=True) == attempt


def test_a_code_is_found_however_a_vendor_writes_it():
    attempt = make_attempt(code="A0000000-0000-4000-8000-00000000000B")

    assert queries.attempt_by_code(attempt.code.lower()) == attempt


def test_a_vendors_id_counts_only_for_its_own_backend():
    attempt = make_attempt(external_id="one")
    newer = make_attempt(make_exam(backend="other"), external_id="one")

    assert queries.attempt_by_external_id("fake", "one") == attempt
    assert queries.attempt_by_external_id(None, "one") == newer
    with pytest.raises(AttemptNotFound):
        queries.attempt_by_external_id("third", "one")


def test_all_attempts_with_an_external_id_are_found_whatever_their_backend():
    first = make_attempt(external_id="one", removed_at=T0)
    second = make_attempt(make_exam(backend="other"), external_id="one")

    assert queries.attempts_with_external_id("one") == [second, first]
    assert queries.attempts_with_external_id("") == []


@pytest.mark.parametrize("empty", ["", "unknown"])
def test_an_unknown_code_or_id_finds_nothing(empty):
    make_attempt(external_id="")

    with pytest.raises(AttemptNotFound):
        queries.attempt_by_code(empty)
    with pytest.raises(AttemptNotFound):
        queries.attempt_by_external_id("fake", empty)


def test_the_current_attempt_is_the_live_one_else_the_newest():
    exam, user = make_exam(), make_user()
    live = make_attempt(exam, user)
    newest = make_attempt(exam, user, Status.ERROR, live_key=None)

    first = queries.current_attempt(user.pk, exam.pk)
    Attempt.everything.filter(pk=live.pk).update(live_key=None)

    assert (first, queries.current_attempt(user.pk, exam.pk)) == (live, newest)
    assert queries.current_attempt(user.pk, make_exam().pk) is None


def test_the_running_attempt_is_the_one_started_last():
    user = make_user()
    make_attempt(user=user, status=Status.SUBMITTED)
    assert queries.running_attempt(user.pk) is None
    running = make_attempt(user=user, status=Status.READY_TO_SUBMIT)

    assert queries.running_attempt(user.pk) == running


def test_the_attempts_of_a_learner_can_be_narrowed_to_exam_and_course():
    user, exam = make_user(), make_exam()
    old = make_attempt(exam, user, Status.ERROR, live_key=None)
    new = make_attempt(exam, user)
    other = make_attempt(make_exam(course_id="course-v1:Other+T1+2026"), user)
    make_attempt(exam)

    assert queries.attempts_of(user.pk) == [other, new, old]
    assert queries.attempts_of(user.pk, exam.pk) == [new, old]
    assert queries.attempts_of(user.pk, course_id=COURSE) == [new, old]


@pytest.mark.parametrize("size", [2, 9])
def test_the_newest_attempt_at_each_exam_takes_one_query(size, django_assert_num_queries):
    user = make_user()
    exams = [make_exam() for _ in range(size)]
    for exam in exams:
        make_attempt(exam, user, Status.ERROR, live_key=None)
    newest = {exam.pk: make_attempt(exam, user) for exam in exams[1:]}

    with django_assert_num_queries(1):
        found = queries.newest_attempts_of(user.pk, [exam.pk for exam in exams])

    assert {pk: found[pk] for pk in newest} == newest
    assert set(found) == {exam.pk for exam in exams}


@pytest.mark.parametrize("size", [3, 12])
def test_a_page_of_a_course_takes_three_queries(size, django_assert_num_queries):
    exam = make_exam()
    for _ in range(size):
        user = make_user()
        make_attempt(exam, user, Status.ERROR, live_key=None)
        make_attempt(exam, user)

    with django_assert_num_queries(3):
        page = queries.newest_attempts_page(COURSE, page_size=size)
        assert all(group.newest.user.username and group.newest.exam.course_id for group in page.items)

    assert [len(group.all_attempts) for group in page.items] == [2] * size
    assert all(group.all_attempts[0] == group.newest for group in page.items)


def test_pages_are_cut_and_never_beyond_the_last():
    attempts = [make_attempt() for _ in range(5)]
    make_attempt(make_exam(course_id="course-v1:Other+T1+2026"))

    first = queries.newest_attempts_page(COURSE, page_size=2)
    last = queries.newest_attempts_page(COURSE, page=99, page_size=2)

    assert [group.newest for group in first.items] == attempts[:2:-1]
    assert (first.page, first.total, first.total_pages, first.has_next, first.has_previous) == (1, 5, 3, True, False)
    assert ([group.newest for group in last.items], last.page) == ([attempts[0]], 3)
    assert (last.has_next, last.has_previous) == (False, True)
    assert queries.newest_attempts_page("course-v1:Nobody+T1+2026").items == []


def test_the_search_looks_into_name_and_address():
    mine = make_attempt(user=make_user("Robin"))
    make_attempt(user=make_user("somebody"))

    by_name = queries.newest_attempts_page(COURSE, search="robi")
    by_address = queries.newest_attempts_page(COURSE, search="robin@example")

    assert [group.newest for group in by_name.items] == [mine]
    assert [group.newest for group in by_address.items] == [mine]


@pytest.mark.parametrize("text", ["ada_b", "100%", "c\\d"])
def test_a_search_for_what_stands_for_any_letter_elsewhere_finds_just_that(text):
    mine = make_attempt(user=make_user(text))
    for other in ("adaXb", "100X", "cXd"):
        make_attempt(user=make_user(other))

    found = queries.newest_attempts_page(COURSE, search=text)

    assert [group.newest for group in found.items] == [mine]


@pytest.mark.parametrize("search", ["", "user"])
def test_a_page_may_be_larger_than_those_of_staff(search):
    exam = make_exam()
    attempts = [make_attempt(exam, make_user(f"user-{number}")) for number in range(27)]

    page = queries.newest_attempts_page(COURSE, page_size=30, search=search)

    assert [group.newest for group in page.items] == attempts[::-1]
    assert (page.total, page.total_pages) == (27, 1)


def test_plugins_see_an_attempt_with_a_pseudonym_and_never_the_learner():
    attempt = make_attempt(status=Status.STARTED)
    ReviewPolicy.objects.create(exam=attempt.exam, text="Only a pencil.")

    data = queries.attempt_data(queries.get_attempt(attempt.pk))

    assert (data.code, data.kind, data.external_id) == (attempt.code, ExamKind.PROCTORED, attempt.external_id)
    assert (data.exam.review_policy, data.started_at) == ("Only a pencil.", T0)
    assert data.pseudonym
    assert attempt.user.username not in repr(data)


def test_an_attempt_without_a_backend_has_no_pseudonym_and_always_a_kind():
    timed = queries.attempt_data(make_attempt(make_timed_exam()))
    plain = queries.attempt_data(make_attempt(make_practice_exam(is_proctored=False)))

    assert (timed.pseudonym, timed.kind, plain.kind) == ("", ExamKind.TIMED, ExamKind.TIMED)
