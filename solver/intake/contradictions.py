"""Locks, protected accounts, pairs and homes that exclude each other."""

import numpy as np

from solver.book import Ints
from solver.intake.case import Case
from solver.intake.eligible import LOCK, Pins, allowed_count, pins
from solver.intake.findings import first_of
from solver.intake.served import unserved
from solver.land import NO_HOME


def contradictions(case: Case) -> None:
    """An error for every account that two rules pull apart, and for every account that nobody may own."""
    problem = case.problem
    pin = pins(problem.book, problem.rules, problem.locks)
    torn = _two_reps(case, pin)
    _pinned_and_forbidden(case, pin, torn)
    _homes(case, pin)
    _shared_by_nobody(case)
    _nobody(case)


def _two_reps(case: Case, pin: Pins) -> Ints:
    """Units that are pinned to more than one rep."""
    book, team = case.problem.book, case.problem.team
    unit = book.unit[pin.account]
    pairs = np.unique(unit * len(team) + pin.rep)
    units, reps = np.unique(pairs // len(team), return_counts=True)
    torn = units[reps > 1]
    shown = []
    for one in torn[:3]:
        mine = np.flatnonzero(unit == one)
        who = dict.fromkeys(f"{team.ids[pin.rep[at]]} by {_why(pin, at)}" for at in mine)
        shown.append(f"{case.problem.unit_ids[one]} to {' and to '.join(who)}")
    if len(torn):
        message = f"pinned to two reps: {first_of(shown, len(torn))}"
        fix = "keep one of the locks, or take the account's protection away"
        case.error("pinned-to-two-reps", message, case.accounts_of(torn), fix)
    return torn


def _pinned_and_forbidden(case: Case, pin: Pins, torn: Ints) -> None:
    """Pinned to a rep who may not own the account (or another account of its unit)."""
    problem = case.problem
    unit = problem.book.unit[pin.account]
    denied = ~problem.eligibility.ok(unit, pin.rep) & ~np.isin(unit, torn)
    if problem.land is not None:
        # A home pinned to somebody else is said where homes are looked at.
        denied &= problem.land.rep_at_home[unit] < 0
    at = np.flatnonzero(denied)
    shown = [f"{problem.book.ids[pin.account[i]]} to {_rep(case, pin.rep[i])} by {_why(pin, i)}" for i in at[:3]]
    if len(at):
        reasons = sorted({_denial(case, unit[i], pin.rep[i]) for i in at[:3]})
        message = f"pinned and forbidden at once: pinned {first_of(shown, len(at))}; but {', and '.join(reasons)}"
        fix = "take one of the two away"
        case.error("pinned-and-forbidden", message, pin.account[at], fix)


def _shared_by_nobody(case: Case) -> None:
    """A band among reps who have a share of a measure, and nobody has one."""
    for name, column in case.problem.rules.shared_by.items():
        known = case.problem.team.texts.get(column)
        if known is not None and not (known != "").any():
            message = f"the band of {name} is among reps whose {column} is filled in, and it is blank for everybody"
            case.findings.error("shared-by-nobody", message, fix=f"fill in {column} for those reps", table="reps")


def _homes(case: Case, pin: Pins) -> None:
    """A contiguous territory holds its rep's home unit: nothing may stand against it."""
    problem = case.problem
    if problem.land is None:
        return
    reps = np.flatnonzero(problem.land.roots != NO_HOME)
    roots = problem.land.roots[reps]
    home_of = problem.land.rep_at_home[problem.book.unit[pin.account]]
    for at in np.flatnonzero((home_of >= 0) & (home_of != pin.rep)):
        unit = problem.unit_ids[problem.book.unit[pin.account[at]]]
        message = f"the home unit {unit} is pinned to {_rep(case, pin.rep[at])} by {_why(pin, at)}"
        fix = "a contiguous territory holds its rep's home: take the lock away, or move the home"
        case.reps.error("home-pinned-away", message, home_of[at : at + 1], "lat", fix)
    alone = problem.eligibility
    barred = ~(alone.allows[alone.unit_class[roots], reps] | alone.extra.has(roots, reps))
    barred |= alone.forbidden.has(roots, reps)
    for root, rep in zip(roots[barred], reps[barred], strict=True):
        reason = _denial(case, root, rep)
        message = f"the rep may not own the home unit {problem.unit_ids[root]}: {reason}"
        fix = "a contiguous territory holds its rep's home: allow the pair, or move the home"
        case.reps.error("home-forbidden", message, np.array([rep]), "lat", fix)


def _nobody(case: Case) -> None:
    who = case.problem.eligibility
    if case.problem.rules.pairs_only and not len(case.problem.pairs):
        return  # said of the whole table already
    units = np.flatnonzero((allowed_count(who) == 0) & (who.pinned < 0))
    units = np.setdiff1d(units, unserved(case))
    reason = "no pair of it is listed" if case.problem.rules.pairs_only else "every rep is excluded"
    fix = "allow at least one rep: add a pair, or take a lock away"
    at = case.rows_of(case.accounts_of(units))
    case.accounts.error("no-rep-allowed", f"no rep may own the account: {reason}", at, "account_id", fix)


def _denial(case: Case, unit: np.int64, rep: np.int64) -> str:
    """Why a rep may not own a unit."""
    problem = case.problem
    locks, pairs = problem.locks, problem.pairs
    accounts = np.flatnonzero(problem.book.unit == unit)
    if (np.isin(locks.account, accounts) & (locks.rep == rep) & ~locks.pinned).any():
        return "a lock says: not this rep"
    if (np.isin(pairs.account, accounts) & (pairs.rep == rep) & (pairs.allowed == 0)).any():
        return "the pairs table says: not allowed"
    if problem.rules.pairs_only:
        return "the pair is not listed, and pairs_only is set"
    return "the rep does not serve another account of the unit"


def _why(pin: Pins, at: np.int64) -> str:
    return "a lock" if pin.why[at] == LOCK else f"protect ({pin.why[at]})"


def _rep(case: Case, rep: np.int64) -> str:
    return str(case.problem.team.ids[rep])
