"""Of two models, whether the bound of the wider one holds for every plan of the narrower one.

W *covers* M when every plan that keeps M's rules keeps W's and both count the same: the same goal (terms, weights,
protected moves, costs of pairs) over the same fair shares; W's bands and limits no tighter than M's; W's units no
larger; locks, pins, pairs and caps of W all in M; W contiguous only where M is, on the same map. Then no plan of M,
found or not, can be below W's bound. What cannot be compared counts as not covered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields

import numpy as np

from solver.book import Floats, Ints
from solver.judge.pins import pinned_by_rule
from solver.judge.yardstick import Yardstick, measured
from solver.problem import Problem
from solver.rules import Limits, Rules, measure_of

FAIR = 1e-9
"""Relative difference up to which two fair shares are the same."""
TOLD_APART = frozenset(
    {"bands", "references", "contiguous", "limits", "protect", "owners", "missing", "goal", "pairs_only", "as_of"}
    | {"distances_by", "straight_line"}
)
"""Rules that are compared in their own way, or are settled in the tables. Any other must be at its default in the wider
model, or the same in both."""


def uncovered(wide: Problem, narrow: Problem) -> list[str]:
    """Why the bound of `wide` does not hold for every plan of `narrow`; empty when it does. Books must be alike."""
    return [*different_goal(wide, narrow), *_rules(wide, narrow), *_tables(wide, narrow)]


def different_goal(ours: Problem, theirs: Problem) -> list[str]:
    """Why the goals of two models are not the same number for the same plan; empty when they are."""
    a, b = ours.rules, theirs.rules
    if a.levels != b.levels or isinstance(a.goal, Mapping) != isinstance(b.goal, Mapping):
        return ["another goal"]
    found = []
    facts = Yardstick.of(ours), Yardstick.of(theirs)
    for name in dict.fromkeys(name for name in map(measure_of, a.terms) if name):
        if not _same_share(*(each.shares.get(name) for each in facts)):
            found.append(f"other fair shares of {name}")
    if not np.array_equal(facts[0].move_weight, facts[1].move_weight) and "reassigned" in a.terms:
        found.append("protected moves count otherwise")
    if "travel" in a.terms and not _same_distances(ours, theirs):
        found.append("another table of distances")
    if not _same_pairs(ours, theirs):
        found.append("another table of pairs")
    return found


def _same_share(a: Floats | None, b: Floats | None) -> bool:
    if a is None or b is None:
        return a is b
    return bool(np.allclose(a, b, rtol=FAIR, atol=0.0, equal_nan=True))


def _same_distances(ours: Problem, theirs: Problem) -> bool:
    a, b = ours.distances, theirs.distances
    if a is None or b is None:
        return a is b
    same = (a.unit, a.straight_line) == (b.unit, b.straight_line)
    return same and all(np.array_equal(getattr(a, each), getattr(b, each)) for each in ("place", "keys", "values"))


def _same_pairs(ours: Problem, theirs: Problem) -> bool:
    """Amounts and costs of single pairs."""
    a, b = ours.pairs, theirs.pairs
    if not a.values and not b.values:
        return True
    same = np.array_equal(a.account, b.account) and np.array_equal(a.rep, b.rep) and set(a.values) == set(b.values)
    return same and all(np.array_equal(a.values[name], b.values[name], equal_nan=True) for name in a.values)


def _rules(wide: Problem, narrow: Problem) -> Iterator[str]:
    a, b = wide.rules, narrow.rules
    facts = Yardstick.of(wide), Yardstick.of(narrow)
    by_plan = facts[0].groups.by_plan != facts[1].groups.by_plan or (facts[0].groups.by_plan and a.peers != b.peers)
    for name, band in a.bands.items():
        median = name in a.around_medians
        if b.bands.get(name, float("inf")) > band:
            yield f"a wider band on {name}"
        elif median != (name in b.around_medians):
            yield f"a band on {name} around the {'median' if name in b.around_medians else 'fair share'}"
        elif name in measured(wide) and (by_plan or not _same_share(*(each.shares.get(name) for each in facts))):
            yield f"a band on {name} around other fair shares"
    yield from _limits(a.limits, b.limits)
    if a.contiguous and not (b.contiguous and _same_land(wide, narrow)):
        yield "territories need not be one piece on the same map"
    if a.pairs_only and not (b.pairs_only and set(_listed(narrow)) <= set(_listed(wide))):
        yield "pairs that are not listed"
    for field in fields(Rules):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        ours = getattr(a, field.name)
        if field.name not in TOLD_APART and ours not in (default, getattr(b, field.name)):
            yield f"another rule on {field.name}"


def _limits(wide: Limits, narrow: Limits) -> Iterator[str]:
    for name in (
        "reassigned_accounts",
        "reassigned_potential",
        "lost_per_rep",
        "named_accounts_per_rep",
        "capacity",
        "top_five",
    ):
        ours, theirs = getattr(wide, name), getattr(narrow, name)
        if ours is not None and (theirs is None or theirs > ours):
            yield f"a looser limit on {name}"
    counted = wide.reassigned_accounts is not None or wide.reassigned_potential is not None
    if counted and wide.moved_this_year != narrow.moved_this_year:
        yield "other moves of this year"


def _tables(wide: Problem, narrow: Problem) -> Iterator[str]:
    """Locks, pins, forbidden pairs and caps of the wider model must bind in the narrower one too; units may grow."""
    a, b = wide.locks, narrow.locks
    free = "an account is free there that is pinned under the others"
    for pinned, words in ((True, free), (False, "a lock that is not there")):
        ours, theirs = (_keys(each.account[each.pinned == pinned], each.rep[each.pinned == pinned]) for each in (a, b))
        if not ours <= theirs:
            yield words
    if np.any(pinned_by_rule(wide) & ~pinned_by_rule(narrow)):
        yield "protected accounts may move"
    p, q = wide.pairs, narrow.pairs
    if not _keys(p.account[p.allowed == 0], p.rep[p.allowed == 0]) <= _keys(
        q.account[q.allowed == 0], q.rep[q.allowed == 0]
    ):
        yield "pairs that are forbidden elsewhere only"
    for name in ("max_accounts", "max_named"):
        if np.any(getattr(narrow.team, name) > getattr(wide.team, name)):
            yield f"a higher {name}"
    first = np.zeros(wide.units, dtype=np.int64)
    first[wide.book.unit] = narrow.book.unit
    if np.any(first[wide.book.unit] != narrow.book.unit):
        yield "smaller basic units"


def _keys(account: Ints, rep: Ints) -> set[tuple[int, int]]:
    return set(zip(account.tolist(), rep.tolist(), strict=True))


def _listed(problem: Problem) -> list[tuple[int, int]]:
    return list(zip(problem.pairs.account.tolist(), problem.pairs.rep.tolist(), strict=True))


def _same_land(wide: Problem, narrow: Problem) -> bool:
    a, b = wide.land, narrow.land
    if a is None or b is None or not np.array_equal(wide.book.unit, narrow.book.unit):
        return False
    both = (a.indptr, b.indptr), (a.indices, b.indices), (a.roots, b.roots), (a.held, b.held)
    return all(np.array_equal(x, y) for x, y in both)
