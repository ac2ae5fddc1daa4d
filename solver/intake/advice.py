"""What a planner should know about an input that can be used."""

import numpy as np

from solver.intake.case import Case
from solver.intake.counting import advise_counts
from solver.intake.eligible import allowed_count
from solver.large import Large, large_units
from solver.largest import Crowding, crowding


def advise(case: Case) -> None:
    """Warnings for accounts larger than a band, and notes about rules that do less than they seem to."""
    for large in large_units(case.problem):
        _larger_than_band(case, large)
    for account in crowding(case.problem):
        _larger_than_top_five(case, account)
    advise_counts(case)
    _unlisted_costs(case)
    _protection(case)
    _idle_limits(case)


def _larger_than_band(case: Case, large: Large) -> None:
    """A unit that exceeds, for every rep who may own it, the fair share with its band: it forces a wider band."""
    forced, band = large.ratio - 1, case.problem.rules.bands[large.measure]
    message = (
        f"{large.measure} {large.amount:,.10g} is larger than any band of ±{band:.0%} allows: "
        f"whoever owns it is at least {forced:.1%} above the fair share"
    )
    wide = f"{np.ceil(forced * 100) / 100:.2f}"
    fix = f"set bands: {{{large.measure}: {wide}}} or wider, or take the account out"
    at = case.rows_of(case.accounts_of(np.array([large.unit])))
    case.accounts.say("warning", "larger-than-band", message, at, large.measure, fix)


def _larger_than_top_five(case: Case, each: Crowding) -> None:
    """An account that alone is more than the limit allows of all that its rep may own: no plan keeps the rules."""
    cap = case.problem.rules.limits.top_five
    message = (
        f"potential {each.amount:,.10g} alone is {each.share:.1%} of the most that a rep who may own it can have, and "
        f"the limit top_five is {cap:.4g}: nobody can own it"
    )
    fix = f"set limits: {{top_five: {np.ceil(each.share * 100) / 100:.2f}}} or higher, widen the band, or take it out"
    at = case.rows_of(np.array([each.account]))
    case.accounts.say("warning", "larger-than-top-five", message, at, "potential", fix)


def _unlisted_costs(case: Case) -> None:
    problem = case.problem
    if "cost" not in problem.rules.terms:
        return
    pairs = problem.pairs
    priced = ~np.isnan(pairs.values["cost"]) & problem.eligibility.ok(problem.book.unit[pairs.account], pairs.rep)
    allowed = int((allowed_count(problem.eligibility) * problem.size).sum())
    if missing := allowed - int(priced.sum()):
        message = f"{missing:,} of {allowed:,} allowed pairs have no cost: they cost 0"
        case.findings.note("pairs-without-cost", message, table="pairs", column="cost")


def _protection(case: Case) -> None:
    book, rules = case.problem.book, case.problem.rules
    for column, how in rules.protect.items():
        loose = np.flatnonzero(book.flag(column) & (book.owner < 0))
        if how == "pin":
            message = f"{column} pins nothing: the account has no owner in the team"
            case.accounts.say("note", "pin-without-owner", message, case.rows_of(loose), column)
        elif "reassigned" not in rules.terms:
            message = f"protect: {{{column}: {how:g}}} has no effect: the goal does not have the term reassigned"
            case.findings.note("idle-rule", message, table="rules")


def _idle_limits(case: Case) -> None:
    limits, note = case.problem.rules.limits, case.findings.note
    if limits.moved_this_year is not None:
        if limits.reassigned_accounts is None and limits.reassigned_potential is None:
            note("idle-rule", "moved_this_year has no effect: no limit on what is reassigned", table="rules")
        elif limits.reassigned_potential is not None and not isinstance(limits.moved_this_year, str):
            message = "moved_this_year is a number of accounts: it does not count against reassigned_potential"
            note("idle-rule", message, table="rules")
    if limits.named_accounts_per_rep is not None and not case.accounts.has("named"):
        message = "named_accounts_per_rep has no effect: the table has no column named, so no account is named"
        fix = "add the column, or say which one it is: columns: {accounts: {named: …}}"
        case.findings.warning("idle-rule", message, fix=fix, table=case.accounts.name)
