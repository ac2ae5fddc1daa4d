"""What the reps have on their hands: whether it fits, what sticks out, how it is mixed."""

from collections.abc import Callable, Iterator

import numpy as np

from scenarios.compare.measures.figures import fitting, mix_difference, whales
from scenarios.compare.measures.measure import Entry, Measure, Skipped, Value
from scenarios.compare.measures.view import Ground, View
from scenarios.reports.wording import share
from solver.book import Floats
from solver.errors import listed
from solver.judge.concentration import top_five
from solver.judge.yardstick import amounts
from solver.rules import TOP

Figure = Callable[[View], Value]


def coverage(ground: Ground) -> Iterator[Entry]:
    """How much of the hours wanted fits into the capacities."""
    team = ground.problem.team
    unknown = [str(id_) for id_ in team.ids[np.isnan(team.capacity)]]
    if not np.isfinite(ground.facts.shares.get("workload", np.full(1, np.nan))).all():
        yield Skipped("coverage", "the accounts have no hours")
    elif unknown:
        yield Skipped("coverage", f"capacity_hours_year is not stated for {listed(unknown)}")
    else:
        yield Measure(
            key="coverage",
            section="coverage",
            name="hours wanted that fit into the capacities",
            unit="share",
            better="more",
            formula="Σ over reps of the lesser of hours owned and capacity ÷ hours of all accounts",
            figure=_covered,
            target="≥ 90 %",
            main=True,
        )
        yield Measure(
            key="coverage_worst",
            section="coverage",
            name="hours that fit, of the rep with least room",
            unit="share",
            better="more",
            formula="least of (the lesser of hours owned and capacity ÷ hours owned) over the reps",
            figure=lambda view: float(fitting(view.tally("workload").load, view.ground.problem.team.capacity).min()),
            target="≥ 90 %",
        )


def concentration(ground: Ground) -> Iterator[Entry]:
    """Whales, the largest five, named accounts."""
    if "potential" not in ground.problem.book.values:
        yield Skipped("concentration", "the accounts have no potential")
        return
    whale = f"accounts whose potential is over {share(ground.whale, 0)} of their rep's fair share"
    largest = f"potential of the rep's {TOP} largest accounts ÷ potential of the rep"
    for key, which, of_all in (("worst", "most", np.max), ("mean", "mean", np.mean)):
        yield Measure(
            key=f"whales_{key}",
            section="concentration",
            name=f"whales per rep, {which}",
            unit="number",
            better="less",
            formula=f"{which} of the reps: {whale}",
            figure=_over(_whales, of_all),
        )
    for key, which, of_all in (("worst", "largest", np.nanmax), ("mean", "mean", np.nanmean)):
        yield Measure(
            key=f"top_five_{key}",
            section="concentration",
            name=f"share of a rep's five largest accounts, {which}",
            unit="share",
            better="less",
            formula=f"{which} of the reps: {largest}",
            figure=_over(_top, of_all),
            main=key == "worst",
        )
    if ground.problem.book.flag("named").any():
        yield Measure(
            key="named_worst",
            section="concentration",
            name="named accounts of one rep, most",
            unit="number",
            better="less",
            formula="most of the reps: accounts with named = true",
            figure=lambda view: float(view.measures.named.max()),
        )


def tiers(ground: Ground) -> Iterator[Entry]:
    """How far the mix of tiers is from the book's."""
    if ground.traits.tier is None:
        yield Skipped("tier mix", ground.traits.why_not("tier"))
        return
    rest = "largest |share of a tier among the rep's accounts − its share in the book| over the tiers"
    for key, which, of_all in (("largest", "largest", np.nanmax), ("mean", "mean", np.nanmean)):
        yield Measure(
            key=f"tier_mix_{key}",
            section="tier mix",
            name=f"tier mix, {which} difference from the book",
            unit="share",
            better="less",
            formula=f"{which} of the reps: {rest}",
            figure=_over(_mix, of_all),
            main=key == "largest",
        )


def _over(of_reps: Callable[[View], Floats], of_all: Callable[[Floats], float]) -> Figure:
    """A figure of the reps (R,) as one; NaN where no rep has one."""

    def figure(view: View) -> Value:
        values = of_reps(view)
        return float(of_all(values)) if np.isfinite(values).any() else None

    return figure


def _covered(view: View) -> Value:
    hours = view.tally("workload").load
    left = float(amounts(view.ground.problem, "workload")[view.rep < 0].sum())
    wanted = float(hours.sum()) + left
    return float(np.minimum(hours, view.ground.problem.team.capacity).sum()) / wanted if wanted > 0 else None


def _whales(view: View) -> Floats:
    share_of = view.tally("potential").share
    return whales(view.rep, amounts(view.ground.problem, "potential"), share_of, view.ground.whale).astype(np.float64)


def _top(view: View) -> Floats:
    return top_five(view.ground.problem, view.rep)


def _mix(view: View) -> Floats:
    assert view.ground.traits.tier is not None
    return mix_difference(view.rep, view.ground.traits.tier, view.ground.problem.reps)
