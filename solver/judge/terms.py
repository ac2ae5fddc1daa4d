"""The goal of a plan: its terms, their weights, and the terms that have no data."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solver.book import Floats
from solver.judge.yardstick import COST, Yardstick
from solver.problem import Problem


@dataclass(frozen=True)
class Goal:
    """The goal as measured.

    terms : term → value before its weight, without unit (`cost`: in the unit of the pairs table).
    weighted : term → weight × value; they add up to `objective`, which is minimised.
    left_out : (term, reason) for every term that the goal names but the input has no data for.
    """

    terms: Mapping[str, float]
    weighted: Mapping[str, float]
    left_out: tuple[tuple[str, str], ...]

    @property
    def objective(self) -> float:
        return sum(self.weighted.values())


def goal(
    problem: Problem, facts: Yardstick, deviations: Mapping[str, Floats], travel: float, reassigned: float, cost: float
) -> Goal:
    """Put the goal together.

    deviations : measure → |load ÷ fair share − 1| per rep. travel : kilometres × hours. reassigned : weighted potential
    that changes owner by choice. cost : Σ of the assigned pairs' costs.
    """
    value: dict[str, float] = {}
    left_out: list[tuple[str, str]] = []
    for term in problem.rules.goal:
        reason = no_data(problem, facts, term)
        if reason:
            left_out.append((term, reason))
        elif term == "travel":
            value[term] = travel / facts.nearest_travel
        elif term == "reassigned":
            value[term] = reassigned / facts.owned_potential
        elif term == COST:
            value[term] = cost
        else:
            value[term] = float(np.max(deviations[term]))
    weighted = {term: problem.rules.goal[term] * amount for term, amount in value.items()}
    return Goal(value, weighted, tuple(left_out))


def no_data(problem: Problem, facts: Yardstick, term: str) -> str:
    """Why a term cannot be measured; empty when it can."""
    if term == "travel":
        return _no_travel(problem, facts)
    if term == "reassigned":
        if not np.any(problem.book.owner >= 0):
            return "no account has an owner in the team"
        return "" if facts.owned_potential > 0 else "the owned accounts have no potential"
    if term == COST:
        return "" if COST in problem.pairs.values else "the pairs table has no cost column"
    share = facts.shares.get(term)
    if share is None or np.isnan(share).all():
        return f"the accounts table has no {term}"
    return "" if share.sum() > 0 else f"the accounts have no {term} at all"


def _no_travel(problem: Problem, facts: Yardstick) -> str:
    book, team = problem.book, problem.team
    if not np.any(np.isfinite(book.lat) & np.isfinite(book.lon)):
        return "no account has coordinates"
    if not np.all(np.isfinite(team.lat) & np.isfinite(team.lon)):
        return "not every rep has a home"
    if np.isnan(facts.nearest_travel):
        return "the accounts have no workload"
    return "" if facts.nearest_travel > 0 else "the nearest rep is never more than 0 km away"
