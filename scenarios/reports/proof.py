"""How good the plan is, or why there is none."""

import math
from collections.abc import Sequence

from scenarios.files.folder import RELAXED
from scenarios.reports.needs import needs
from scenarios.reports.order import fewest_moves, level_by_level
from scenarios.reports.territory_model import in_words
from scenarios.reports.wording import amount, at_least, at_most, grid, lasted, measure_name, plain, points, share
from solver.errors import listed
from solver.judge import Verdict
from solver.problem import Problem
from solver.result import LargeUnit, Result, Status, relative_gap
from solver.rules import MEAN

STOPPED = {
    "proven": "the proof was complete",
    "gap": "the gap asked for was reached",
    "time_limit": "the time limit was reached",
    "work_limit": "the work limit was reached",
    "interrupted": "it was stopped by hand",
    "stricter": "nothing better was found where it was looked for: under stricter bounds that keep a band around the "
    "median and the limit on the five largest accounts for certain, which other plans may keep as well",
    "rounding": "what is left is below the rounding of the proof",
}
"""Why a run ended, by `Result.stop_reason`."""

MOST_BREACHES, MOST_LARGE = 20, 20
SAME = 1e-5
"""Openings this near to each other are the same."""
WORTH_SAYING = 1e-8
"""A difference of two gaps below this is rounding."""


def how_good(problem: Problem, result: Result, judged: Verdict) -> list[str]:
    """The goal term by term, and the distance to the bound; of a goal in order, level by level."""
    lines = ["## How good is it?", ""]
    ordered = len(judged.levels) > 1
    if ordered and result.levels:
        lines += level_by_level(result)
    elif result.status is Status.OPTIMAL:
        lines.append("Proven optimal: no plan under these rules is better.")
    elif result.gap is not None and result.bound is not None:
        lines.append(
            f"No plan under these rules is more than {at_most(result.gap)} better: the goal of this plan is "
            f"{judged.objective:.6g}, and none can be below {result.bound:.6g}."
        )
    else:
        lines.append(f"The goal of this plan is {judged.objective:.6g}; no bound was proven.")
    if not ordered:
        lines[-1] += _re_checkable(result, judged.objective)
    lines += [text for level in result.levels if (text := fewest_moves(problem, level))]
    rows = [
        [*([f"{place}"] if ordered else []), _term(term), f"{value:.4f}", f"{level.weights[term]:g}", f"{weighted:.4f}"]
        for place, level in enumerate(judged.levels, start=1)
        for (term, value), weighted in zip(level.terms.items(), level.weighted.values(), strict=True)
    ]
    if rows:
        header = [*(["level"] if ordered else []), "goal (less is better)", "value", "weight", "counts"]
        lines += ["", *grid(header, rows)]
    return [*lines, "", f"The search took {lasted(result.seconds)} and ended because {stopped(result)}."]


def _re_checkable(result: Result, objective: float) -> str:
    """Which part of the gap anyone can compute again, and which is the solver's word."""
    found = result.certificate
    if result.bound is None:
        return ""
    if found is None:
        return " The bound rests on the solver's word."
    gap = relative_gap(objective, min(found.bound, objective))
    if not math.isfinite(gap):
        return ""
    start = f" Anyone can re-check a gap of {at_most(gap)} with `faircarve check` (price bound {at_least(found.bound)}"
    if gap - (result.gap or 0.0) <= WORTH_SAYING:
        return f"{start}): no part of it rests on the solver's word."
    rest = at_most(gap - (result.gap or 0.0))
    return f"{start}, certificate.json); the last {rest} rests on the solver's branching."


def stopped(result: Result) -> str:
    """Why a run ended, in words."""
    return STOPPED.get(result.stop_reason, result.stop_reason)


def _term(term: str) -> str:
    words = {
        "travel": "travel ÷ nearest-rep plan",
        "reassigned": "share of potential reassigned, protected moves counted more",
        "reassigned_accounts": "share of the owned accounts reassigned",
        "reassigned_potential": "share of the owned potential reassigned",
        "cost": "cost of the assigned pairs",
    }
    kind = "mean" if term.startswith(MEAN) else "largest"
    return words.get(term, f"{kind} deviation of {measure_name(term.removeprefix(MEAN))}")


def why_no_plan(problem: Problem, result: Result) -> list[str]:
    """The conflict, what is needed at least, the least opening of the bands, and who forces it."""
    if result.status is not Status.INFEASIBLE:
        bound = "" if result.bound is None else f" No plan can have a goal below {result.bound:.6g}."
        return ["## Why there is no plan", "", f"The search ended too early to tell: give it more time.{bound}"]
    lines = ["## Why there is no plan", "", _re_checked(result), ""]
    if result.impossible:
        lines += [f"It is the accounts that only {plain(listed(result.impossible))} may own which have no plan.", ""]
    if result.conflict:
        lines += [
            "These rules cannot hold together:",
            "",
            *(f"- {plain(rule)}" for rule in in_words(result.conflict)),
            "",
        ]
    if needed := needs(problem):
        lines += ["Whatever the other rules:", "", *(f"- {plain(each)}" for each in needed), ""]
    opening = result.opening
    if opening is None:
        return [*lines, _without_opening(problem, result.conflict)]
    if opening.least > 0:
        least = points(opening.least, up=False)
        lines.append(f"With all other rules kept, every band must open by at least {least} points.")
    if opening.reached is None:
        lines.append("Whether wider bands alone help is not known: no plan was found that keeps all other rules.")
    else:
        lines.append(f"A plan is known that needs {points(opening.reached, up=True)} points.")
    if opening.culprits:
        rows = [[who.rep_id, who.measure, share(who.ratio), who.detail] for who in opening.culprits]
        lines += ["", *grid(["rep who forces it", "measure", "of fair share", ""], rows)]
    return lines


def _without_opening(problem: Problem, conflict: Sequence[str]) -> str:
    """What is known of wider bands where no opening was found."""
    if not conflict:
        return "The rules conflict."
    if problem.by_plan and any(rule.startswith("bands: ") for rule in conflict):
        return (
            "By how much the bands would have to open is not known: fair shares are those of what each peer group owns "
            "in the plan. Wider bands are worth a try."
        )
    return "Wider bands alone do not help."


def _re_checked(result: Result) -> str:
    if result.certificate is None:
        return "That there is none rests on the solver's word."
    return (
        "Anyone can re-check that there is none: `faircarve check` recomputes it from the prices in certificate.json."
    )


def large_units(problem: Problem, result: Result) -> list[str]:
    """Units that are too large for the band of any rep, and units that no territory in one piece can reach."""
    forcing = () if result.opening is None else result.opening.large
    alone, far = [unit for unit in forcing if not unit.way], [unit for unit in forcing if unit.way]
    unit = "account" if problem.single else "basic unit"
    return [*_too_large(alone, unit), *([""] if alone and far else []), *_too_far(far)]


def _too_large(large: Sequence[LargeUnit], unit: str) -> list[str]:
    if not large:
        return []
    said = (
        f"Each of these alone takes whoever owns it beyond the band. Widen the band, split the {unit}, or take it out."
    )
    rows = [
        [each.unit_id, measure_name(each.measure), amount(each.amount), share(each.ratio), each.rep_id]
        for each in large[:MOST_LARGE]
    ]
    header = ["too large", "measure", "amount", "of the fair share", "of"]
    return [f"## {unit.capitalize()}s larger than any band", "", said, "", *grid(header, rows), *_more(large)]


def _too_far(far: Sequence[LargeUnit]) -> list[str]:
    if not far:
        return []
    said = (
        "Who owns one of these owns all units of a way to it from the home, and even the lightest way is more than the "
        "band. Widen the band, take the unit out, let it hang on another neighbour, or give somebody a home nearer by."
    )
    rows = [
        [unit.unit_id, unit.rep_id, measure_name(unit.measure), share(unit.ratio), " – ".join(unit.way)]
        for unit in far[:MOST_LARGE]
    ]
    header = ["out of reach", "nearest", "measure", "of the fair share", "lightest way"]
    return ["## Units that no territory in one piece can reach", "", said, "", *grid(header, rows), *_more(far)]


def _more(units: Sequence[LargeUnit]) -> list[str]:
    return [] if len(units) <= MOST_LARGE else ["", f"and {len(units) - MOST_LARGE} more, see result.json"]


def what_it_breaks(name: str, result: Result, judged: Verdict) -> list[str]:
    """The rules that an offered plan breaks, in the sub-folder `name`."""
    found = judged.violations
    said = f"The plan in `{name}` is the nearest found to keeping the rules. It breaks:"
    if name == RELAXED and result.opening is not None:
        proven = result.opening.reached is not None and result.opening.reached <= result.opening.least + SAME
        least = "no plan breaks them less" if proven else "a plan that breaks them less may exist"
        said = (
            f"**The plan in `{name}` does not keep the rules.** It breaks nothing but bands, and no band by more than "
            f"the opening above ({least}). It is offered in place of a plan that there cannot be. It breaks:"
        )
    lines = [f"## The {name} plan", "", said, ""]
    lines += [f"- {plain(violation.message)}" for violation in found[:MOST_BREACHES]]
    if len(found) > MOST_BREACHES:
        lines.append(f"- and {len(found) - MOST_BREACHES} more, see {name}/broken_rules.csv")
    return lines
