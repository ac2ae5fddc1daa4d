"""The goal of a plan: its terms, their weights, and the terms that have no data."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solver.book import Floats
from solver.judge.far import homes_known, travels_to, unit
from solver.judge.yardstick import COST, Yardstick
from solver.problem import Problem
from solver.rules import GOAL_TERMS, MEAN, measure_of


@dataclass(frozen=True)
class GoalLevel:
    """One level of the goal as measured.

    weights : term → weight, as the rules have it. terms : term → value before its weight, without unit (`cost`: in the
    unit of the pairs table). weighted : term → weight × value; they add up to `objective`, which is minimised.
    """

    weights: Mapping[str, float]
    terms: Mapping[str, float]
    weighted: Mapping[str, float]

    @property
    def objective(self) -> float:
        return sum(self.weighted.values())


@dataclass(frozen=True)
class Goal:
    """The goal as measured, level by level; a weighted goal is one level.

    left_out : (term, reason) for every term that the goal names but the input has no data for.
    """

    levels: tuple[GoalLevel, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def objective(self) -> float:
        """That of the last level."""
        return self.levels[-1].objective if self.levels else 0.0

    @property
    def terms(self) -> Mapping[str, float]:
        """Term → value, over all levels."""
        return {term: value for level in self.levels for term, value in level.terms.items()}

    @property
    def weighted(self) -> Mapping[str, float]:
        """Term → weight × value, over all levels."""
        return {term: value for level in self.levels for term, value in level.weighted.items()}


@dataclass(frozen=True)
class Facts:
    """What the terms are made of.

    deviations : measure → |load ÷ fair share − 1| per rep. travel : kilometres × hours. reassigned : weighted potential
    that changes owner by choice; reassigned_accounts, reassigned_potential : accounts that do, and their potential as
    it is. cost : Σ of the assigned pairs' costs.
    """

    deviations: Mapping[str, Floats]
    travel: float
    reassigned: float
    reassigned_accounts: int
    reassigned_potential: float
    cost: float


def goal(problem: Problem, yardstick: Yardstick, facts: Facts) -> Goal:
    """Put the goal together: the levels settled before, then those of the rules."""
    levels = [*(kept.level for kept in problem.kept), *problem.rules.levels]
    reasons = {term: no_data(problem, yardstick, term) for level in levels for term in level}
    measured = []
    for level in levels:
        value = {term: _value(yardstick, facts, term) for term in level if not reasons[term]}
        weighted = {term: level[term] * amount for term, amount in value.items()}
        measured.append(GoalLevel(dict(level), value, weighted))
    return Goal(tuple(measured), tuple((term, reason) for term, reason in reasons.items() if reason))


def _value(yardstick: Yardstick, facts: Facts, term: str) -> float:
    if term == "travel":
        return facts.travel / yardstick.nearest_travel
    if term == "reassigned":
        return facts.reassigned / yardstick.owned_potential
    if term == "reassigned_accounts":
        return facts.reassigned_accounts / yardstick.owned_accounts
    if term == "reassigned_potential":
        return facts.reassigned_potential / yardstick.owned_potential
    if term == COST:
        return facts.cost
    deviations = facts.deviations[measure_of(term) or term]
    return float(np.mean(deviations) if term.startswith(MEAN) else np.max(deviations))


def no_data(problem: Problem, yardstick: Yardstick, term: str) -> str:
    """Why a term cannot be measured; empty when it can."""
    if term == "travel":
        return _no_travel(problem, yardstick)
    if term in GOAL_TERMS and term != COST:
        if not np.any(problem.book.owner >= 0):
            return "no account has an owner in the team"
        counted = term == "reassigned_accounts" or yardstick.owned_potential > 0
        return "" if counted else "the owned accounts have no potential"
    if term == COST:
        return "" if COST in problem.pairs.values else "the pairs table has no cost column"
    name = measure_of(term) or term
    share = yardstick.shares.get(name)
    if share is None or np.isnan(share).all():
        return f"the accounts table has no {name}"
    return "" if share.sum() > 0 else f"the accounts have no {name} at all"


def _no_travel(problem: Problem, facts: Yardstick) -> str:
    if not np.any(travels_to(problem)):
        return "no account has coordinates"
    if not homes_known(problem):
        return "not every rep has a home"
    if np.isnan(facts.nearest_travel):
        return "the accounts have no workload"
    return "" if facts.nearest_travel > 0 else f"the nearest rep is never more than 0 {unit(problem)} away"
