"""The judge's words on a plan, whichever method made it."""

from collections import Counter

import numpy as np

from benchmarks.rows import Figures
from solver.book import Ints
from solver.judge import Verdict, verdict
from solver.judge.connected import Territories
from solver.judge.spread import inside_bands
from solver.problem import Problem


def grade(problem: Problem, rep_of_unit: Ints) -> Figures:
    """Raises ValueError when the plan is not one entry per unit."""
    judged = verdict(problem, rep_of_unit)
    tallies = judged.measures.tallies
    named = [tallies[name] for name in problem.rules.measures() if name in tallies]
    nearest = judged.measures.yardstick.nearest_travel
    owned = judged.measures.yardstick.owned_accounts > 0
    return Figures(
        objective=judged.objective,
        terms=dict(judged.terms),
        broken=dict(Counter(violation.rule for violation in judged.violations)),
        inside=inside_bands(problem, tallies),
        largest={tally.name: float(tally.deviation.max()) for tally in named},
        mean={tally.name: float(tally.deviation.mean()) for tally in named},
        travel=float(judged.measures.travel.sum()) / nearest if nearest > 0 else None,
        stray=stray_pieces(problem, rep_of_unit),
        moved=_moved_accounts(judged) if owned else None,
        moved_potential=_moved_potential(judged) if owned else None,
    )


def stray_pieces(problem: Problem, rep_of_unit: Ints) -> int | None:
    """Connected pieces of territories that do not hold their rep's home; None without a graph."""
    if problem.land is None:
        return None
    held = Territories.of(problem, problem.land, rep_of_unit[problem.book.unit])
    at_home = held.unit == problem.land.roots[held.rep]
    return len(np.unique(held.piece)) - len(np.unique(held.piece[at_home]))


def _moved_accounts(judged: Verdict) -> float:
    return judged.measures.moves.accounts / judged.measures.yardstick.owned_accounts


def _moved_potential(judged: Verdict) -> float | None:
    owned = judged.measures.yardstick.owned_potential
    return judged.measures.moves.potential / owned if owned > 0 else None
