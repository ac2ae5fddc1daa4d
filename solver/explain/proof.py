"""Quick proofs that no plan exists, for problems too large to ask one exact model: by adding up, and by prices."""

from collections.abc import Callable

from solver import large
from solver.bound import elastic
from solver.problem import Problem


def refuted(problem: Problem, enough: Callable[[], bool]) -> bool:
    """True when sizes or prices prove that no plan keeps the rules. False proves nothing."""
    return large.least_opening(problem) > 0 or elastic.refuted(elastic.without_goal(problem), enough)


def least_opening(problem: Problem, enough: Callable[[], bool]) -> float:
    """A proven lower bound on what must be added to every band; infinite when no opening helps."""
    return max(large.least_opening(problem), elastic.least_opening(elastic.without_goal(problem), enough))
