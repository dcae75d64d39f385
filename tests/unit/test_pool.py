"""Threads that go on with what a request does not wait for."""

import threading
from functools import partial

from proctoring_host.effects.pool import Pool

PATIENCE = 30


def test_no_more_threads_than_allowed_work_at_once() -> None:
    pool, gate, working, most = Pool(size=2), threading.Event(), [], []

    def work() -> None:
        working.append(1)
        most.append(len(working))
        gate.wait(PATIENCE)
        working.pop()

    ends = [pool.submit(number, work) for number in range(6)]
    gate.set()

    assert all(end.wait(PATIENCE) for end in ends)
    assert max(most) <= 2


def test_the_same_work_is_not_done_twice_at_once() -> None:
    pool, gate, done = Pool(size=2), threading.Event(), []

    first = pool.submit("a", lambda: (gate.wait(PATIENCE), done.append("a")))
    second = pool.submit("a", lambda: done.append("again"))
    gate.set()

    assert first is second
    assert pool.drain(PATIENCE)
    assert done == ["a"]
    assert pool.submit("a", lambda: done.append("later")).wait(PATIENCE)
    assert done == ["a", "later"]


def test_work_that_wants_to_end_its_thread_is_over_and_the_next_is_done() -> None:
    pool = Pool(size=1)

    def ends() -> None:
        raise SystemExit

    assert pool.submit("a", ends).wait(PATIENCE)
    assert pool.drain(PATIENCE)
    assert pool.submit("b", lambda: None).wait(PATIENCE)


def test_at_the_end_what_has_begun_is_finished_and_nothing_else_is_begun() -> None:
    pool, begun, gate, done = Pool(size=1), threading.Event(), threading.Event(), []
    pool.submit("a", lambda: (begun.set(), gate.wait(PATIENCE), done.append("a")))
    pool.submit("b", lambda: done.append("b"))
    assert begun.wait(PATIENCE)

    threading.Timer(0.05, gate.set).start()
    pool.close()

    assert done == ["a"]


def test_idle_threads_end() -> None:
    pool = Pool(size=2, idle_seconds=0.01)
    seen = []

    assert pool.submit("a", lambda: seen.append(threading.current_thread())).wait(PATIENCE)
    seen[0].join(PATIENCE)

    assert not seen[0].is_alive()
    assert pool.submit("b", lambda: seen.append(None)).wait(PATIENCE)


def test_where_no_thread_can_be_started_nobody_waits_and_the_next_work_is_done(monkeypatch, caplog) -> None:
    pool, done = Pool(size=1), []

    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        left = pool.submit("left", partial(done.append, "left"))

    assert left.is_set()
    assert "no thread can be started, work left key=left" in caplog.text
    assert pool.submit("next", partial(done.append, "next")).wait(PATIENCE)
    assert pool.submit("left", partial(done.append, "again")).wait(PATIENCE)
    assert done == ["next", "again"]


def test_what_somebody_waits_for_overtakes_the_rest() -> None:
    pool, gate, done = Pool(size=1), threading.Event(), []
    pool.submit("busy", partial(gate.wait, PATIENCE))
    for number in range(3):
        pool.submit(number, partial(done.append, number))
    for name in ("a", "b"):
        pool.submit(name, partial(done.append, name), first=True)

    gate.set()

    assert pool.drain(PATIENCE)
    assert done == ["a", "b", 0, 1, 2]
