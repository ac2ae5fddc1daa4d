"""While the engine works linear algebra has one thread, and the caller's setting is back afterwards."""

import threading

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from solver.threads import one_thread


def threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_one_thread_inside_and_the_callers_setting_afterwards() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        with one_thread():
            assert threads() == {1}
            with one_thread():
                assert threads() == {1}
            assert threads() == {1}
        assert threads() == before


def test_after_an_error_too() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        with pytest.raises(RuntimeError), one_thread():
            raise RuntimeError
        assert threads() == before


def test_a_run_that_ends_leaves_one_thread_to_those_that_go_on() -> None:
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with one_thread():
            entered.set()
            leave.wait(10)

    with threadpool_limits(limits=2, user_api="blas"):
        run = threading.Thread(target=other)
        with one_thread():
            run.start()
            assert entered.wait(10)
        assert threads() == {1}
        leave.set()
        run.join()
