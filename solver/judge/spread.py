"""How evenly a measure is spread over the reps. All of them without unit; NaN where the input has no data."""

from collections.abc import Mapping

import numpy as np

from solver.book import Floats
from solver.judge.measures import Tally
from solver.judge.medians import inside
from solver.problem import Problem


def coefficient_of_variation(ratio: Floats) -> float:
    """Standard deviation (of the whole team, not of a sample) ÷ mean of the ratios to the fair share."""
    mean = float(np.mean(ratio))
    return float(np.std(ratio)) / mean if mean > 0 and np.isfinite(mean) else float("nan")


def gini(ratio: Floats) -> float:
    """Gini coefficient of the ratios to the fair share: mean |difference| of all pairs ÷ (2 × mean); 0 = all equal.

    With the values ascending it is Σ (2 i − n − 1) xᵢ ÷ (n Σ xᵢ), i from 1 (C. Gini, 1912; S. Yitzhaki and
    E. Schechtman, The Gini Methodology, 2013, chapter 2).
    """
    ascending = np.sort(ratio)
    total, n = float(ascending.sum()), len(ascending)
    if not total > 0 or not np.isfinite(total):
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ ascending) / (n * total)


def inside_bands(problem: Problem, tallies: Mapping[str, Tally]) -> float | None:
    """Share of the reps who are inside every band; None when the rules have no band."""
    bands = problem.rules.bands
    if not bands:
        return None
    everywhere = np.ones(problem.reps, dtype=bool)
    for name, band in bands.items():
        everywhere &= inside(problem, tallies[name], band) if name in tallies else False
    return float(everywhere.mean())
