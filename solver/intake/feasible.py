"""Rules that no plan can keep, seen by adding up; what takes a search to see is left to the solver."""

import numpy as np

from solver.counts import count_of
from solver.errors import listed
from solver.intake.case import Case
from solver.intake.counting import uncounted
from solver.intake.moves import moved_before
from solver.intake.peers import totals
from solver.intake.several import by_plan
from solver.statement import Row

ROOM = 1e-9
"""Relative room for sums of floating-point numbers."""

COUNTED = {"accounts": "accounts", "named": "named accounts", "capacity": "hours a year"}
SETTING = {
    "accounts": "max_accounts",
    "named": "max_named or limits: {named_accounts_per_rep: …}",
    "capacity": "limits: {capacity: …} or capacity_hours_year",
}


def impossibilities(case: Case) -> None:
    """Errors for measures without an amount, limits that are used up, and caps that cannot hold."""
    _no_total(case)
    groups = totals(
        case.problem.book, case.problem.units, case.problem.team, case.problem.rules, case.problem.eligibility
    )
    if groups.by_plan:
        by_plan(case, groups)
    else:
        _groups_without(case)
    uncounted(case)
    _limits_used_up(case)
    for row in case.problem.rows:
        if row.name in COUNTED:
            _pinned_over(case, row)
            _over_in_total(case, row)


def _no_total(case: Case) -> None:
    problem = case.problem
    for name in dict.fromkeys([*(measure.name for measure in problem.measures), *problem.rules.bands]):
        if count_of(name) is not None or name in problem.rules.shared_by or name not in problem.book.values:
            continue  # a value without accounts is said with the values that there are
        values = problem.book.values[name]
        if not np.isnan(values).any() and values.sum() <= 0:
            message = f"{name} adds up to 0 over all accounts, so it cannot be shared out"
            fix = f"leave {name} out of bands and goal, or fill it in"
            case.findings.error("nothing-to-share", message, fix=fix, table=case.accounts.name)


def _groups_without(case: Case) -> None:
    """Peer groups that may own nothing of what they share out."""
    problem = case.problem
    for measure in problem.measures:
        none = np.flatnonzero(measure.share <= 0)
        if len(none) and len(none) < problem.reps:
            words = problem.team.texts[problem.rules.peers][none]
            names = listed(list(dict.fromkeys(word or "(blank)" for word in words)))
            message = f"{measure.name} adds up to 0 over what the peer group {names} may own: there is nothing to share"
            fix = f"leave {measure.name} out of bands and goal, or give the group accounts"
            case.reps.error("nothing-to-share", message, none, problem.rules.peers, fix)


def _limits_used_up(case: Case) -> None:
    book, rules = case.problem.book, case.problem.rules
    for limit in case.problem.limits:
        if limit.upper < -ROOM * limit.slack and book.owned.any():
            share = getattr(rules.limits, limit.name)
            message = (
                f"{moved_before(book, rules):,.0f} accounts have moved this year already: more than the limit "
                f"{limit.name} of {share:.1%} allows ({int(book.owned.sum()):,} accounts are owned)"
            )
            fix = f"raise {limit.name}, or take moved_this_year out"
            case.findings.error("limit-used-up", message, fix=fix, table="rules")


def _pinned_over(case: Case, row: Row) -> None:
    """More pinned to a rep than the rep's cap."""
    who, team = case.problem.eligibility, case.problem.team
    fixed = np.flatnonzero(who.pinned >= 0)
    rep = who.pinned[fixed]
    amounts = row.amounts.at(fixed, rep)
    total = np.bincount(rep, weights=amounts, minlength=len(team))
    for over in np.flatnonzero(total > row.upper * (1 + ROOM)):
        mine = fixed[(rep == over) & (amounts > 0)]
        ids = [str(id_) for id_ in case.problem.book.ids[case.accounts_of(mine)]]
        what = COUNTED[row.name]
        message = (
            f"{team.ids[over]} has {total[over]:,.10g} {what} pinned (locks, protected accounts, home), and the cap is "
            f"{row.upper[over]:,.10g}: {listed(ids)}"
        )
        fix = f"take locks away, or raise {SETTING[row.name]}"
        case.reps.error("pinned-over-cap", message, np.array([over]), fix=fix)


def _over_in_total(case: Case, row: Row) -> None:
    """More than all caps together: an error where accounts are counted, a warning for hours (the solver proves it)."""
    special = row.amounts.special
    least = row.amounts.base.copy()
    # The least that a unit can count is its default or the smallest amount of a single pair.
    np.minimum.at(least, special.unit, special.values)
    need, room = float(least.sum()), float(row.upper.sum())
    if not need > room * (1 + ROOM):
        return
    message = f"the book has {need:,.10g} {COUNTED[row.name]}, and all caps together allow {room:,.10g}"
    fix = f"raise {SETTING[row.name]}, or add reps"
    if row.name == "capacity":
        case.findings.warning("over-capacity", message, fix=fix, table=case.reps.name)
    else:
        case.findings.error("over-caps-in-total", message, fix=fix, table=case.reps.name)
