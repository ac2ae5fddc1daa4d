"""A seedless design verified again: input files, cost, bands, centres and pieces. The bound is the search's word."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.designs.sited import book_of
from scenarios.designs.sites import Stated, state
from scenarios.files.load import Inputs, read
from scenarios.files.territories import PLAN, TABLE, Record, read_record, read_text_table
from solver.book import Ints
from solver.errors import Finding, InputError, listed
from solver.judge.siting import judge_siting

CLOSE = 1e-9
"""Relative difference up to which two sums of one plan are the same."""
GAP = 1e-6
"""Difference up to which two gaps are the same."""


@dataclass(frozen=True)
class Checked:
    """Faults, and what was verified in words."""

    faults: tuple[Finding, ...]
    said: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults


def check_territories(folder: Path, scenario: Path | None = None) -> Checked:
    """Every fault of a folder that `faircarve seedless` wrote. Raises InputError when it is none."""
    record = read_record(folder)
    path = scenario or folder / record.scenario
    try:
        inputs = read(path, {"solve": record.settings.get("solve", {})})
        made, wanted = book_of(inputs)
    except InputError as error:
        wrong = listed([str(each) for each in error.findings if each.severity == "error"], 5)
        return Checked((Finding("inputs-refused", f"the input files can no longer be used: {wrong}", table=path.name),))
    stated = state(made.tables, made.rules, wanted)
    if stated.siting is None:
        return Checked((Finding("inputs-refused", "the input files state no problem any more", table=path.name),))
    faults = [*_hashes(record, inputs)]
    centre, said = _plan(folder, stated)
    faults += said
    if centre is None:
        return Checked(tuple(faults))
    verdict = judge_siting(stated.siting, centre)
    faults += [Finding(f"broken-{each.rule}", each.message, table=PLAN, ids=each.ids) for each in verdict.violations]
    faults += _figures(record, verdict.objective)
    bound = record.result.get("bound")
    words = [f"{len(verdict.centres)} territories, cost {verdict.objective:,.10g}: computed again from the input files"]
    if bound is not None:
        words.append(f"the bound {float(bound):,.10g} rests on the word of the search")
    return Checked(tuple(faults), tuple(words))


def _hashes(record: Record, inputs: Inputs) -> Iterator[Finding]:
    for name, found in inputs.files.items():
        if record.inputs.get(name) != found:
            message = "the input file is not the one that was used: its SHA-256 differs"
            yield Finding("input-changed", message, "put the file back, or choose territories again", name)


def _plan(folder: Path, stated: Stated) -> tuple[Ints | None, list[Finding]]:
    """The centre of every unit, read from the plan and the table of territories."""
    try:
        plan, table = read_text_table(folder, PLAN), read_text_table(folder, TABLE)
    except InputError as error:
        return None, [*error.findings]
    assert stated.siting is not None
    unit = {str(id_): at for at, id_ in enumerate(stated.siting.unit_ids)}
    needed = {"account_id", "territory"} <= set(plan.columns) and {"rep_id", "centre"} <= set(table.columns)
    if not needed:
        return None, [Finding("columns", "the columns account_id, territory, rep_id and centre are needed", table=PLAN)]
    centre = {name: unit.get(at, -1) for name, at in zip(table["rep_id"], table["centre"], strict=True)}
    of = dict(zip(plan["account_id"], plan["territory"], strict=True))
    accounts = [str(id_) for id_ in stated.book.book.ids("account_id")]
    at = np.array([centre.get(of.get(account, ""), -1) for account in accounts], dtype=np.int64)
    lost = [account for account, own in zip(accounts, at, strict=True) if own < 0]
    if lost or len(of) != len(accounts):
        message = f"not every account has a territory that is there: {listed(lost)}"
        return None, [Finding("account-missing", message, table=PLAN, ids=tuple(lost[:20]))]
    low = np.full(stated.siting.units, np.iinfo(np.int64).max)
    high = np.full(stated.siting.units, -1)
    np.minimum.at(low, stated.book.unit, at)
    np.maximum.at(high, stated.book.unit, at)
    if (low != high).any():
        torn = [str(id_) for id_ in stated.siting.unit_ids[low != high]]
        return None, [Finding("broken-unit", f"a unit is split: {listed(torn)}", table=PLAN, ids=tuple(torn[:20]))]
    return low, []


def _figures(record: Record, objective: float) -> Iterator[Finding]:
    said, bound = record.result.get("objective"), record.result.get("bound")
    mark = "territories.json"
    if not isinstance(said, int | float) or abs(said - objective) > CLOSE * max(1.0, abs(objective)):
        yield Finding("objective", f"the cost is given as {said}, the plan has {objective!r}", table=mark)
    if isinstance(bound, int | float) and bound > objective * (1 + CLOSE):
        yield Finding("bound", f"the bound {bound} is above the cost of the plan", table=mark)
    gap = record.result.get("gap")
    if not (isinstance(bound, int | float) and isinstance(gap, int | float) and objective):
        return
    if abs(gap - (objective - bound) / abs(objective)) > GAP:
        yield Finding("gap", f"the gap is given as {gap}", table=mark)
