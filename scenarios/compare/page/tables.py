"""comparison.json and comparison.csv, and the JSON read back."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scenarios.compare.comparison import Comparison
from scenarios.compare.measures.measure import Row
from scenarios.compare.standing import Standing
from scenarios.files.written import table

FORMAT = 1
"""Version of the layout of comparison.json."""
HEADER = ("measure", "section", "name", "unit", "better", "asked_for")


def content(found: Comparison) -> dict[str, Any]:
    """comparison.json as plain values: what to take and why, every contender, every measure with its formula."""
    said = found.recommendation
    return {
        "format": FORMAT,
        "recommended": said.name,
        "headline": said.headline,
        "nearest": said.nearest,
        "rules": [
            {"rule": step.rule, "figures": step.figures, "left": list(step.left), "out": dict(step.out)}
            for step in said.steps
        ],
        "costs": list(said.costs),
        "exchanges": list(said.exchanges),
        "frontier": list(said.frontier),
        "proven": list(said.proven),
        "not_proven": list(said.open),
        "models": [_model(each) for each in found.standings],
        "would_have_to_open": {name: list(lines) for name, lines in found.openings},
        "measures": [_measure(row, found.names) for row in found.rows],
        "left_out": {each.name: each.reason for each in found.skipped},
        "notes": list(found.notes),
    }


def csv(found: Comparison) -> str:
    """comparison.csv: a line per measure, a column per contender, and one that names the best."""
    header = [*HEADER, *found.names, "best"]
    lines = [
        [
            row.measure.key,
            row.measure.section,
            row.measure.name,
            row.measure.unit,
            row.measure.better,
            row.measure.target,
            *row.values,
            "; ".join(name for name, best in zip(found.names, row.best, strict=True) if best),
        ]
        for row in found.rows
    ]
    return table(header, lines)


def frame_of(read: Mapping[str, Any]) -> pd.DataFrame:
    """`Comparison.frame` from what comparison.json holds."""
    names = [model["name"] for model in read["models"]]
    keys = pd.Index([each["measure"] for each in read["measures"]], name="measure")
    values = {name: [each["values"][name] for each in read["measures"]] for name in names}
    return pd.DataFrame(values, index=keys, columns=names, dtype=object)


def _model(each: Standing) -> dict[str, Any]:
    run = each.contender
    return {
        "name": each.name,
        "promise": run.promise,
        "status": run.status,
        "keeps_its_rules": each.feasible,
        "why_no_plan": each.why_none,
        "broken_rules": list(each.broken),
        "fingerprint": run.problem.fingerprint,
        "seconds": run.seconds,
    }


def _measure(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    measure = row.measure
    return {
        "measure": measure.key,
        "section": measure.section,
        "name": measure.name,
        "unit": measure.unit,
        "better": measure.better,
        "asked_for": measure.target,
        "formula": measure.formula,
        "values": dict(zip(names, row.values, strict=True)),
        "best": [name for name, best in zip(names, row.best, strict=True) if best],
    }
