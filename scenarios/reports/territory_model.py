"""The rules that a territory model adds, in a planner's words: the columns that designs make are nothing to read."""

from collections.abc import Iterable, Iterator

import numpy as np

from scenarios.designs.carve_out import TEAM
from scenarios.designs.cell_bands import SERVING
from scenarios.designs.geographic import UNIT
from scenarios.designs.hybrid import CELL
from scenarios.designs.hybrid import SERVES as CELLS_SERVED
from scenarios.designs.layered import IN_LAYER, THE_PATCH
from scenarios.designs.layers import LAYER, NAMED, PATCH
from scenarios.designs.named import CARRIES, ONLY_CARRIERS
from scenarios.designs.patch import PATCH as IN_PATCH
from scenarios.designs.peers import PEERS
from scenarios.designs.shares import count_measure
from scenarios.designs.vertical import SERVED
from solver.counts import spoken
from solver.problem import Problem

WHO = {
    ONLY_CARRIERS: "named accounts go only to reps who carry named accounts, unless pinned",
    CELL: "an account of a cell (segment × vertical) goes to a rep who serves the cell, unless it is pinned",
    TEAM: "accounts that are carved out go to their own team, and to nobody else",
    SERVED: "an account goes to a rep who serves its vertical ({lists}), unless it is pinned",
}
"""Account column of a design → who may own what."""
SAID = {
    CARRIES: "who carries named accounts",
    CELLS_SERVED: "cells of segment × vertical",
    f"team_{TEAM}": "carve-outs",
    PEERS: "peer group",
    IN_LAYER: "layer of the hybrid",
}
"""Rep column of a design → its name in a sentence."""
COUNTED = {count_measure(LAYER, NAMED): "named accounts", count_measure(LAYER, PATCH): "accounts of the patch"}


def of_the_model(problem: Problem) -> Iterator[str]:
    """Who may own what, what moves as a whole, and bounds per rep."""
    rules = problem.rules
    for column, lists in rules.serves.items():
        usual = f"an account goes to a rep who serves its {column} (column {lists} of the reps), unless it is pinned"
        yield WHO.get(column, usual).format(lists=f"column {lists} of the reps")
    if rules.units:
        what = "of one unit of the map" if rules.units == UNIT else f"with the same {rules.units}"
        yield f"accounts {what} move together: {np.count_nonzero(problem.size):,} basic units"
    for name, (least, most) in rules.per_rep.items():
        ends = [f"{word} {end:,.10g}" for word, end in (("at least", least), ("at most", most)) if end is not None]
        yield f"every rep has {' and '.join(ends)} {COUNTED.get(name) or spoken(name)}"


def among(peers: str, carriers: str = "", by_plan: bool = False) -> str:
    """Who is compared with whom. `by_plan` : fair shares are those of what a peer group owns in the plan."""
    said = ""
    if peers and by_plan:
        group = "of the peer group" if peers == PEERS else f"with the same {peers}"
        said = f", a part of what the reps {group} own together in the plan"
    elif peers:
        said = ", among the reps of one peer group" if peers == PEERS else f", among reps with the same {peers}"
    if carriers.startswith(SERVING):
        said += ", among the reps who serve the cell"
    elif carriers:
        said += ", among reps who carry named accounts" if carriers == CARRIES else f", among reps with a {carriers}"
    return said


def in_one_piece(where: str, by: str = "", layers: Iterable[str] = ()) -> str:
    """What is held together: everything, the accounts where the column `where` says so, or each of the `layers` that
    the column `by` names.
    """
    if by:
        cells = "each cell (segment × vertical)" + (" and of the patch" if THE_PATCH in layers else "")
        each = cells if by == IN_LAYER else f"the accounts with one {by}"
        entered = "with the unit of them nearest to the home, or none; accounts of no such layer are exempt"
        return f"what a rep has of {each} is one connected piece by itself, {entered}"
    if not where:
        return "every territory is one connected piece and holds its rep's home"
    mine = (
        "what a rep has of the patch" if where == IN_PATCH else f"what a rep has of the accounts where {where} is yes"
    )
    return f"{mine} is one connected piece and holds the rep's home; other accounts are exempt"


def in_words(conflict: Iterable[str]) -> list[str]:
    """Rules that cannot hold together, without the names of columns that designs make."""
    said = []
    for rule in conflict:
        for column, words in SAID.items():
            rule = rule.replace(column, words)
        said.append(rule)
    return said
