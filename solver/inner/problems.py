"""The two linear problems around one whose rules are not: every plan of the stricter is one of the problem, and every
plan of the problem is one of the looser, so that the bound of the looser holds for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from solver.book import Floats, Ints
from solver.largest import even_threshold, over, sufficient, thresholds
from solver.medians import Ends, around, off, peer_group
from solver.medians import sufficient as near_share
from solver.problem import Measure, Problem
from solver.rules import MEDIAN, TOP_FIVE
from solver.search.prover import TINY_PAIRS
from solver.search.score import violation
from solver.statement import Row

MOST_ENTRIES = 300_000
"""Of the rows on the five largest accounts in an exact model: one for every account and rep, over all accounts."""


def exact_where_small(problem: Problem) -> Problem:
    """The problem with all its rules in exact models, where one such model is all that is needed."""
    small = problem.units * problem.reps <= TINY_PAIRS
    if problem.rules.limits.top_five is not None:
        small &= len(problem.book) ** 2 * problem.reps <= MOST_ENTRIES
    return replace(problem, exactly=True) if small and not problem.rules.linear else problem


def looser(problem: Problem) -> Problem:
    """The problem without the rules that are not linear; what they need at least stays in its rows."""
    rules = problem.rules
    linear = replace(rules, bands=rules.around_shares, references={}, limits=replace(rules.limits, top_five=None))
    return replace(problem, rules=linear, exactly=False)


def stricter(problem: Problem) -> Problem:
    """The problem with rows that keep all its rules, whatever the plan: see `solver.medians`, `solver.largest`."""
    ends = {}
    for name, band in problem.rules.around_medians.items():
        ends[name] = _near(problem, band)
    cap = problem.rules.limits.top_five
    return _with(problem, ends, None if cap is None else np.full(problem.reps, even_threshold(problem)))


def around_plan(problem: Problem, plan: Ints) -> Problem:
    """The same around a plan: rows which it keeps if it keeps the rules, and which leave room where it has some.

    A plan that breaks the rules is as good as any to choose rows by, though it does not keep them.
    """
    group, ends = peer_group(problem), {}
    for name, band in problem.rules.around_medians.items():
        measure = _measure(problem, name)
        found = around(measure.amounts.per_rep(plan) / measure.share, group, band)
        ends[name] = found or _near(problem, band)
    cap = problem.rules.limits.top_five
    return _with(problem, ends, None if cap is None else thresholds(problem, cap, plan))


def beyond(problem: Problem, plan: Ints) -> float:
    """How far a plan is from keeping all rules on what reps own, in shares; 0 = it keeps them."""
    cap, group = problem.rules.limits.top_five, peer_group(problem)
    total = float(violation(problem, plan).sum())
    total += 0.0 if cap is None else float(over(problem, cap, plan).sum())
    for name, band in problem.rules.around_medians.items():
        measure = _measure(problem, name)
        total += float(np.maximum(0.0, off(measure.amounts.per_rep(plan) / measure.share, group) - band).sum())
    return total


def _near(problem: Problem, band: float) -> Ends:
    """The same for everybody: so near to the fair share that any median will do."""
    room = near_share(band)
    return Ends(np.full(problem.reps, 1 - room), np.full(problem.reps, 1 + room))


def _with(problem: Problem, ends: Mapping[str, Ends], threshold: Floats | None) -> Problem:
    """The problem with these rows in place of those that are only necessary."""
    rows: list[Row] = list(_others(problem.rows, (f"{MEDIAN}{name}" for name in ends)))
    for name, each in ends.items():
        measure = _measure(problem, name)
        share = measure.share
        rows.append(Row(f"{MEDIAN}{name}", measure.amounts, each.lower * share, each.upper * share, share))
    cap = problem.rules.limits.top_five
    if cap is not None and threshold is not None:
        rows.append(sufficient(problem, cap, threshold))
    return replace(problem, rows=tuple(rows), exactly=False)


def _others(rows: Iterable[Row], names: Iterable[str]) -> Iterable[Row]:
    known = {TOP_FIVE, *names}
    return (row for row in rows if row.name not in known)


def _measure(problem: Problem, name: str) -> Measure:
    return next(measure for measure in problem.measures if measure.name == name)
