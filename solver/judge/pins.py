"""Accounts that stay where they are pinned, by lock or by a protected column."""

import numpy as np

from solver.book import Bools
from solver.problem import Problem


def pinned_by_rule(problem: Problem) -> Bools:
    """(A,) Accounts that `protect` keeps with their owner of today, who is in the team."""
    book = problem.book
    pinned = np.zeros(len(book), dtype=bool)
    for flag, kind in problem.rules.protect.items():
        if kind == "pin":
            pinned |= book.flag(flag)
    return np.asarray(pinned & (book.owner >= 0))


def pinned_at_all(problem: Problem) -> Bools:
    """(A,) Accounts with one rep by lock or rule: who serves what does not bind them."""
    pinned = pinned_by_rule(problem)
    pinned[problem.locks.account[problem.locks.pinned]] = True
    return pinned
