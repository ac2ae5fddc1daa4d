"""A smallest set of rules that cannot hold together, found by leaving rules out one at a time (deletion filter)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.amounts import Pairwise
from solver.bound.elastic import without_goal
from solver.explain.proof import by_adding_up, by_prices
from solver.judge.rulebook import contiguous_words, median_words, serving_words
from solver.model.build import eligible_pairs
from solver.problem import Problem
from solver.rules import BAND, LEAST, MEDIAN, MOST, TOP_FIVE
from solver.search.rounds import Rounds
from solver.stop import Stop

MOST_PAIRS = 20_000
"""Up to so many pairs the exact model is asked."""
CHECK_SHARE = 0.3
"""Share of the time left that one check may take."""


@dataclass(frozen=True)
class Group:
    """A rule as the planner wrote it, and the problem without it."""

    words: str
    without: Callable[[Problem], Problem]


def conflict(problem: Problem, stop: Stop, seed: int, workers: int) -> tuple[str, ...]:
    """Rules that conflict, in the planner's words: without any one of them the rest is possible (or undecided)."""
    needed, rest = [], problem
    for group in groups(problem):
        fewer = group.without(rest)
        if _impossible(fewer, stop, seed, workers):
            rest = fewer
        else:
            needed.append(group.words)
    return tuple(needed)


def _impossible(problem: Problem, stop: Stop, seed: int, workers: int) -> bool:
    """Whether it is proven that no plan keeps the rules: by sums, by prices if it is large, else exactly."""
    if by_adding_up(problem):
        return True
    if stop.reached():
        return False
    if problem.units * problem.reps > MOST_PAIRS:
        return by_prices(problem, stop.reached)
    check = Rounds(without_goal(problem), *eligible_pairs(problem), stop, seed, workers)
    return check.solve(CHECK_SHARE * stop.remaining()).infeasible


def groups(problem: Problem) -> list[Group]:
    """The rules that can be left out, those a planner would rather keep last."""
    found = [Group(f"limits: {limit.name}", _without_limit(limit.name)) for limit in problem.limits]
    names = dict.fromkeys(_rule_of(row.name) for row in problem.rows if not row.name.startswith(MEDIAN))
    found += [Group(_row_words(name, problem), _without_row(name)) for name in names]
    if problem.rules.limits.top_five is not None:
        found.append(Group(f"limits: {TOP_FIVE}", _without_top_five))
    if (problem.eligibility.pinned >= 0).any() or len(problem.eligibility.forbidden):
        found.append(Group("locks, protected accounts and pairs that are not allowed", _without_locks))
    if problem.rules.serves and not problem.rules.pairs_only:
        found.append(Group(serving_words(problem.rules), _open_to_all))
    if problem.land is not None:
        found.append(Group(contiguous_words(problem.rules), lambda p: replace(p, land=None)))
    medians = problem.rules.around_medians
    found += [Group(median_words(name, band), _without_median(name)) for name, band in medians.items()]
    banded = [(m.name, 100 * m.band) for m in problem.measures if m.band is not None]
    found += [Group(f"bands: {name} ±{percent:g}%", _without_band(name)) for name, percent in banded]
    return found


def _row_words(name: str, problem: Problem) -> str:
    if name.startswith(BAND) and (measure := name.removeprefix(BAND)) in problem.rules.bands:
        return f"bands: {measure} ±{100 * problem.rules.bands[measure]:g}%"
    words = {"capacity": "limits: capacity", "accounts": "max_accounts of the reps", "named": "named accounts per rep"}
    return words.get(name, f"limits: {name}")


def _without_limit(name: str) -> Callable[[Problem], Problem]:
    return lambda p: replace(p, limits=tuple(limit for limit in p.limits if limit.name != name))


def _without_row(name: str) -> Callable[[Problem], Problem]:
    return lambda p: replace(p, rows=tuple(row for row in p.rows if _rule_of(row.name) != name))


def _rule_of(row: str) -> str:
    """The rule that a row stands for, alone or with one for its other end."""
    return row.removesuffix(MOST).removesuffix(LEAST)


def _without_top_five(problem: Problem) -> Problem:
    return replace(problem, rules=replace(problem.rules, limits=replace(problem.rules.limits, top_five=None)))


def _without_median(name: str) -> Callable[[Problem], Problem]:
    def without(problem: Problem) -> Problem:
        rules = problem.rules
        bands = {measure: band for measure, band in rules.bands.items() if measure != name}
        return _without_row(f"{MEDIAN}{name}")(replace(problem, rules=replace(rules, bands=bands)))

    return without


def _without_band(name: str) -> Callable[[Problem], Problem]:
    return lambda p: replace(p, measures=tuple(replace(m, band=None) if m.name == name else m for m in p.measures))


def without_bands(problem: Problem) -> Problem:
    """The problem with measures that need not be even."""
    return replace(problem, measures=tuple(replace(m, band=None) for m in problem.measures))


def _open_to_all(problem: Problem) -> Problem:
    who = problem.eligibility
    return replace(problem, eligibility=replace(who, allows=np.ones_like(who.allows)))


def _without_locks(problem: Problem) -> Problem:
    land = problem.land
    pinned = np.full(problem.units, -1, dtype=np.int64) if land is None else land.rep_at_home.copy()
    open_ = replace(problem.eligibility, pinned=pinned, forbidden=Pairwise(problem.reps))
    return replace(problem, eligibility=open_)
