"""The result folder: everything that people and programs need to know about one run, written whole or not at all."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.designs.maps import map_of as map_of_units
from scenarios.designs.stated import settings_of
from scenarios.files.folder import MAP, MARK, NEAREST, RELAXED, appearing
from scenarios.files.pages import pages
from scenarios.files.prices import CERTIFICATE, content_of
from scenarios.files.provenance import account_of
from scenarios.files.written import assignments, broken_rules, scorecard_table, strict_json
from scenarios.reports.atlas.picture import map_of
from scenarios.reports.summary import summary
from solver.intake.findings import Findings
from solver.judge import Scorecard, Verdict, scorecard, verdict
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Result

if TYPE_CHECKING:
    from scenarios.files.load import Inputs


def write(
    folder: Path,
    inputs: "Inputs",
    problem: Problem,
    result: Result,
    force: bool = False,
    *,
    title: str = "",
    about: str = "",
    extra: Mapping[str, str] | None = None,
) -> Path:
    """Write a result to `folder` and return it.

    A plan: assignments.csv, scorecard.json, scorecard.csv, and map.svg where accounts have places. Always: result.json,
    summary.md and the same as a page, summary.html, with the map in it. Where prices prove something: certificate.json.
    When the bands cannot hold: the sub-folder `relaxed`, with broken_rules.csv; when the rules conflict and a nearest
    plan was asked for: the same in `nearest`.
    title : of the summary, "" = the scenario's name. about : a sentence under its headline. extra : files that belong
    to the result besides → content. Raises InputError when there is a result already and `force` is not given, or the
    folder holds something else.
    """
    judged = None if result.plan is None else verdict(problem, result.plan.rep_of_unit)
    offered = {name: plan for name, plan in ((RELAXED, result.relaxed), (NEAREST, result.nearest)) if plan is not None}
    verdicts = {name: verdict(problem, plan.rep_of_unit) for name, plan in offered.items()}
    name = title or inputs.scenario.name
    drawn = None
    if result.plan is not None:
        areas = map_of_units(settings_of(inputs).units, Findings())
        drawn = map_of(name, problem, result.plan.rep_of_unit[problem.book.unit], areas)
    picture = MAP if drawn else ""
    text = summary(name, problem, result, judged, verdicts, inputs.findings, about, picture)
    texts = {**pages(text, drawn), **(extra or {})}
    if result.certificate is not None:
        texts[CERTIFICATE] = strict_json(content_of(problem, result.certificate))
    outputs = {name: hashlib.sha256(content.encode()).hexdigest() for name, content in texts.items()}
    with appearing(folder, force) as part:
        for name, content in texts.items():
            _put(part / name, content)
        if result.plan is not None and judged is not None:
            _plan(part, problem, result.plan, judged)
        for name, plan in offered.items():
            (part / name).mkdir()
            _plan(part / name, problem, plan, verdicts[name])
            _put(part / name / "broken_rules.csv", broken_rules(verdicts[name].violations))
        account = account_of(folder, inputs, problem, result, judged, verdicts, outputs)
        _put(part / MARK, strict_json(account))
    return folder


def _plan(folder: Path, problem: Problem, plan: Plan, judged: Verdict) -> None:
    card = card_of(problem, plan, judged)
    _put(folder / "assignments.csv", assignments(problem, plan))
    _put(folder / "scorecard.json", strict_json(card.to_json()))
    _put(folder / "scorecard.csv", scorecard_table(card))


def card_of(problem: Problem, plan: Plan, judged: Verdict) -> Scorecard:
    """The scorecard of a plan that was judged."""
    return scorecard(problem, plan.rep_of_unit[problem.book.unit], judged.measures)


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
