"""Is it fair, who stands near the edge, and is it fairer than today?"""

from collections.abc import Sequence

import numpy as np

from scenarios.reports.wording import amount, grid, plain, share
from solver.judge import Scorecard
from solver.judge.scorecard import label
from solver.problem import Problem
from solver.rules import BAND_TOLERANCE

NEAR = 0.9
"""From this part of the band on, a rep is worth a look."""
MOST_REPS = 10


def is_it_fair(problem: Problem, card: Scorecard) -> list[str]:
    """The spread of every measure that has fair shares."""
    rows = []
    for name in _measures(card):
        band = next((b for m, b in problem.rules.around_shares.items() if label(m) == name), None)
        ratio = card.reps[f"{name}_ratio"].to_numpy(dtype=np.float64)
        if np.isnan(ratio).any():
            continue
        rows.append(
            [
                name,
                "–" if band is None else f"±{100 * band:g} %",
                share(float(ratio.min())),
                share(float(ratio.max())),
                share(_number(card, f"{name}_mean_deviation")),
                f"{_number(card, f'{name}_gini'):.3f}",
            ]
        )
    if not rows:
        return []
    header = ["share of the fair share", "band", "lowest rep", "highest rep", "mean deviation", "Gini"]
    lines = ["## Is it fair?", "", *grid(header, rows), *_medians(problem, card), *_largest_accounts(problem, card)]
    lines += _groups(problem, card) if problem.by_plan else []
    inside = card.total["reps_inside_all_bands"]
    if inside is not None:
        lines += ["", f"{share(float(inside), 0)} of the reps are inside every band. Rep by rep: scorecard.csv."]
    return lines


def _medians(problem: Problem, card: Scorecard) -> list[str]:
    """The measures whose bands are around the median."""
    rows = []
    for measure, band in problem.rules.around_medians.items():
        ratio = card.reps[f"{label(measure)}_to_median"].to_numpy(dtype=np.float64)
        ends = [share(float(ratio.min())), share(float(ratio.max()))]
        rows.append([label(measure), f"±{100 * band:g} %", *ends])
    return ["", *grid(["share of the median, by weight", "band", "lowest rep", "highest rep"], rows)] if rows else []


def _groups(problem: Problem, card: Scorecard) -> list[str]:
    """What every peer group owns, where fair shares are a part of that."""
    words = problem.team.texts[problem.rules.peers]
    owned = [name for name in _measures(card) if not card.reps[name].isna().any()]
    rows = []
    for word in sorted(set(words.tolist())):
        mine = card.reps[words == word]
        theirs = [float(mine[name].sum()) for name in owned]
        every = [float(card.reps[name].sum()) for name in owned]
        cells = [
            f"{amount(own)} ({share(own / all_)})" if all_ else "–" for own, all_ in zip(theirs, every, strict=True)
        ]
        rows.append([word or "(blank)", f"{len(mine):,}", f"{mine['accounts'].sum():,}", *cells])
    said = (
        "Some accounts may be owned by reps of several peer groups, so that a rep's fair share is a part of what the "
        "group owns in this plan. How much a group owns altogether is the plan's choice."
    )
    return ["", said, "", *grid(["peer group", "reps", "accounts", *owned], rows)]


def _largest_accounts(problem: Problem, card: Scorecard) -> list[str]:
    """How much of a rep's potential is in the five largest accounts, where that is limited."""
    cap = problem.rules.limits.top_five
    if cap is None or card.reps["top_five_share"].isna().all():
        return []
    highest = int(card.reps["top_five_share"].to_numpy(dtype=np.float64, na_value=-1.0).argmax())
    most = share(float(card.reps["top_five_share"].iloc[highest]))
    said = f"The five largest accounts are at most {most} of a rep's potential ({plain(_rep(card, highest))})"
    return ["", f"{said}; the limit is {share(cap)}."]


def near_the_band(problem: Problem, card: Scorecard) -> list[str]:
    """Reps outside a band, or within a tenth of its edge."""
    found = []
    for measure, band in problem.rules.bands.items():
        median = measure in problem.rules.around_medians
        column = f"{label(measure)}_{'to_median' if median else 'ratio'}"
        if column not in card.reps or band <= 0:
            continue
        ratio = card.reps[column].to_numpy(dtype=np.float64)
        for rep in np.flatnonzero(np.abs(ratio - 1) >= NEAR * band):
            off = abs(ratio[rep] - 1)
            said = f"{label(measure)} (to the median)" if median else label(measure)
            found.append((off / band, rep, said, ratio[rep], off > band + BAND_TOLERANCE))
    if not found:
        return []
    found.sort(key=lambda each: (-each[0], each[1]))
    rows = [
        [
            _rep(card, rep),
            said,
            share(float(ratio)),
            f"{100 * reach:.0f} % of the band{' – outside' if outside else ''}",
        ]
        for reach, rep, said, ratio, outside in found[:MOST_REPS]
    ]
    heading = "ratio" if problem.rules.around_medians else "of fair share"
    lines = ["## Who is near the edge of a band", "", *grid(["rep", "measure", heading, "stands at"], rows)]
    if len(found) > MOST_REPS:
        lines += ["", f"and {len(found) - MOST_REPS} more."]
    return lines


def before_and_after(card: Scorecard, today: Scorecard | None) -> list[str]:
    """The plan beside today's owners, who may leave accounts unowned."""
    if today is None:
        return []
    rows: list[Sequence[str]] = []
    for name in _measures(card):
        for what in ("largest", "mean"):
            key = f"{name}_{what}_deviation"
            rows.append([f"{what} deviation of {name}", share(_number(today, key)), share(_number(card, key))])
    rows.append(_beside("reps inside every band", "reps_inside_all_bands", today, card, share))
    rows.append(_beside("travel ÷ nearest-rep plan", "travel_to_nearest", today, card, lambda x: f"{x:.2f}"))
    for way, key in (("km", "mean_km"), ("minutes", "mean_minutes")):
        rows.append(_beside(f"mean {way} to an account, by hours", key, today, card, amount))
    rows.append(_beside("accounts that nobody owns", "accounts_unowned", today, card, amount))
    known = [row for row in rows if any(cell not in ("–", "") for cell in row[1:])]
    return ["## Before and after", "", *grid(["", "today", "plan"], known)]


def _beside(text: str, key: str, today: Scorecard, card: Scorecard, say: object) -> list[str]:
    assert callable(say)
    return [text, *("–" if np.isnan(_number(each, key)) else str(say(_number(each, key))) for each in (today, card))]


def _measures(card: Scorecard) -> list[str]:
    return [str(column).removesuffix("_ratio") for column in card.reps.columns if str(column).endswith("_ratio")]


def _number(card: Scorecard, key: str) -> float:
    """A total as a number, NaN where there is none."""
    value = card.total.get(key)
    return float(value) if isinstance(value, int | float) else float("nan")


def _rep(card: Scorecard, rep: int | np.integer) -> str:
    rep_id, name = str(card.reps["rep_id"].iloc[rep]), str(card.reps["name"].iloc[rep])
    return rep_id if name in ("", rep_id) else f"{name} ({rep_id})"
