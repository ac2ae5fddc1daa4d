"""Levels of an ordered goal that were settled before: no plan may be worse at them."""

from solver.book import Ints
from solver.judge.measures import Measures
from solver.judge.violation import Violation, apart, number
from solver.problem import Problem


def earlier_levels(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Objective of every kept level ≤ what it was settled at, with the tolerance of `Kept.tolerance`."""
    found = []
    for place, (kept, level) in enumerate(zip(problem.kept, measures.goal.levels, strict=False), start=1):
        if level.objective <= kept.most + kept.tolerance:
            continue
        terms = ", ".join(kept.level)
        value, most = apart(level.objective, kept.most, number)
        message = f"level {place} of the goal ({terms}) is {value}; it was settled at {most}"
        found.append(Violation("goal_order", message, tuple(kept.level), level.objective, kept.most))
    return found
