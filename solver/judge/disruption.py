"""Limits on what changes hands. Forced moves (the owner has left) never count against them."""

import numpy as np

from solver.book import Ints
from solver.judge.measures import Measures
from solver.judge.violation import Violation, apart, number, percent, rep_label
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE


def reassigned_accounts(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Owned accounts moved by choice, this year's earlier rounds included ≤ limit × accounts owned at the start."""
    limit, rate = problem.rules.limits.reassigned_accounts, measures.reassignment_rate
    if limit is None or np.isnan(rate) or rate <= limit + BAND_TOLERANCE:
        return []
    before = measures.yardstick.moved_before
    earlier = f" and {before} moved earlier this year" if before else ""
    reached, allowed = apart(rate, limit, percent, digits=2)
    message = (
        f"{measures.moves.accounts} accounts change owner by choice{earlier}, {reached} of the "
        f"{measures.yardstick.owned_accounts} owned; the limit is {allowed}"
    )
    return [Violation("reassigned_accounts", message, (), rate, limit)]


def reassigned_potential(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """The same by potential."""
    limit, rate = problem.rules.limits.reassigned_potential, measures.reassignment_rate_potential
    if limit is None or not measures.yardstick.owned_accounts or measures.yardstick.owned_potential == 0:
        return []
    if rate <= limit + BAND_TOLERANCE:
        return []
    before = measures.yardstick.moved_before_potential
    earlier = f" and {number(before)} moved earlier this year" if before else ""
    reached, allowed = apart(rate, limit, percent, digits=2)
    message = (
        f"potential {number(measures.moves.potential)} changes owner by choice{earlier}, {reached} of the "
        f"{number(measures.yardstick.owned_potential)} owned; the limit is {allowed}"
    )
    return [Violation("reassigned_potential", message, (), rate, limit)]


def lost_per_rep(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Accounts that a rep gives up ≤ limit × the accounts that the rep owns today."""
    limit = problem.rules.limits.lost_per_rep
    if limit is None:
        return []
    owner = problem.book.owner
    owned = np.bincount(owner[owner >= 0], minlength=problem.reps)
    lost = measures.moves.lost
    return [
        Violation(
            "lost_per_rep",
            f"{rep_label(problem.team, rep)} loses {lost[rep]} of {owned[rep]} accounts, "
            f"{percent(lost[rep] / owned[rep])}; the limit is {percent(limit)} of a rep's book",
            (str(problem.team.ids[rep]),),
            float(lost[rep] / owned[rep]),
            limit,
        )
        for rep in np.flatnonzero(lost > (limit + BAND_TOLERANCE) * owned)
    ]
