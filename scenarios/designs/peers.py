"""Peer groups by what reps serve: enterprise reps are compared with enterprise reps."""

import numpy as np

from scenarios.designs.reading import plural
from scenarios.designs.serving import Serving
from solver.book import Bools, Texts
from solver.errors import listed
from solver.intake.sheet import Sheet
from solver.serving import EVERYTHING

PEERS = "peer_group"
"""The rep column that a design adds: what the reps of a peer group serve, in one order."""
BY_PLAN = "fair shares are those of what each group owns in the plan"


def asked(peers: str, serving: Serving) -> bool:
    """Whether the rules ask for the peer groups of this design, by the noun, the key or the column of the reps."""
    kind = serving.kind
    return bool(peers) and peers in (kind.noun, kind.key, kind.reps)


def peer_groups(book: Sheet, team: Sheet, serving: Serving, served: Texts, free: Bools) -> Texts:
    """The peer group of every rep (R,): reps who serve the same are peers.

    Notes: a class that reps of two groups serve, and free accounts that anybody may own. Fair shares are then those of
    what each group owns in the plan.
    """
    groups = np.array([*map(_name, serving.lists), ""], dtype=object)[:-1]
    _overlaps(team, serving, groups, set(served[free]))
    anybody = np.flatnonzero(free & (served == ""))
    if len(dict.fromkeys(groups)) > 1:
        noun = serving.kind.noun
        message = f"{plural(len(anybody), 'account')} may be owned by anybody, and there are peer groups: {BY_PLAN}"
        fix = f"say who serves them (fill in the {noun}, or name one instead of anybody), or take out groups"
        book.say("note", "anybody-among-peers", message, anybody, serving.kind.column, fix)
    return groups


def _name(names: tuple[str, ...]) -> str:
    return EVERYTHING if EVERYTHING in names else "; ".join(sorted(names, key=str.casefold))


def _overlaps(team: Sheet, serving: Serving, groups: Texts, there: set[str]) -> None:
    """A note for every class with accounts that reps of two groups serve."""
    for name, reps in zip(serving.names, serving.reps, strict=True):
        several = dict.fromkeys(groups[reps])
        if name not in there or len(several) < 2:
            continue
        words = [f"{group} ({listed(team.labels[reps & (groups == group)], 3)})" for group in several]
        several_serve = f"{name} is served by reps of the groups {' and '.join(words)}"
        message = f"peer groups overlap: {several_serve}; {BY_PLAN}"
        fix = (
            f"for fair shares that no plan changes let {name} be served by one group only, or give all these reps the "
            "same list, which makes one group of them, or take out groups"
        )
        team.say("note", "groups-overlap", message, np.flatnonzero(reps), serving.kind.reps, fix)
