"""summary.md: one page that a leader can read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scenarios.reports import fairness, proof
from scenarios.reports.apart import independent_blocks
from scenarios.reports.moves import moves
from scenarios.reports.territory_model import among, in_one_piece, of_the_model
from scenarios.reports.wording import amount, at_most, counted, measure_name, plain
from solver.errors import Finding
from solver.judge import Verdict, scorecard, todays_owners
from solver.problem import Problem
from solver.result import Result, Status

MOST_ALIKE = 3
"""Warnings of one kind that are spelled out."""


def summary(
    name: str,
    problem: Problem,
    result: Result,
    judged: Verdict | None,
    offered: Mapping[str, Verdict],
    findings: Iterable[Finding] = (),
    about: str = "",
    picture: str = "",
) -> str:
    """The page as Markdown. `judged` is the judge's word on `result.plan`, `offered` (sub-folder → word) on plans that
    break rules. about : a sentence under the headline, on what the words mean here. picture : the file of
    the map, "" = there is none.
    """
    top = [f"# {plain(name)}", "", headline(result), *(["", plain(about)] if about else [])]
    sections: list[Sequence[str]] = [[*top, *(["", on_a_map(picture)] if picture else [])]]
    if judged is not None and result.plan is not None:
        card = scorecard(problem, result.plan.rep_of_unit[problem.book.unit], judged.measures)
        today = scorecard(problem, todays_owners(problem)) if problem.book.owned.any() else None
        sections += [
            decided(problem),
            fairness.is_it_fair(problem, card),
            fairness.near_the_band(problem, card),
            moves(problem, card, judged.measures),
            proof.how_good(problem, result, judged),
            fairness.before_and_after(card, today),
        ]
    else:
        sections += [
            proof.why_no_plan(problem, result),
            independent_blocks(problem),
            proof.large_units(problem, result),
        ]
        sections += [proof.what_it_breaks(name, result, verdict) for name, verdict in offered.items()]
    sections += [left_out(problem, judged), worth_knowing([*findings, *problem.notes])]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def on_a_map(picture: str) -> str:
    """The way to the map."""
    return f"The territories on a map: [{picture}]({picture})"


def headline(result: Result) -> str:
    """The one sentence that everything else explains."""
    if result.plan is None:
        if result.status is Status.INFEASIBLE:
            return "**No plan keeps all the rules; this is proven.**"
        return f"**No plan was found before the run ended: {proof.stopped(result)}.**"
    if result.status is Status.OPTIMAL:
        return "**A plan that keeps every rule, and the best there is: no plan under these rules is better.**"
    if result.gap is None:
        return "**A plan that keeps every rule. How much better another could be is not proven.**"
    return f"**A plan that keeps every rule. No plan under these rules is more than {at_most(result.gap)} better.**"


def decided(problem: Problem) -> list[str]:
    """What was shared out among whom, and under which rules."""
    book, team = problem.book, problem.team
    lines = ["## What was decided", ""]
    totals = [
        f"{amount(float(problem.book.values[name].sum()))} {unit}"
        for name, unit in (("potential", "of potential"), ("workload", "hours a year"))
        if name in book.values
    ]
    together = f", together {' and '.join(totals)}" if totals else ""
    lines.append(f"{counted(len(book), 'account')}{together}, each with one of {counted(len(team), 'rep')}. The rules:")
    lines.append("")
    lines += [f"- {plain(rule)}" for rule in _rules(problem)]
    apart = independent_blocks(problem)
    return [*lines, "", *apart] if apart else lines


def _rules(problem: Problem) -> Iterator[str]:
    rules, limits = problem.rules, problem.rules.limits
    for name, band in rules.bands.items():
        middle = "median (by weight)" if name in rules.around_medians else "fair share"
        around_plan = problem.by_plan and name in rules.around_shares
        whose = among(rules.peers, rules.shared_by.get(name, ""), around_plan)
        yield f"{measure_name(name)} of every rep within ±{100 * band:g} % of the {middle}{whose}"
    yield from of_the_model(problem)
    if rules.contiguous:
        by = rules.contiguous_by
        yield in_one_piece(rules.contiguous_where, by, set(problem.book.texts[by]) if by else ())
    for limit, what in (
        (limits.reassigned_accounts, "of the owned accounts change owner by choice"),
        (limits.reassigned_potential, "of the owned potential changes owner by choice"),
        (limits.lost_per_rep, "of a rep's accounts of today are lost"),
    ):
        if limit is not None:
            yield f"at most {100 * limit:g} % {what}"
    if limits.top_five is not None:
        yield f"at most {100 * limits.top_five:g} % of a rep's potential in the five largest accounts"
    if limits.named_accounts_per_rep is not None:
        yield f"at most {limits.named_accounts_per_rep} named accounts per rep"
    if limits.capacity is not None:
        yield f"hours within {100 * limits.capacity:g} % of each rep's capacity"
    pins = [flag for flag, kind in rules.protect.items() if kind == "pin"]
    if pins:
        yield f"accounts marked {' or '.join(pins)} stay with their owner"
    if len(problem.locks):
        pinned = int(problem.locks.pinned.sum())
        yield f"{counted(pinned, 'lock')} to one rep, {counted(len(problem.locks) - pinned, 'lock')} away from a rep"
    if rules.pairs_only:
        yield f"only the {counted(len(problem.pairs), 'pair')} of the pairs table"
    yield "every account has exactly one rep"


def left_out(problem: Problem, judged: Verdict | None) -> list[str]:
    """Terms of the goal that have no data."""
    missing = problem.left_out if judged is None else judged.left_out
    if not missing:
        return []
    return ["## What was left out of the goal", "", *(f"- {plain(term)}: {plain(reason)}" for term, reason in missing)]


def worth_knowing(findings: Sequence[Finding]) -> list[str]:
    """Warnings and notes on the input, each kind a few times."""
    if not findings:
        return []
    lines = ["## Worth knowing", ""]
    for kind in dict.fromkeys((finding.severity, finding.code) for finding in findings):
        alike = [finding for finding in findings if (finding.severity, finding.code) == kind]
        for finding in alike[:MOST_ALIKE]:
            place = finding.where()
            lines.append(f"- {finding.severity}: {plain(f'{place}: ' * bool(place) + finding.message)}")
        if len(alike) > MOST_ALIKE:
            lines.append(f"- and {len(alike) - MOST_ALIKE} more like these")
    return lines
