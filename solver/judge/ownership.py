"""Rules on who may own what: every account once, units whole, locks, pairs, one piece.

`rep` everywhere: (A,) index of the owner in the plan, −1 = nobody (which only `owned_once` reports).
"""

from collections.abc import Callable, Iterable

import numpy as np

from solver.book import Bools, Ints
from solver.errors import listed
from solver.judge.connected import Territories
from solver.judge.measures import Measures, listed_row
from solver.judge.pins import pinned_at_all, pinned_by_rule
from solver.judge.violation import Violation, rep_label
from solver.land import NO_HOME
from solver.problem import Problem
from solver.serving import EVERYTHING, folded, listed_in


def unknown_reps(problem: Problem, rep_of_account: Ints) -> list[Violation]:
    """Indices that no rep of the team has (−1 is nobody, not a stranger)."""
    given = np.asarray(rep_of_account)
    at = np.flatnonzero((given < -1) | (given >= problem.reps))
    if not len(at):
        return []
    ids = _ids(problem, at)
    return [Violation("unknown_rep", f"{listed(ids)}: the rep is not in the team", ids, float(len(at)), 0.0)]


def owned_once(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    at = np.flatnonzero(rep < 0)
    if not len(at):
        return []
    ids = _ids(problem, at)
    verb = "account has" if len(at) == 1 else "accounts have"
    return [Violation("unowned", f"{len(at)} {verb} no rep: {listed(ids)}", ids, float(len(at)), 0.0)]


def units_whole(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """Accounts of one basic unit have one rep; a unit that is owned in part is split too."""
    order = np.argsort(problem.book.unit, kind="stable")
    start = np.searchsorted(problem.book.unit[order], np.arange(problem.units + 1))
    filled = np.flatnonzero(np.diff(start))
    owner = rep[order]
    low, high = np.minimum.reduceat(owner, start[filled]), np.maximum.reduceat(owner, start[filled])
    found = []
    for split in filled[low != high]:
        owners = np.unique(owner[start[split] : start[split + 1]])
        names = ["nobody" if one < 0 else rep_label(problem.team, one) for one in owners]
        unit_id = str(problem.unit_ids[split])
        message = f"unit {unit_id} must stay together but is split between {listed(names)}"
        found.append(Violation("unit_split", message, (unit_id,), float(len(owners)), 1.0))
    return found


def pinned(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """Pinned by a lock: only this rep."""
    locks = problem.locks
    at = np.flatnonzero(locks.pinned)
    wrong = at[(rep[locks.account[at]] >= 0) & (rep[locks.account[at]] != locks.rep[at])]
    return _by_rep(problem, "pinned", locks.account[wrong], locks.rep[wrong], _pinned_message)


def pinned_by_flag(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """Pinned by `protect: {flag: pin}`: stays with the owner of today."""
    owner = problem.book.owner
    wrong = np.flatnonzero(pinned_by_rule(problem) & (rep >= 0) & (rep != owner))
    flags = " or ".join(flag for flag, kind in problem.rules.protect.items() if kind == "pin")
    return _by_rep(
        problem,
        "protected",
        wrong,
        owner[wrong],
        lambda ids, owner_label: f"{listed(ids)} must stay with {owner_label} ({flags}: pin) but moved",
    )


def not_this_rep(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """Locked away from a rep."""
    locks = problem.locks
    wrong = np.flatnonzero(~locks.pinned & (rep[locks.account] == locks.rep))
    account = locks.account[wrong]
    return _held(problem, "not", account, locks.rep[wrong], "which a lock keeps away from that rep (kind = not)")


def not_allowed(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """The pairs table says allowed = no."""
    row = listed_row(problem, rep)
    wrong = np.flatnonzero((row >= 0) & (_allowed(problem, row) == 0))
    return _held(problem, "not_allowed", wrong, rep[wrong], "which the pairs table forbids (allowed = no)")


def listed_only(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """With `pairs_only`, pairs that are not listed are forbidden."""
    if not problem.rules.pairs_only:
        return []
    wrong = np.flatnonzero((rep >= 0) & (listed_row(problem, rep) < 0))
    why = "a pair that the pairs table does not list (pairs_only: true)"
    return _held(problem, "pairs_only", wrong, rep[wrong], why)


def served(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """An account's value is one that its rep serves; pinned accounts are free of that."""
    found, bound = [], ~pinned_at_all(problem) & (rep >= 0)
    for column, lists in problem.rules.serves.items():
        values, may = problem.book.texts[column], [listed_in(cell) for cell in problem.team.texts[lists]]
        wrong = [
            account
            for account in np.flatnonzero(bound)
            if (value := folded(values[account])) and not {value, EVERYTHING} & may[rep[account]]
        ]
        at = np.array(wrong, dtype=np.int64)
        found += _held(problem, "serves", at, rep[at], f"whose {column} the rep does not serve ({lists})")
    return found


def one_piece(problem: Problem, rep: Ints, _: Measures) -> list[Violation]:
    """What is held together of a territory is one connected piece with its rep's home unit.

    A rep without a home may own nothing of it. A home unit without accounts joins the pieces of several layers: each
    holds the unit by which the rep enters the layer.
    """
    land = problem.land
    if not problem.rules.contiguous or land is None:
        return []
    territories = Territories.of(problem, land, rep)
    pieces = territories.pieces(problem.reps)
    layered = land.gates is not None
    at_home = (land.roots == NO_HOME) | layered
    at_home[territories.rep[territories.unit == land.roots[territories.rep]]] = True
    found = []
    most = np.where((land.roots == NO_HOME) & layered, 0, 1)
    for broken in np.flatnonzero((pieces > most) | ~at_home):
        label = rep_label(problem.team, broken)
        if not at_home[broken]:
            home = str(problem.unit_ids[land.roots[broken]])
            message = f"{label} does not own their home unit {home}"
            found.append(Violation("home_unit", message, (str(problem.team.ids[broken]), home), 0.0, 1.0))
        if pieces[broken] > most[broken]:
            strays = _strays(territories, int(broken), int(land.roots[broken]), bool(at_home[broken]))
            names = tuple(str(unit) for unit in problem.unit_ids[strays])
            message = f"{label} has a territory of {pieces[broken]} pieces, cut off: {listed(names)}"
            if layered:
                message = f"{label} has what does not hang together with the entrance of its layer: {listed(names)}"
            found.append(Violation("contiguity", message, names, float(pieces[broken]), 1.0))
    return found


def _strays(territories: Territories, rep: int, root: int, at_home: bool) -> Ints:
    """Units outside the piece of the home unit; outside the largest piece when the rep does not hold the home unit."""
    if at_home:
        return territories.strays(rep, root)
    mine = np.flatnonzero(territories.rep == rep)
    label, size = np.unique(territories.piece[mine], return_counts=True)
    return np.sort(territories.unit[mine[territories.piece[mine] != label[np.argmax(size)]]])


def _allowed(problem: Problem, row: Ints) -> Ints:
    return problem.pairs.allowed[np.maximum(row, 0)] if len(problem.pairs) else np.full(len(row), -1)


def _pinned_message(ids: Iterable[str], label: str) -> str:
    return f"{listed(ids)} must be with {label} (pinned by a lock) but moved elsewhere"


def _held(problem: Problem, rule: str, account: Ints, rep: Ints, why: str) -> list[Violation]:
    """Accounts with a rep who may not have them."""
    return _by_rep(problem, rule, account, rep, lambda ids, label: f"{label} has {listed(ids)}, {why}")


def _by_rep(
    problem: Problem, rule: str, account: Ints, rep: Ints, say: Callable[[tuple[str, ...], str], str]
) -> list[Violation]:
    """One violation per rep, naming the accounts, so that a thousand breaches stay readable."""
    found = []
    for one in np.unique(rep):
        ids = _ids(problem, account[rep == one])
        found.append(Violation(rule, say(ids, rep_label(problem.team, one)), ids, float(len(ids)), 0.0))
    return found


def _ids(problem: Problem, account: Ints | Bools) -> tuple[str, ...]:
    return tuple(str(account_id) for account_id in problem.book.ids[account])
