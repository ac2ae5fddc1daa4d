"""The rules in force, named as a planner finds them in the scenario: what a conflict may be made of."""

import numpy as np

from solver.judge.pins import pinned_by_rule
from solver.problem import Problem
from solver.rules import PER_REP, TOP_FIVE, Rules

LOCKS = "locks, protected accounts and pairs that are not allowed"


def contiguous_words(rules: Rules) -> str:
    """The rule on territories in one piece, with the column of what is held together, or of layers."""
    if rules.contiguous_by:
        return f"contiguous within each {rules.contiguous_by}"
    return f"contiguous where {rules.contiguous_where} is yes" if rules.contiguous_where else "contiguous: true"


def serving_words(rules: Rules) -> str:
    """The rule on who serves what, by the columns of the reps."""
    return f"who serves what ({', '.join(rules.serves.values())})"


def median_words(measure: str, band: float) -> str:
    """A band around the median."""
    return f"bands: {measure} ±{100 * band:g}% of the median"


def rules_in_force(problem: Problem) -> tuple[str, ...]:
    """Every rule that could be taken back, in words."""
    rules, limits, team, book = problem.rules, problem.rules.limits, problem.team, problem.book
    owned = bool(book.owned.any())
    held = bool(np.any(pinned_by_rule(problem)) or np.any(problem.pairs.allowed == 0) or len(problem.locks))
    found = {
        "limits: reassigned_accounts": limits.reassigned_accounts is not None and owned,
        "limits: reassigned_potential": limits.reassigned_potential is not None and owned,
        "limits: capacity": limits.capacity is not None,
        "max_accounts of the reps": bool(np.isfinite(team.max_accounts).any()),
        "named accounts per rep": limits.named_accounts_per_rep is not None or bool(np.isfinite(team.max_named).any()),
        "limits: lost_per_rep": limits.lost_per_rep is not None,
        **{f"limits: {PER_REP}{name}": True for name in rules.per_rep},
        f"limits: {TOP_FIVE}": limits.top_five is not None,
        serving_words(rules): bool(rules.serves) and not rules.pairs_only,
        LOCKS: held or rules.contiguous,
        contiguous_words(rules): rules.contiguous,
        **{median_words(name, band): True for name, band in rules.around_medians.items()},
        **{f"bands: {name} ±{100 * band:g}%": True for name, band in rules.around_shares.items()},
    }
    return tuple(words for words, there in found.items() if there)
