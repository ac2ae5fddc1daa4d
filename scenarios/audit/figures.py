"""The figures of result.json, computed again: objective and terms, bound, gap, status."""

import math
import re
from collections.abc import Iterator, Mapping

from scenarios.audit.record import Offered, Record
from scenarios.files.folder import MARK
from scenarios.files.provenance import goal_of
from scenarios.files.written import plain
from solver.errors import Finding
from solver.judge import Verdict
from solver.problem import Problem
from solver.result import PROVEN_GAP, proven, relative_gap
from solver.statement import Kept

AGREEMENT = 1e-9
"""Relative difference up to which two computations of one number agree."""
NOTHING = 1e-12
"""Absolute difference below which both are taken to be the same (a deviation of 0 is never exactly 0)."""

PROVEN = {"OPTIMAL", "INFEASIBLE"}
REASONS = {"proven", "gap", "time_limit", "work_limit", "interrupted", "rounding", "stricter"}


def same(a: float | None, b: float | None) -> bool:
    """Whether two numbers, or two blanks, agree."""
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=AGREEMENT, abs_tol=NOTHING)


def figures(record: Record, problem: Problem, judged: Verdict, gap_asked: float) -> Iterator[Finding]:
    """Everything in the record of a plan that the judge does not confirm."""
    yield from _number("objective", record.objective, judged.objective)
    yield from _numbers("terms", record.terms, judged.terms)
    yield from _numbers("weighted_terms", record.weighted_terms, judged.weighted)
    yield from _goal(record, problem)
    if record.left_out != dict(judged.left_out):
        yield _fault("left-out", f"left_out names {_names(record.left_out)}, it is {_names(dict(judged.left_out))}")
    yield from _bound("bound", record.bound, judged.objective)
    yield from _gap("gap", record.gap, record.bound, judged.objective)
    yield from levels(record, problem, judged)
    yield from _status(record, judged.objective, gap_asked)


def _goal(record: Record, problem: Problem) -> Iterator[Finding]:
    stated = goal_of(problem.rules)
    if isinstance(record.goal, dict) and isinstance(stated, dict):
        yield from _numbers("goal", record.goal, stated)
    elif record.goal != stated:
        yield _fault("goal", f"the goal is given as {record.goal!r}; the scenario makes it {stated!r}")


def levels(record: Record, problem: Problem, judged: Verdict) -> Iterator[Finding]:
    """The levels of a goal in order."""
    wanted = () if isinstance(problem.rules.goal, Mapping) else judged.levels
    if len(record.levels) != len(wanted):
        yield _fault("levels", f"there are {len(record.levels)} levels; the goal has {len(wanted)}")
        return
    open_: list[int] = []
    for place, (given, found) in enumerate(zip(record.levels, wanted, strict=True), start=1):
        name, last = f"levels[{place}]", place == len(wanted)
        yield from _number(f"{name}.objective", given.objective, found.objective)
        yield from _numbers(f"{name}.terms", given.terms, found.terms)
        yield from _numbers(f"{name}.weights", given.weights, found.weights)
        yield from _bound(f"{name}.bound", given.bound, found.objective)
        yield from _gap(f"{name}.gap", given.gap, given.bound, found.objective)
        if last and not same(given.bound, record.bound):
            yield _fault("bound", f"the bound is given as {record.bound!r}, and as {given.bound!r} for the last level")
        room = 0.0 if last else Kept(found.weights, found.objective).tolerance
        if given.proven and not _proven(found.objective, given.bound, room):
            yield _fault("levels", f"{name} is called proven; its bound {given.bound!r} does not make it so")
        if given.conditional != open_:
            yield _fault("levels", f"{name} depends on the levels {given.conditional}; those not proven are {open_}")
        if not given.proven:
            open_.append(place)


def _status(record: Record, objective: float, gap_asked: float) -> Iterator[Finding]:
    finished = _proven(objective, record.bound) and all(level.proven for level in record.levels)
    if record.status == "OPTIMAL" and not finished:
        yield _fault(
            "status", f"the status is OPTIMAL, but the gap {record.gap!r} (or a level's) is above {PROVEN_GAP}"
        )
    if record.status == "FEASIBLE" and finished and (record.gap or 0.0) < PROVEN_GAP - AGREEMENT:
        yield _fault("status", f"the status is FEASIBLE, but the gap {record.gap!r} makes it OPTIMAL")
    gaps = [level.gap for level in record.levels] or [record.gap]
    wide = [gap for gap in gaps if gap is None or gap > gap_asked + AGREEMENT]
    if record.stop_reason == "gap" and wide:
        yield _fault("stop-reason", f"it stopped at a gap of {wide[0]!r}, which is not the {gap_asked!r} asked for")


def _proven(objective: float, bound: float | None, room: float = 0.0) -> bool:
    return bound is not None and proven(objective, bound, room + AGREEMENT * abs(objective))


def _bound(name: str, bound: float | None, objective: float) -> Iterator[Finding]:
    if bound is not None and bound > objective + AGREEMENT * max(1.0, abs(objective)):
        yield _fault("bound", f"the {name} {bound!r} is above the objective {objective!r} of the plan")


def _gap(name: str, recorded: float | None, bound: float | None, objective: float) -> Iterator[Finding]:
    gap = None if bound is None else relative_gap(objective, bound)
    if not same(recorded, plain(gap)) and abs((recorded or 0.0) - (gap or 0.0)) > AGREEMENT:
        yield _fault("gap", f"the {name} is given as {recorded!r}; objective and bound make it {gap!r}")


def reasons(record: Record) -> Iterator[Finding]:
    """A status and a stop reason that do not go together, whatever the plan."""
    if record.stop_reason not in REASONS:
        yield _fault("stop-reason", f"there is no stop reason {record.stop_reason!r}")
    elif (record.stop_reason == "proven") != (record.status in PROVEN):
        yield _fault("stop-reason", f"the status {record.status} does not go with the stop reason {record.stop_reason}")


def without_plan(record: Record) -> Iterator[Finding]:
    """What a record without a plan must not have."""
    for name in ("objective", "gap"):
        if getattr(record, name) is not None:
            yield _fault("status", f"the status {record.status} has no plan, but there is a figure for {name}")
    if record.terms or record.weighted_terms:
        yield _fault("status", f"the status {record.status} has no plan, but there are goal terms")
    if record.status == "INFEASIBLE" and record.bound is not None:
        yield _fault("status", "the status is INFEASIBLE, but there is a bound")
    if record.status == "UNKNOWN":
        for name in record.offered:
            yield _fault("status", f"the status is UNKNOWN, but there is a {name} plan")


def offered_figures(name: str, offered: Offered, judged: Verdict) -> Iterator[Finding]:
    """The same for a plan that breaks rules."""
    yield from _number(f"{name}.objective", offered.objective, judged.objective)
    yield from _numbers(f"{name}.terms", offered.terms, judged.terms)
    if offered.broken_rules != len(judged.violations):
        broken = len(judged.violations)
        yield _fault("broken-rules", f"{offered.broken_rules} broken rules are recorded, the plan breaks {broken}")


def _numbers(name: str, recorded: Mapping[str, float | None], computed: Mapping[str, float]) -> Iterator[Finding]:
    if set(recorded) != set(computed):
        yield _fault(name, f"{name} has {_names(recorded)}; it should have {_names(computed)}")
    for term in recorded:
        if term in computed:
            yield from _number(f"{name}.{term}", recorded[term], computed[term])


def _number(name: str, recorded: float | None, computed: float) -> Iterator[Finding]:
    if not same(recorded, plain(computed)):
        yield _fault(
            re.split(r"[.[]", name)[0], f"{name} is given as {recorded!r}; the input files make it {computed!r}"
        )


def _names(mapping: Mapping[str, object]) -> str:
    return ", ".join(mapping) or "nothing"


def _fault(code: str, message: str) -> Finding:
    return Finding(code.replace("_", "-"), message, table=MARK)
