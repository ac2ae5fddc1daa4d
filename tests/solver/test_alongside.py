"""The bound of a region on a core of its own: it ends when the run ends, whatever it is doing."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from solver.record import Record
from solver.search import alongside
from solver.search.alongside import Alongside
from solver.stop import Stop
from tests.solver.lands import LANDS

LAND = LANDS[0]


def begun(seconds: float = 60.0) -> Alongside:
    record = Record(LAND.problem, Stop(seconds=seconds, gap=0.0))
    record.raise_bound(LAND.priced.bound)
    record.offer(LAND.plans[LAND.objectives.argmax()])
    found = Alongside(record, LAND.pricing, LAND.priced)
    found.begin(LAND.plans[LAND.objectives.argmax()])
    return found


def test_it_is_over_when_it_is_closed_while_it_looks_for_inequalities(monkeypatch: pytest.MonkeyPatch) -> None:
    looking = threading.Event()

    def endless(*_: Any, **__: Any) -> None:
        halt: Callable[[], bool] = _[5]
        looking.set()
        while not halt():
            time.sleep(0.01)

    monkeypatch.setattr(alongside, "rounds_of", endless)
    found = begun()
    assert looking.wait(30)
    assert found.working()
    found.close()
    assert not found.working()


def test_what_goes_wrong_in_it_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: Any, **__: Any) -> None:
        raise ArithmeticError("a region without sense")

    monkeypatch.setattr(alongside, "rounds_of", wrong)
    found = begun()
    with pytest.raises(ArithmeticError, match="without sense"):
        found.close()


def test_it_raises_the_bound_and_stays_below_the_best_plan() -> None:
    found = begun()
    until = time.monotonic() + 60
    while found.working() and time.monotonic() < until:
        time.sleep(0.05)
    found.close()
    assert found.record.bound is not None
    assert LAND.priced.bound <= found.record.bound <= LAND.objectives.min() + 1e-9
