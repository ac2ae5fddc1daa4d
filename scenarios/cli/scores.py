"""The scorecard and the summary as a planner reads them in a terminal."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.cli.screen import Screen
from solver.errors import listed

if TYPE_CHECKING:
    from solver.judge.scorecard import Scorecard
    from solver.judge.violation import Violation
    from solver.problem import Problem
    from solver.result import Result

MOST_REPS = 20
"""Reps shown in a terminal: those furthest from their shares. scorecard.csv has all."""

MOST_LARGE = 10
"""Accounts too large for any band that are printed; result.json has all."""

MOST_PLACES = 6
"""Breaches of one rule that are printed; `--json` gives all of them."""

TOTALS_WIDE = 34
"""Letters for the names of totals, at least."""
_TOTALS = {
    "reps_inside_all_bands": "reps inside all bands",
    "continuity_accounts": "accounts that keep their owner",
    "continuity_potential": "potential that keeps its owner",
    "accounts_moved_by_choice": "accounts moved by choice",
    "accounts_forced_to_move": "accounts forced to move",
    "travel_to_nearest": "travel ÷ nearest-rep plan",
    "accounts_unowned": "accounts without an owner",
}


def show_scorecard(screen: Screen, problem: "Problem", card: "Scorecard") -> None:
    """The reps furthest from their fair shares, and the totals."""
    reps = card.reps
    ratios = [str(column) for column in reps.columns if str(column).endswith("_ratio")]
    off = (reps[ratios].astype(float) - 1.0).abs().max(axis=1) if ratios else reps["accounts"] * 0.0
    shown = reps.loc[off.sort_values(ascending=False, kind="stable").index[:MOST_REPS].sort_values()]
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = _columns(
        card, _narrow(problem, ratios), [f"{_label(name)}_to_median" for name in problem.rules.around_medians]
    )
    table.add_column("rep", no_wrap=True)
    for heading, _ in columns:
        table.add_column(heading, justify="right")
    bands = {f"{_label(name)}_ratio": band for name, band in problem.rules.around_shares.items()}
    bands |= {f"{_label(name)}_to_median": band for name, band in problem.rules.around_medians.items()}
    for _, row in shown.iterrows():
        table.add_row(Text(_name(row)), *(_cell(column, row[column], bands) for _, column in columns))
    screen.show(table)
    if len(shown) < len(reps):
        screen.say(f"the {len(shown)} reps furthest from their shares; {len(reps) - len(shown)} more are nearer", "dim")
    totals = list(_totals(card.total))
    wide = max([TOTALS_WIDE, *(len(name) for name, _ in totals)])
    for name, value in totals:
        screen.say(f"{name:<{wide}} {value}")
    for term, reason in card.left_out:
        screen.say(f"the goal leaves out {term}: {reason}", "yellow")


def show_result(screen: Screen, problem: "Problem", result: "Result", folder: str) -> None:
    """The summary line, level by level, what stood in the way when there is no plan, and where everything is."""
    from scenarios.reports.order import fewest_moves, level_by_level
    from scenarios.reports.territory_model import in_words

    screen.say()
    screen.say(str(result), "bold")
    if len(result.levels) > 1:
        for line in level_by_level(result):
            screen.say(f"  {line}")
    for level in result.levels:
        if said := fewest_moves(problem, level):
            screen.say(said, "bold")
    if result.opening is not None:
        least = f": each must open by at least {percent(result.opening.least, 2)}" if result.opening.least > 0 else ""
        screen.say(f"the bands cannot all hold{least}")
        if result.opening.reached is not None:
            screen.say(f"a plan is known that needs {percent(result.opening.reached, 2)}")
        for culprit in result.opening.culprits:
            at = f"{culprit.rep_id}: {culprit.measure} at {percent(culprit.ratio)} of the fair share"
            screen.say(f"  {at}{f', {culprit.detail}' if culprit.detail else ''}")
        for unit in result.opening.large[:MOST_LARGE]:
            of = f"{percent(unit.ratio)} of the fair share of {unit.rep_id}"
            if unit.way:
                screen.say(f"  out of reach: {unit.unit_id}; even the lightest way there has {unit.measure} at {of}")
            else:
                screen.say(f"  too large for any band: {unit.unit_id}, {unit.measure} {unit.amount:,.10g}, {of}")
        if len(result.opening.large) > MOST_LARGE:
            screen.say(f"  and {len(result.opening.large) - MOST_LARGE} more", "dim")
    if result.impossible:
        screen.say(f"no plan for the accounts that only {listed(result.impossible)} may own")
    _show_needs(screen, problem, result)
    for rule in in_words(result.conflict):
        screen.say(f"  {rule}")
    if result.relaxed is not None:
        screen.say(f"a plan that breaks only bands, by no more than that: {folder}/relaxed", "bold")
    if result.nearest is not None:
        screen.say(f"the plan that breaks the rules least: {folder}/nearest")
    screen.say(f"result: {folder} (summary.html is the one to open first)")


def _show_needs(screen: Screen, problem: "Problem", result: "Result") -> None:
    """What is needed at least because of who may own what."""
    from scenarios.reports.needs import needs
    from solver.result import Status

    for said in needs(problem) if result.status is Status.INFEASIBLE else ():
        screen.say(f"whatever the other rules: {said}")
    if result.conflict:
        screen.say("rules that cannot hold together:")


def show_broken(screen: Screen, whose: str, broken: Sequence["Violation"]) -> None:
    """The rules that a plan breaks, a few places of each."""
    if not broken:
        screen.say(f"{whose} keep every rule", "green")
        return
    rules = Counter(violation.rule for violation in broken)
    places = f"{len(broken)} places" if len(broken) > 1 else "one place"
    screen.say(f"{whose} break the rules in {places}:", "bold")
    for rule, count in rules.items():
        for violation in [each for each in broken if each.rule == rule][:MOST_PLACES]:
            screen.say(f"  {violation}")
        if count > MOST_PLACES:
            screen.say(f"  and in {count - MOST_PLACES} more places [{rule}]", "dim")


def percent(share: float, digits: int = 1) -> str:
    """`60.7 %`"""
    return f"{100 * share:.{digits}f} %"


def _label(measure: str) -> str:
    from solver.judge.scorecard import label

    return label(measure)


def _name(row: Any) -> str:
    name, rep_id = str(row["name"]), str(row["rep_id"])
    return rep_id if name in (rep_id, "", "nan") else f"{rep_id} {name}"


def _narrow(problem: "Problem", ratios: list[str]) -> list[str]:
    """The ratios without those of single cells, of which there are too many for a terminal; scorecard.csv has them."""
    from scenarios.designs.cell_bands import SERVING

    of_cells = {f"{_label(name)}_ratio" for name, by in problem.rules.shared_by.items() if by.startswith(SERVING)}
    return [ratio for ratio in ratios if ratio not in of_cells]


def _columns(card: "Scorecard", ratios: list[str], medians: list[str]) -> list[tuple[str, str]]:
    """(heading, column) of everything that has a figure for some rep."""
    wanted = [("accounts", "accounts")]
    for ratio in ratios:
        amount = ratio.removesuffix("_ratio")
        wanted += [(amount, amount), ("÷ share", ratio)]
        wanted += [("÷ median", f"{amount}_to_median")] if f"{amount}_to_median" in medians else []
    wanted += [("top five", "top_five_share"), ("mean km", "mean_km"), ("mean minutes", "mean_minutes")]
    wanted += [("gained", "accounts_gained"), ("lost", "accounts_lost")]
    known = {column: heading for heading, column in reversed(wanted) if column in card.reps}
    once = dict.fromkeys(column for _, column in wanted if column in known)
    return [(known[column], column) for column in once if card.reps[column].notna().any()]


def _cell(column: str, value: Any, bands: Mapping[str, float]) -> Text:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return Text("–")
    if column == "top_five_share":
        return Text(percent(float(value)))
    if not column.endswith(("_ratio", "_to_median")):
        return Text(f"{value:,.0f}")
    band = bands.get(column)
    outside = band is not None and abs(float(value) - 1.0) > band + 1e-9
    return Text(percent(float(value)), "bold red" if outside else "")


def _totals(total: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in total.items():
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            continue
        if name.endswith("_largest_deviation"):
            measure = name.removesuffix("_largest_deviation")
            mean = total.get(f"{measure}_mean_deviation")
            beside = f" (mean {percent(mean)})" if isinstance(mean, float) else ""
            yield f"largest deviation of {measure}", f"{percent(value)}{beside}"
        elif name in _TOTALS and not (name == "accounts_unowned" and not value):
            share = name.startswith(("continuity", "reps_inside"))
            yield (
                _TOTALS[name],
                percent(value) if share else f"{value:,.3f}" if isinstance(value, float) else f"{value:,}",
            )
