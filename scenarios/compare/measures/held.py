"""What the reps get to own: how far it is, who knows the trade, what changes hands, what fits, what sticks out."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from scenarios.compare.measures.figures import TOP, fitting, mix_difference, top_share, whales
from scenarios.compare.measures.measure import Better, Entry, Measure, Skipped, Unit, Value
from scenarios.compare.measures.view import Ground, View
from scenarios.reports.wording import share
from solver.book import Floats
from solver.errors import listed
from solver.judge.connected import Territories
from solver.judge.yardstick import amounts

Figure = Callable[[View], Value]


def travel(ground: Ground) -> Iterator[Entry]:
    """Against the nearest-rep plan, kilometres, and pieces on the map where there is one."""
    if not ground.facts.nearest_travel > 0:
        yield Skipped("travel", "there are no coordinates of accounts and homes, no hours, or nobody ever travels")
    else:
        yield Measure(
            key="travel",
            section="travel",
            name="travel ÷ nearest-rep plan",
            unit="ratio",
            better="less",
            formula="Σ hours × km from the rep's home ÷ the same when every account goes to the nearest rep",
            figure=lambda view: float(view.measures.travel.sum()) / view.ground.facts.nearest_travel,
            main=True,
        )
        yield Measure(
            key="mean_km",
            section="travel",
            name="mean kilometres to an account",
            unit="km",
            better="less",
            formula="Σ hours × km from the rep's home ÷ Σ hours",
            figure=_mean_km,
        )
    if ground.land is not None:
        yield Measure(
            key="pieces",
            section="travel",
            name="connected pieces per rep",
            unit="number",
            better="less",
            formula="mean number of connected pieces of a territory on the one map that all plans are laid on",
            figure=_pieces,
        )


def expertise(ground: Ground) -> Iterator[Entry]:
    """Potential owned by somebody who serves what the account asks for."""
    known, why = ground.traits.expertise, ground.traits.why_not("expertise")
    if why:
        yield Skipped("expertise match", why)
        return
    columns = " and ".join(f"{each.account_column} in the rep's {each.rep_column}" for each in known)
    yield Measure(
        key="expertise",
        section="expertise",
        name="potential with a rep who is skilled for it",
        unit="share",
        better="more",
        formula=f"potential owned by a rep who serves it ({columns}) ÷ potential of accounts with a value there",
        figure=_skilled,
        main=True,
    )


def continuity(ground: Ground) -> Iterator[Entry]:
    """What keeps its owner; forced moves apart."""
    if not ground.facts.owned_accounts:
        yield Skipped("continuity", "no account has an owner today")
        return

    moved = "owned accounts whose owner of today is in the team and does not keep them"
    yield _changes(
        "continuity_accounts",
        "accounts that keep their owner",
        "share",
        "more",
        "owned accounts that keep their owner ÷ owned accounts",
        lambda view: view.measures.continuity,
    )
    yield replace(
        _changes(
            "continuity_potential",
            "potential that keeps its owner",
            "share",
            "more",
            "potential of owned accounts that keep their owner ÷ potential of owned accounts",
            lambda view: view.measures.continuity_potential,
        ),
        main=True,
    )
    yield _changes(
        "accounts_moved",
        "accounts moved by choice",
        "number",
        "less",
        moved,
        lambda view: float(view.measures.moves.accounts),
    )
    yield _changes(
        "potential_moved",
        "potential moved by choice",
        "amount",
        "less",
        f"potential of {moved}",
        lambda view: view.measures.moves.potential,
    )
    yield _changes(
        "accounts_forced",
        "accounts forced to move",
        "number",
        "",
        "owned accounts whose owner has left; never counted as moved by choice",
        lambda view: float(view.measures.moves.forced_accounts),
    )


def _changes(key: str, name: str, unit: Unit, better: Better, formula: str, figure: Figure) -> Measure:
    return Measure(key, "continuity", name, unit, better, formula, figure)


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


def _mean_km(view: View) -> Value:
    hours = float(view.measures.travel_hours.sum())
    return float(view.measures.travel.sum()) / hours if hours > 0 else None


def _pieces(view: View) -> Value:
    on = view.ground.land
    assert on is not None
    assert on.land is not None
    return float(Territories.of(on, on.land, view.rep).pieces(on.reps).mean())


def _skilled(view: View) -> Value:
    known, potential = view.ground.traits.expertise, amounts(view.ground.problem, "potential")
    asks = np.any([each.asks for each in known], axis=0)
    met = np.all([each.met(view.rep) for each in known], axis=0)
    total = float(potential[asks].sum())
    return float(potential[asks & met].sum()) / total if total > 0 else None


def _covered(view: View) -> Value:
    hours = view.tally("workload").load
    left = float(amounts(view.ground.problem, "workload")[view.rep < 0].sum())
    wanted = float(hours.sum()) + left
    return float(np.minimum(hours, view.ground.problem.team.capacity).sum()) / wanted if wanted > 0 else None


def _whales(view: View) -> Floats:
    share_of = view.tally("potential").share
    return whales(view.rep, amounts(view.ground.problem, "potential"), share_of, view.ground.whale).astype(np.float64)


def _top(view: View) -> Floats:
    return top_share(view.rep, amounts(view.ground.problem, "potential"), view.ground.problem.reps)


def _mix(view: View) -> Floats:
    assert view.ground.traits.tier is not None
    return mix_difference(view.rep, view.ground.traits.tier, view.ground.problem.reps)
