"""result.json: how a result came about, what it is worth, and from which inputs."""

import dataclasses
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.files.folder import NEAREST, RELAXED
from scenarios.files.written import plain
from solver.errors import Finding
from solver.judge import Verdict
from solver.problem import Problem
from solver.result import LevelResult, Result
from solver.rules import Rules

if TYPE_CHECKING:
    from scenarios.files.load import Inputs

FORMAT = 1
"""Version of the layout of result.json; a reader refuses what it does not know."""


def account_of(
    folder: Path,
    inputs: "Inputs",
    problem: Problem,
    result: Result,
    verdict: Verdict | None,
    offered: Mapping[str, Verdict],
    outputs: Mapping[str, str],
) -> dict[str, Any]:
    """The content of result.json, plain values only.

    folder : where the result will stand; the scenario is recorded relative to it. verdict : the judge's words on
    `result.plan`. offered : sub-folder → those on a plan that breaks rules. outputs : file → SHA-256 of what cannot be
    computed again from the inputs.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "status": str(result.status),
        "stop_reason": result.stop_reason,
        "objective": result.objective,
        "terms": dict(result.terms),
        "weighted_terms": {} if verdict is None else dict(verdict.weighted),
        "goal": goal_of(problem.rules),
        "levels": [] if isinstance(problem.rules.goal, Mapping) else [_level(level) for level in result.levels],
        "left_out": dict(problem.left_out if verdict is None else verdict.left_out),
        "bound": result.bound,
        "gap": result.gap,
        "seconds": result.seconds,
        "seed": result.seed,
        "opening": None if result.opening is None else dataclasses.asdict(result.opening),
        "conflict": list(result.conflict),
        **{name: _offered(offered[name]) if name in offered else None for name in (RELAXED, NEAREST)},
        "versions": {"faircarve": own_version(), **result.provenance},
        "scenario_file": _relative(inputs.path, folder),
        "scenario": inputs.scenario.model_dump(mode="json", by_alias=True),
        **({"combination": dict(inputs.combination)} if inputs.combination else {}),
        "inputs": dict(inputs.files),
        "fingerprint": problem.fingerprint,
        "outputs": dict(outputs),
        "findings": [_finding(finding) for finding in (*inputs.findings, *problem.notes)],
        "trace": [dataclasses.asdict(moment) for moment in result.trace],
    }
    return {name: plain(value) for name, value in content.items()}


def goal_of(rules: Rules) -> dict[str, float] | list[dict[str, float]]:
    """The goal as plain values: weights, or the levels of an order."""
    levels = [dict(level) for level in rules.levels]
    return levels[0] if isinstance(rules.goal, Mapping) else levels


def _level(level: LevelResult) -> dict[str, Any]:
    return {**dataclasses.asdict(level), "gap": level.gap}


def own_version() -> str:
    """The version of this package; `unknown` when it runs from a folder that was never installed."""
    try:
        return version("faircarve")
    except PackageNotFoundError:
        return "unknown"


def _relative(scenario: Path, folder: Path) -> str:
    """Path of the scenario as seen from the result folder; its name alone where there is no way (another drive)."""
    try:
        return Path(os.path.relpath(scenario.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return scenario.name


def _offered(verdict: Verdict) -> dict[str, Any]:
    return {
        "objective": verdict.objective,
        "terms": dict(verdict.terms),
        "broken_rules": len(verdict.violations),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "where": finding.where(),
        "message": finding.message,
        "ids": list(finding.ids),
    }
