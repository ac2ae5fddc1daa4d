"""Hard rules on each rep's total: capacity, account caps, and how much of a book a rep may lose."""

from collections.abc import Mapping

import numpy as np

from solver.amounts import Amounts, Pairwise
from solver.around import Around
from solver.book import Book, Floats, Pairs, Team
from solver.counts import count_of
from solver.intake.amounts import amounts, column, per_unit, plain, portion
from solver.intake.peers import Groups
from solver.medians import necessary
from solver.rules import BAND, LEAST, MEDIAN, MOST, PER_REP, Rules
from solver.statement import Measure, Row


def rows(book: Book, team: Team, units: int, rules: Rules, pairs: Pairs) -> tuple[Row, ...]:
    """The rows that some rep is bound by."""
    found = []
    if rules.limits.capacity is not None:
        hours = book.values.get("workload", np.full(len(book), np.nan))
        use = amounts(book, units, len(team), hours, pairs, pairs.values.get("workload"))
        found.append(_cap("capacity", use, _hours(team, rules.limits.capacity)))
    if np.isfinite(team.max_accounts).any():
        found.append(_cap("accounts", plain(per_unit(book, units, np.ones(len(book))), len(team)), team.max_accounts))
    named = named_caps(team, rules)
    if np.isfinite(named).any():
        found.append(
            _cap("named", plain(per_unit(book, units, book.flag("named").astype(np.float64)), len(team)), named)
        )
    if rules.limits.lost_per_rep is not None:
        found.append(_kept(book, team, units, rules.limits.lost_per_rep))
    return tuple(found)


def per_rep(book: Book, team: Team, units: int, rules: Rules, pairs: Pairs) -> list[Row]:
    """Least and most of a measure that each rep may own."""
    found = []
    for name, (least, most) in rules.per_rep.items():
        override = pairs.values.get(name) if count_of(name) is None else None
        use = amounts(book, units, len(team), column(book, name), pairs, override)
        lower = np.full(len(team), -np.inf if least is None else float(least))
        upper = np.full(len(team), np.inf if most is None else float(most))
        slack = np.maximum(1.0, np.where(np.isfinite(upper), upper, np.maximum(lower, 0.0)))
        found.append(Row(f"{PER_REP}{name}", use, lower, upper, slack))
    return found


def band_rows(measure: Measure, groups: Groups, weight: Floats, band: float) -> list[Row]:
    """The band of a measure of which some reps have no share (they own nothing of it), or of which the fair shares are
    those of what peer groups own in the plan.
    """
    name, share = f"{BAND}{measure.name}", measure.share
    if groups.by_plan:
        return among_peers(measure, groups, weight, 1 - band, 1 + band, name)
    return [Row(name, measure.amounts, share * (1 - band), share * (1 + band), np.where(share > 0, share, 1.0))]


def among_peers(measure: Measure, groups: Groups, weight: Floats, least: float, most: float, name: str) -> list[Row]:
    """`least` to `most` of the fair share of what the rep's group owns in the plan: a row for each end that binds."""
    none, unbounded = np.zeros(len(weight)), np.full(len(weight), np.inf)
    part, slack = groups.parts(weight), np.where(measure.share > 0, measure.share, 1.0)
    found = []
    if np.isfinite(most):
        around = Around(groups.of_rep, part, most)
        found.append(Row(f"{name}{MOST}", measure.amounts, -unbounded, none, slack, around))
    if least > 0:  # nothing counts less than nothing
        around = Around(groups.of_rep, part, least)
        found.append(Row(f"{name}{LEAST}", measure.amounts, none, unbounded, slack, around))
    return found


def medians(measures: tuple[Measure, ...], rules: Rules, groups: Groups, weights: Mapping[str, Floats]) -> list[Row]:
    """What a band around the median asks of every rep at least (`solver.medians`): necessary, not sufficient.

    Around fixed shares nothing where pairs have amounts of their own: what a group owns then depends on who owns it.
    """
    found = []
    for measure in measures:
        band = rules.around_medians.get(measure.name)
        if band is not None and groups.by_plan:
            ends, name = necessary(band), f"{MEDIAN}{measure.name}"
            found += among_peers(measure, groups, weights[measure.name], *ends, name)
        elif band is not None and not len(measure.amounts.special):
            least, most = necessary(band)
            share = measure.share
            upper = most * share if np.isfinite(most) else np.full(len(share), np.inf)
            found.append(Row(f"{MEDIAN}{measure.name}", measure.amounts, least * share, upper, share))
    return found


def named_caps(team: Team, rules: Rules) -> Floats:
    """Most named accounts per rep, shape (R,): the tighter of the rep's own cap and the limit for all."""
    for_all = rules.limits.named_accounts_per_rep
    return team.max_named if for_all is None else np.minimum(team.max_named, float(for_all))


def _hours(team: Team, share: float) -> Floats:
    """Hours that each rep may own, shape (R,); no bound where the capacity is not known."""
    return np.array([np.inf if np.isnan(hours) else portion(share, hours) for hours in team.capacity])


def _cap(name: str, use: Amounts, upper: Floats) -> Row:
    slack = np.where(np.isfinite(upper), np.maximum(upper, 1.0), 1.0)
    return Row(name, use, np.full(len(upper), -np.inf), upper, slack)


def _kept(book: Book, team: Team, units: int, most_lost: float) -> Row:
    """Accounts that stay with their owner, at least (1 − limit) of the owner's current book."""
    held = np.flatnonzero(book.owner >= 0)
    owner = book.owner[held]
    kept = Pairwise.build(len(team), book.unit[held], owner, np.ones(len(held)))
    size = np.bincount(owner, minlength=len(team)).astype(np.float64)
    lower = np.array([n - portion(most_lost, n) for n in size])
    return Row(
        "lost_per_rep", Amounts(np.zeros(units), kept), lower, np.full(len(team), np.inf), np.maximum(lower, 1.0)
    )
