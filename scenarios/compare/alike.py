"""Only plans for the same book and the same team can be compared: what differs, said so that it can be found."""

from collections.abc import Iterator, Sized

import numpy as np

from solver.book import Floats, Texts
from solver.errors import listed
from solver.problem import Problem

TOLERANCE = 1e-9
"""Relative difference up to which two amounts of one account are the same."""


def differences(ours: Problem, theirs: Problem) -> list[str]:
    """What differs between two books and teams; empty when plans for them can be compared.

    Accounts and reps by id and in their order, places, owners of today, amounts that both have, FTE, ramp, capacity.
    Rules, units, locks and caps may differ: they are what a comparison is about.
    """
    found = [*_ids("account", ours.book.ids, theirs.book.ids), *_ids("rep", ours.team.ids, theirs.team.ids)]
    return found or [*_book(ours, theirs), *_team(ours, theirs)]


def _ids(what: str, ours: Texts, theirs: Texts) -> Iterator[str]:
    a, b = [str(each) for each in ours], [str(each) for each in theirs]
    only_a, only_b = sorted(set(a) - set(b)), sorted(set(b) - set(a))
    if only_a:
        yield f"{len(only_a)} {what}{_s(only_a)} only in the first: {listed(only_a)}"
    if only_b:
        yield f"{len(only_b)} {what}{_s(only_b)} only in the second: {listed(only_b)}"
    if not only_a and not only_b and a != b:
        first = next(place for place, (one, other) in enumerate(zip(a, b, strict=True)) if one != other)
        yield f"the {what}s are in another order, from {a[first]} on: sort both tables alike"


def _book(ours: Problem, theirs: Problem) -> Iterator[str]:
    a, b = ours.book, theirs.book
    yield from _numbers("the places of the accounts", a.ids, np.stack([a.lat, a.lon]), np.stack([b.lat, b.lon]))
    for name in sorted({*a.values, *b.values}):
        if name in a.values and name in b.values:
            yield from _numbers(f"the {name}", a.ids, a.values[name][None], b.values[name][None])
        elif name in ("potential", "workload"):
            yield f"only {'the first' if name in a.values else 'the second'} has {name}"
    moved = np.flatnonzero(a.owner_ids != b.owner_ids)
    if len(moved):
        yield f"the owner of today of {len(moved)} account{_s(moved)}: {listed(map(str, a.ids[moved]))}"


def _team(ours: Problem, theirs: Problem) -> Iterator[str]:
    a, b = ours.team, theirs.team
    yield from _numbers("the homes of the reps", a.ids, np.stack([a.lat, a.lon]), np.stack([b.lat, b.lon]))
    for name, words in (("fte", "the FTE"), ("ramp", "the ramp"), ("capacity", "the capacity")):
        yield from _numbers(words, a.ids, getattr(a, name)[None], getattr(b, name)[None])


def _numbers(what: str, ids: Texts, ours: Floats, theirs: Floats) -> Iterator[str]:
    """Columns of numbers, (n, ids): where any differs; two blanks are the same."""
    same = np.isclose(ours, theirs, rtol=TOLERANCE, atol=0.0, equal_nan=True).all(axis=0)
    if not same.all():
        at = np.flatnonzero(~same)
        yield f"{what} of {listed(map(str, ids[at]))}"


def _s(many: Sized) -> str:
    return "" if len(many) == 1 else "s"
