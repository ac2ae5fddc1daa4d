"""Every plan is offered to every model: what one run has found, another model whose rules it keeps need not miss."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from scenarios.compare import tables
from scenarios.compare.gather import Source
from scenarios.compare.run import run, sources_of
from scenarios.files.load import read
from solver import engine
from solver.adopt import adopt
from solver.errors import InternalError
from solver.judge.verdict import of_accounts
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Result, Status
from solver.rules import Rules
from tests.scenarios.conftest import Desk
from tests.scenarios.designs.test_stated import ACCOUNTS, REPS, WIDE


@pytest.fixture
def sources(desk: Desk) -> list[Source]:
    desk.put("accounts.csv", ACCOUNTS)
    desk.put("reps.csv", REPS)
    found = sources_of(read(desk.scenario(WIDE)), ["open", "vertical"])
    assert all(isinstance(each, Source) for each in found)
    return [each for each in found if isinstance(each, Source)]


def empty(status: Status, bound: float | None) -> Result:
    """A run without a plan."""
    return Result(status, "time_limit", None, None, {}, bound, 1.0, 0)


def test_a_run_without_a_plan_takes_over_one_that_keeps_its_rules(sources: list[Source]) -> None:
    def solver(source: Source) -> Result:
        return empty(Status.UNKNOWN, 0.25) if source.name == "open" else engine.solve(source.problem, time_limit=5)

    wide, narrow = run(sources, solver)
    assert (wide.taken, narrow.taken) == ("vertical", "")
    assert wide.result is not None
    assert narrow.result is not None
    assert (wide.result.status, wide.result.bound) == (Status.FEASIBLE, 0.25)
    assert wide.result.objective == pytest.approx(narrow.result.objective)
    assert wide.rep is not None
    assert wide.rep.tolist() == (narrow.rep if narrow.rep is None else narrow.rep.tolist())


def test_a_plan_that_breaks_the_rules_is_not_taken(sources: list[Source]) -> None:
    wide_one, narrow_one = (source.problem for source in sources)
    every = itertools.product(range(wide_one.reps), repeat=wide_one.units)
    strays = (np.array(rep) for rep in every if not of_accounts(narrow_one, np.array(rep)).ok)
    stray = next(rep for rep in strays if of_accounts(wide_one, rep).ok)

    def solver(source: Source) -> Result:
        nothing = empty(Status.UNKNOWN, 0.0)
        plan = Plan(stray, source.problem.fingerprint)
        return adopt(source.problem, nothing, plan, 0.0) if source.name == "open" else nothing

    wide, narrow = run(sources, solver)
    assert wide.result is not None
    assert wide.result.plan is not None
    assert (narrow.taken, narrow.rep) == ("", None)


def test_a_run_that_was_recorded_stays_as_it_is(sources: list[Source]) -> None:
    recorded = replace(sources[0], result=empty(Status.UNKNOWN, 0.25))
    wide, _ = run([recorded, sources[1]], lambda source: engine.solve(source.problem, time_limit=5))
    assert (wide.taken, wide.rep) == ("", None)


def test_a_program_gets_the_same(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = sources[0].inputs

    def solve(problem: Problem, **limits: float) -> Result:
        return engine.solve(problem, time_limit=5) if problem.rules.serves else empty(Status.UNKNOWN, 0.25)

    monkeypatch.setattr(tables, "solve", solve)
    rules = Rules(bands={"potential": 0.4, "workload": 0.4}, owners="vacate")
    found = tables.compare(inputs.accounts, inputs.reps, ["open", "vertical"], rules=rules)
    assert any(note.startswith("The plan of open is that of vertical") for note in found.attrs[tables.NOTES])


def test_a_plan_where_there_was_said_to_be_none_is_a_contradiction(sources: list[Source]) -> None:
    def solver(source: Source) -> Result:
        return empty(Status.INFEASIBLE, None) if source.name == "open" else engine.solve(source.problem, time_limit=5)

    with pytest.raises(InternalError, match="no plan"):
        run(sources, solver)
