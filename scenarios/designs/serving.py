"""Who serves what: the lists of the reps against the classes (verticals, segments) of the accounts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.designs.reading import counted, names_in, plural, suggestion
from scenarios.designs.shares import Scale
from scenarios.files.text import nearest
from solver.book import Bools, Floats, Texts
from solver.intake.sheet import Sheet
from solver.serving import EVERYTHING, folded

MOST_SHOWN = 30
"""Classes whose sizes a note lists."""


@dataclass(frozen=True)
class Kind:
    """The words of a design: what its classes are called, its key in the scenario, the columns that it reads."""

    noun: str
    key: str
    column: str
    reps: str


@dataclass(frozen=True)
class Serving:
    """names : the V classes. reps : (V, R), who serves each. lists : each rep's own list, spelt as in `names`."""

    kind: Kind
    names: tuple[str, ...]
    reps: Bools
    lists: tuple[tuple[str, ...], ...]

    def masses(self, served: Texts, amounts: Floats) -> Floats:
        """The amount of every class (V,) from each account's class `served` (A,), "" = anybody's."""
        sums = pd.Series(amounts).groupby(served).sum()
        return np.asarray(sums.reindex([*self.names], fill_value=0.0), dtype=np.float64)

    def by(self, name: str) -> Bools:
        """Who serves a class (R,)."""
        return np.asarray(self.reps[self.names.index(name)])


def read_serving(team: Sheet, kind: Kind, known: Mapping[str, str], merged: Mapping[str, str]) -> Serving:
    """The lists of the reps. Errors: a rep whose list is blank, and a name that no account has.

    `known` : class as it is compared → as it is spelt. `merged` : a name that is part of a class → that class.
    """
    cells = [names_in(cell) for cell in team.texts(kind.reps)]
    blank = np.flatnonzero([not cell for cell in cells])
    fix = f"write the {kind.noun}s that the rep serves, with ; between them, or {EVERYTHING} for all of them"
    team.error(f"no-{kind.noun}", f"the cell is blank: the rep serves no {kind.noun}", blank, kind.reps, fix)
    spelt = [tuple(known.get(folded(name), name) for name in cell) for cell in cells]
    strange = {folded(name): name for cell in cells for name in cell if folded(name) not in {*known, EVERYTHING}}
    for plain, name in strange.items():
        rows = np.flatnonzero([name in cell for cell in spelt])
        if plain in merged:
            message = f"{name} is part of the {kind.noun} {merged[plain]}"
            team.error(f"merged-{kind.noun}", message, rows, kind.reps, f"write {merged[plain]}")
        else:
            message = f"no account is in the {kind.noun} {name}"
            team.error(f"unknown-{kind.noun}", message, rows, kind.reps, suggestion(name, known.values()))
    names = tuple(known.values())
    serves = [[name in cell or EVERYTHING in cell for cell in spelt] for name in names]
    return Serving(kind, names, np.array(serves, dtype=bool).reshape(len(names), len(team)), tuple(spelt))


def say_unserved(book: Sheet, serving: Serving, served: Texts, free: Bools, fixes: str) -> None:
    """An error for the classes of free accounts (A,) that nobody serves; `fixes` : what else the design offers."""
    kind = serving.kind
    nobody = [name for name, reps in zip(serving.names, serving.reps, strict=True) if not reps.any()]
    rows = np.flatnonzero(np.isin(served, nobody) & free)
    theirs = {name for cell in serving.lists for name in cell if name != EVERYTHING}
    pairs = [(name, nearest(name, theirs - {name})) for name in dict.fromkeys(served[rows])]
    near = [f"is {name} the {close} that reps list?" for name, close in pairs if close][:3]
    fix = f"write the name in the column {kind.reps} of a rep, or {EVERYTHING} for a rep who serves all of them{fixes}"
    message = f"no rep serves {counted(served[rows], 'account')}"
    book.error("nobody-serves", message, rows, kind.column, " ".join([*near, fix]))


def say_sizes(team: Sheet, serving: Serving, served: Texts, scale: Scale) -> None:
    """A note: how many fair shares every class holds, and how many reps serve it."""
    masses = serving.masses(served, scale.amounts)
    order = np.argsort(-masses, kind="stable")
    words = [_size(serving, int(at), scale.shares(float(masses[at])), scale.weight) for at in order if masses[at] > 0]
    rest = f"; and {plural(len(words) - MOST_SHOWN, serving.kind.noun)} more" if len(words) > MOST_SHOWN else ""
    free = scale.shares(float(scale.amounts[served == ""].sum()))
    more = f"; anybody may own another {free:.1f}" if free > 0 else ""
    message = f"fair shares of {scale.words} by {serving.kind.noun}: {'; '.join(words[:MOST_SHOWN])}{rest}{more}"
    team.findings.note(f"{serving.kind.noun}-sizes", message, table="accounts", column=serving.kind.column)


def _size(serving: Serving, at: int, shares: float, weight: Floats) -> str:
    """`Healthcare: 4.2 fair shares for 4 reps`."""
    reps = serving.reps[at]
    return f"{serving.names[at]}: {shares:.1f} fair shares for {who(reps, weight)}"


def who(reps: Bools, weight: Floats) -> str:
    """`4 reps`; `4 reps (3.5 full ones)` where some are part-time or new."""
    count, full = int(reps.sum()), float(weight[reps].sum())
    part = "" if abs(full - count) < 0.05 else f" ({full:.1f} full ones)"
    return f"{plural(count, 'rep')}{part}"
