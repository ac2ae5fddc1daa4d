"""Limits on what changes hands. Forced moves (the owner has left) never count against them."""

import numpy as np

from solver.book import Ints
from solver.judge.measures import Measures
from solver.judge.violation import Violation, apart, number, percent, rep_label
from solver.judge.yardstick import Yardstick
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE


def reassigned_accounts(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """Owned accounts moved by choice, this year's earlier rounds included ≤ limit × accounts owned at the start."""
    limit, facts, moves = problem.rules.limits.reassigned_accounts, measures.yardstick, measures.moves
    say = (
        f"{moves.accounts} accounts change owner by choice{{earlier}}, {{reached}} of the {facts.owned_accounts} owned"
    )
    return _over("reassigned_accounts", limit, facts, moves.accounts, facts.moved_before, facts.owned_accounts, say)


def reassigned_potential(problem: Problem, _: Ints, measures: Measures) -> list[Violation]:
    """The same by potential."""
    limit, facts, moves = problem.rules.limits.reassigned_potential, measures.yardstick, measures.moves
    say = f"potential {number(moves.potential)} changes owner by choice{{earlier}}, {{reached}} of the owned"
    before = facts.moved_before_potential
    return _over("reassigned_potential", limit, facts, moves.potential, before, facts.owned_potential, say)


def _over(
    rule: str, limit: float | None, facts: Yardstick, moved: float, before: float, owned: float, say: str
) -> list[Violation]:
    """A missing potential (NaN) breaks the limit instead of passing it; a book that nobody owns has none to keep."""
    if limit is None or not facts.owned_accounts or moved + before <= (limit + BAND_TOLERANCE) * owned:
        return []
    rate = (moved + before) / owned if owned else float("inf")
    reached, allowed = apart(rate, limit, percent, digits=2)
    earlier = f" and {number(before)} moved earlier this year" if before else ""
    message = f"{say.format(earlier=earlier, reached=reached)}; the limit is {allowed}"
    return [Violation(rule, message, (), rate, limit)]


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
