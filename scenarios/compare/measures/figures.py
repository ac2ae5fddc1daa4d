"""Figures of a plan that the scorecard does not have. Arrays: (A,) by account, (R,) by rep; money, hours, accounts."""

import numpy as np

from solver.book import Floats, Ints, Texts


def group_ratio(load: Floats, weight: Floats, group: Ints) -> Floats:
    """(R,) Load ÷ fair share within the rep's peer group, whose total is what its reps own in the plan.

    load (R,), weight (R,) > 0, group (R,) numbers from 0. Of a group that owns nothing: 1.
    """
    total, weights = np.bincount(group, weights=load), np.bincount(group, weights=weight)
    share = (total / weights)[group] * weight
    return np.where(share > 0, load / np.where(share > 0, share, 1.0), 1.0)


def whales(rep: Ints, potential: Floats, share: Floats, size: float) -> Ints:
    """(R,) Accounts whose potential is over `size` × the fair share of the rep who owns them; rep (A,), −1 = nobody."""
    owned = rep >= 0
    large = potential[owned] > size * share[rep[owned]]
    return np.bincount(rep[owned][large], minlength=len(share)).astype(np.int64)


def mix_difference(rep: Ints, tier: Texts, reps: int) -> Floats:
    """(R,) Largest |share of a tier among the rep's accounts − its share in the book| over the tiers, in 0…1.

    tier (A,) as text; accounts with a blank are not counted. NaN for a rep without an account that has a tier.
    """
    known = np.flatnonzero(tier != "")
    kinds, of = np.unique(tier[known].astype(str), return_inverse=True)
    book = np.bincount(of, minlength=len(kinds)) / max(1, len(known))
    owned = rep[known] >= 0
    table = np.zeros((reps, len(kinds)))
    np.add.at(table, (rep[known][owned], of[owned]), 1.0)
    count = table.sum(axis=1, keepdims=True)
    apart = np.abs(table / np.where(count > 0, count, 1.0) - book).max(axis=1, initial=0.0)
    return np.where(count[:, 0] > 0, apart, np.nan)


def fitting(hours: Floats, capacity: Floats) -> Floats:
    """(R,) Share of the rep's hours that fits into the capacity; 1 for a rep without hours."""
    return np.where(hours > 0, np.minimum(hours, capacity) / np.where(hours > 0, hours, 1.0), 1.0)
