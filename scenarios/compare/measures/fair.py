"""Rules kept, and how even potential and hours are: over the team, and within peer groups."""

from collections.abc import Callable, Iterator

import numpy as np

from scenarios.compare.measures.figures import group_ratio
from scenarios.compare.measures.measure import Entry, Measure, Skipped, Value
from scenarios.compare.measures.view import Ground, View
from scenarios.reports.wording import share
from solver.book import Floats, Ints
from solver.judge.medians import ratio_to_median
from solver.judge.scorecard import label
from solver.judge.spread import gini, inside_bands
from solver.judge.yardstick import weight

SHARED = ("potential", "workload")
"""The measures whose fairness is compared, whatever the rules band."""

Deviations = Callable[[View], Floats]
"""(R,) |ratio − 1| of a plan."""


def rules_kept(ground: Ground) -> Iterator[Entry]:
    """Breaches of the own rules, accounts without a rep, reps inside the yardstick's bands."""
    yield Measure(
        key="broken_rules",
        section="rules",
        name="places where its own rules are broken",
        unit="number",
        better="less",
        formula="breaches that the judge finds under the rules of the model",
        figure=lambda view: float(len(view.own.violations)),
        target="0",
    )
    yield Measure(
        key="accounts_unowned",
        section="rules",
        name="accounts that nobody owns",
        unit="number",
        better="less",
        formula="accounts without a rep",
        figure=lambda view: float(view.measures.unowned),
        target="0",
    )
    bands = ground.problem.rules.bands
    if not bands:
        yield Skipped("reps inside every band", "the yardstick has no band")
        return
    medians = ground.problem.rules.around_medians
    words = ", ".join(
        f"{label(name)} ±{100 * band:g} %{' of the median' if name in medians else ''}" for name, band in bands.items()
    )
    over = ", over the whole team" if ground.within else ""  # where the bands that are asked for are within groups
    yield Measure(
        key="reps_inside_bands",
        section="rules",
        name=f"reps inside every band{over}",
        unit="share",
        better="more",
        formula=f"reps with |ratio − 1| ≤ band for every band ÷ reps; the same bands for all: {words}{over}",
        figure=lambda view: inside_bands(view.ground.problem, view.measures.tallies),
        target="" if ground.within else "100 %",
    )


def fairness(ground: Ground) -> Iterator[Entry]:
    """Deviations from the fair share over the whole team, from the team's median, and Gini."""
    for name in SHARED:
        if not _measured(ground, name):
            yield Skipped(f"fairness of {label(name)}", f"the accounts have no {label(name)}")
            continue
        said = label(name)
        yield from _deviations(ground, name, f"{name}_", "", "the fair share over the team", _off_share(name))
        yield Measure(
            key=f"{name}_to_median",
            section="fairness",
            name=f"furthest from the team's median of {said}",
            unit="share",
            better="less",
            formula=f"largest |({said} ÷ weight) ÷ the team's median of the same − 1| over the reps",
            figure=_over_reps(_off_median(name), np.max),
            target="" if ground.within else _target(ground.problem.rules.around_medians.get(name)),
        )
        yield Measure(
            key=f"{name}_gini",
            section="fairness",
            name=f"Gini of {said}",
            unit="ratio",
            better="less",
            formula="mean |difference| of the ratios of all pairs of reps ÷ (2 × their mean); 0 = all equal",
            figure=_gini(name),
        )


def fairness_in_groups(ground: Ground) -> Iterator[Entry]:
    """The same within peer groups: a group's total is what its reps own in the plan."""
    group = ground.traits.group
    if group is None:
        yield Skipped("fairness within peer groups", ground.traits.why_not("group"))
        return
    number = np.unique(group.astype(str), return_inverse=True)[1].astype(np.int64)
    for name in SHARED:
        if _measured(ground, name):
            share_of = "the fair share of what the rep's peer group owns in the plan"
            off = _off_group(name, number)
            yield from _deviations(ground, name, f"{name}_group_", " within peer groups", share_of, off)


def _deviations(ground: Ground, name: str, key: str, where: str, share_of: str, off: Deviations) -> Iterator[Measure]:
    """The largest and the mean deviation."""
    said = label(name)
    yield Measure(
        key=f"{key}largest",
        section="fairness",
        name=f"largest deviation of {said}{where}",
        unit="share",
        better="less",
        formula=f"largest |ratio − 1| over the reps; ratio = {said} ÷ {share_of}",
        figure=_over_reps(off, np.max),
        target="" if ground.within and not where else _target(ground.problem.rules.around_shares.get(name)),
        main=True,
    )
    yield Measure(
        key=f"{key}mean",
        section="fairness",
        name=f"mean deviation of {said}{where}",
        unit="share",
        better="less",
        formula=f"mean of |ratio − 1| over the reps; ratio = {said} ÷ {share_of}",
        figure=_over_reps(off, np.mean),
    )


def _over_reps(off: Deviations, of_all: Callable[[Floats], float]) -> Callable[[View], Value]:
    return lambda view: float(of_all(off(view)))


def _off_share(name: str) -> Deviations:
    return lambda view: view.tally(name).deviation


def _off_median(name: str) -> Deviations:
    return lambda view: np.abs(ratio_to_median(view.ground.problem, view.tally(name)) - 1)


def _off_group(name: str, group: Ints) -> Deviations:
    def off(view: View) -> Floats:
        ratio = group_ratio(view.tally(name).load, weight(view.ground.problem, name), group)
        return np.asarray(np.abs(ratio - 1))

    return off


def _gini(name: str) -> Callable[[View], Value]:
    return lambda view: gini(view.tally(name).ratio)


def _measured(ground: Ground, name: str) -> bool:
    return name in ground.facts.shares and not np.isnan(ground.facts.shares[name]).any()


def _target(band: float | None) -> str:
    return "" if band is None else f"≤ {share(band, 0)}"
