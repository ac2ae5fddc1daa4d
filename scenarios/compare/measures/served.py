"""How far the reps go, who knows the trade, what changes hands."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from scenarios.compare.measures.measure import Better, Entry, Measure, Skipped, Unit, Value
from scenarios.compare.measures.view import Ground, View
from solver.judge.connected import Territories
from solver.judge.far import unit
from solver.judge.yardstick import amounts

Figure = Callable[[View], Value]


def travel(ground: Ground) -> Iterator[Entry]:
    """Against the nearest-rep plan, kilometres, and pieces on the map where there is one."""
    way = unit(ground.problem)
    if not ground.facts.nearest_travel > 0:
        why = dict(ground.problem.left_out).get("travel")
        yield Skipped(
            "travel", why or "there are no coordinates of accounts and homes, no hours, or nobody ever travels"
        )
    else:
        yield Measure(
            key="travel",
            section="travel",
            name="travel ÷ nearest-rep plan",
            unit="ratio",
            better="less",
            formula=f"Σ hours × {way} from the rep's home ÷ the same when every account goes to the nearest rep",
            figure=lambda view: float(view.measures.travel.sum()) / view.ground.facts.nearest_travel,
            main=True,
        )
        yield Measure(
            key=f"mean_{way}",
            section="travel",
            name=f"mean {'kilometres' if way == 'km' else way} to an account",
            unit="km" if way == "km" else "number",
            better="less",
            formula=f"Σ hours × {way} from the rep's home ÷ Σ hours",
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
    """Potential owned by somebody who serves what the account asks for; accounts where the book has no potential."""
    known, why = ground.traits.expertise, ground.traits.why_not("expertise")
    if why:
        yield Skipped("expertise match", why)
        return
    columns = " and ".join(f"{each.account_column} in the rep's {each.rep_column}" for each in known)
    what = "potential" if _has_potential(ground) else "accounts"
    yield Measure(
        key="expertise",
        section="expertise",
        name=f"{what} with a rep who is skilled for {'it' if what == 'potential' else 'them'}",
        unit="share",
        better="more",
        formula=f"{what} owned by a rep who serves it ({columns}) ÷ {what} with a value there",
        figure=_skilled,
        main=True,
    )


def continuity(ground: Ground) -> Iterator[Entry]:
    """What keeps its owner; forced moves apart."""
    if not ground.facts.owned_accounts:
        yield Skipped("continuity", "no account has an owner today")
        return

    moved = "owned accounts whose owner of today is in the team and does not keep them"
    valued = _has_potential(ground)
    of_accounts = _changes(
        "continuity_accounts",
        "accounts that keep their owner",
        "share",
        "more",
        "owned accounts that keep their owner ÷ owned accounts",
        lambda view: view.measures.continuity,
    )
    yield replace(of_accounts, main=not valued)
    if valued:
        of_potential = _changes(
            "continuity_potential",
            "potential that keeps its owner",
            "share",
            "more",
            "potential of owned accounts that keep their owner ÷ potential of owned accounts",
            lambda view: view.measures.continuity_potential,
        )
        yield replace(of_potential, main=True)
    else:
        yield Skipped("continuity of potential", "the accounts have no potential")
    yield _changes(
        "accounts_moved",
        "accounts moved by choice",
        "number",
        "less",
        moved,
        lambda view: float(view.measures.moves.accounts),
    )
    if valued:
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


def _mean_km(view: View) -> Value:
    hours = float(view.measures.travel_hours.sum())
    return float(view.measures.travel.sum()) / hours if hours > 0 else None


def _pieces(view: View) -> Value:
    on = view.ground.land
    assert on is not None
    assert on.land is not None
    return float(Territories.of(on, on.land, view.rep).pieces(on.reps).mean())


def _skilled(view: View) -> Value:
    known, problem = view.ground.traits.expertise, view.ground.problem
    worth = amounts(problem, "potential") if _has_potential(view.ground) else np.ones(len(problem.book))
    asks = np.any([each.asks for each in known], axis=0)
    met = np.all([each.met(view.rep) for each in known], axis=0)
    total = float(worth[asks].sum())
    return float(worth[asks & met].sum()) / total if total > 0 else None


def _has_potential(ground: Ground) -> bool:
    """Whether the accounts are worth anything at all, so that shares of potential say something."""
    return "potential" in ground.problem.book.values and float(amounts(ground.problem, "potential").sum()) > 0
