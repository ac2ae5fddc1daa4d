"""What changes hands, by choice and by force."""

import numpy as np

from scenarios.reports.wording import amount, counted, grid, share
from solver.judge import Measures, Scorecard
from solver.judge.violation import rep_label
from solver.problem import Problem

MOST_REPS = 10


def moves(problem: Problem, card: Scorecard, measures: Measures) -> list[str]:
    """Counts, rates against their limits, and the reps who are touched most."""
    lines = ["## What moves", ""]
    if not measures.yardstick.owned_accounts:
        return [*lines, "No account has an owner today, so nothing moves."]
    return [*lines, *_counts(problem, measures), *_most_touched(problem, card)]


def _counts(problem: Problem, measures: Measures) -> list[str]:
    moved, facts, limits = measures.moves, measures.yardstick, problem.rules.limits
    by_potential = "" if np.isnan(moved.potential) else f" with {amount(moved.potential)} of potential"
    rate = f"{share(measures.reassignment_rate)} of the {facts.owned_accounts:,} owned"
    limit = _limit(limits.reassigned_accounts)
    lines = [f"- by choice: {counted(moved.accounts, 'account')}{by_potential}; {rate}{limit}"]
    if facts.moved_before:
        lines.append(f"- earlier this year: {counted(facts.moved_before, 'account')}, counted in that rate")
    if limits.reassigned_potential is not None:
        rate = share(measures.reassignment_rate_potential)
        lines.append(f"- by potential: {rate} of the owned{_limit(limits.reassigned_potential)}")
    if moved.forced_accounts:
        lines.append(f"- forced, because the owner has left: {counted(moved.forced_accounts, 'account')}, not counted")
    new = len(problem.book) - facts.owned_accounts
    if new:
        lines.append(f"- new, without an owner so far: {counted(new, 'account')}")
    lines.append(f"- {share(measures.continuity)} of the owned accounts keep the person they know")
    return lines


def _limit(limit: float | None) -> str:
    return "" if limit is None else f" (limit {100 * limit:g} %)"


def _most_touched(problem: Problem, card: Scorecard) -> list[str]:
    reps = card.reps
    gained, lost = reps["accounts_gained"].to_numpy(), reps["accounts_lost"].to_numpy()
    most = [rep for rep in np.argsort(-(gained + lost), kind="stable")[:MOST_REPS] if gained[rep] + lost[rep]]
    if not most:
        return []
    known = not reps["potential_gained"].isna().any()
    header = ["reps who change most", "gains", "loses", *(["potential gained", "potential lost"] if known else [])]
    rows = []
    for rep in most:
        row = [rep_label(problem.team, rep), f"{gained[rep]:,}", f"{lost[rep]:,}"]
        if known:
            row += [amount(float(reps[f"potential_{what}"].iloc[rep])) for what in ("gained", "lost")]
        rows.append(row)
    return ["", *grid(header, rows)]
