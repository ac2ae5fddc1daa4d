"""Work in processes of their own: answers, failures, and an end in the middle of it."""

import sys
import threading
import time
from operator import floordiv

from solver.apart import Apart, Helpers


def test_what_is_known_goes_once_and_answers_come_back() -> None:
    apart = Apart(floordiv, 84)
    assert [apart.ask(divisor) for divisor in (2, 4)] == [42, 21]
    apart.close()
    assert apart.closed


def test_a_failure_is_no_answer() -> None:
    apart = Apart(floordiv, 84)
    assert apart.ask(0) is None
    assert apart.ask(2) is None
    apart.close()


def test_it_is_ended_in_the_middle() -> None:
    apart, began = Apart(time.sleep), time.monotonic()
    assert apart.ask(60, halt=lambda: time.monotonic() - began > 0.5) is None
    assert time.monotonic() - began < 30
    assert apart.closed


def test_closing_from_another_thread_ends_what_is_asked() -> None:
    apart = Apart(time.sleep)
    threading.Timer(0.5, apart.close).start()
    assert apart.ask(60) is None


def test_helpers_are_used_again_and_replaced_when_they_fail() -> None:
    helpers = Helpers(divmod)
    assert helpers.ask(7, 2) == (3, 1)
    first = helpers._idle[0]
    assert helpers.ask(9, 2) == (4, 1)
    assert helpers._idle == [first]
    assert helpers.ask(1, 0) is None
    assert first.closed
    assert helpers.ask(5, 2) == (2, 1)
    helpers.close()
    assert not helpers._idle


def test_two_threads_have_a_process_each() -> None:
    helpers, answers = Helpers(sys.intern), []
    threads = [threading.Thread(target=lambda word=word: answers.append(helpers.ask(word))) for word in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["a", "b"]
    assert 1 <= len(helpers._idle) <= 2
    helpers.close()
