"""The folder of a seedless design: territories, who belongs to them, the proof, and later who takes which."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.files.folder import TERRITORIES, appearing
from scenarios.files.load import Inputs
from scenarios.files.written import strict_json
from solver.errors import Finding, InputError
from solver.siting.problem import Siting
from solver.siting.result import SitingResult

PLAN, TABLE, STAFFING, ASSIGNED = "plan.csv", "territories.csv", "staffing.csv", "assignments.csv"


@dataclass(frozen=True)
class Record:
    """What territories.json says. scenario : its path, relative to the folder."""

    scenario: str
    inputs: Mapping[str, str]
    result: Mapping[str, Any]
    settings: Mapping[str, Any]


def write(
    folder: Path,
    inputs: Inputs,
    siting: Siting,
    result: SitingResult,
    territories: pd.DataFrame,
    plan: pd.DataFrame,
    counted: str,
    force: bool,
) -> None:
    """Write the folder, whole or not at all."""
    record = {
        "scenario": _relative(inputs.path, folder),
        "inputs": dict(inputs.files),
        "settings": inputs.scenario.model_dump(mode="json", by_alias=True),
        "result": {
            "status": str(result.status),
            "stop_reason": result.stop_reason,
            "objective": result.objective,
            "bound": result.bound,
            "gap": result.gap,
            "seconds": result.seconds,
            "seed": result.seed,
            "territories": siting.territories,
            "counted": counted,
            "units": siting.units,
        },
    }
    with appearing(folder, force, TERRITORIES) as part:
        (part / TERRITORIES.mark).write_text(strict_json(record), encoding="utf-8")
        territories.to_csv(part / TABLE, index=False, lineterminator="\n")
        plan.to_csv(part / PLAN, index=False, lineterminator="\n")
        (part / "summary.md").write_text(_summary(inputs, siting, result, counted), encoding="utf-8")


def read_record(folder: Path) -> Record:
    """territories.json; raises InputError when there is none, or it is not of this form."""
    try:
        content = json.loads((folder / TERRITORIES.mark).read_text(encoding="utf-8"))
        return Record(content["scenario"], content["inputs"], content["result"], content["settings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = "name the folder that faircarve seedless has written"
        message = f"the folder holds no territories that can be read: {error}"
        raise InputError([Finding("not-territories", message, fix, str(folder))]) from None


def read_text_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of the folder as text; raises InputError when it cannot be read."""
    try:
        return pd.read_csv(folder / name, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError([Finding("missing-file", f"cannot be read: {error}", "", f"{folder.name}/{name}")]) from None


def _relative(path: Path, folder: Path) -> str:
    import os.path

    return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()


def _summary(inputs: Inputs, siting: Siting, result: SitingResult, counted: str) -> str:
    gap = "–" if result.gap is None else f"{100 * result.gap:.2f} %"
    lines = [
        f"# {inputs.scenario.name}: {siting.territories} territories for nobody yet",
        "",
        counted or f"{siting.territories} territories were asked for.",
        "",
        f"- how it ended: {result.status} ({result.stop_reason}) after {result.seconds:.1f} s",
        f"- cost (weight × kilometres{'²' if siting.cost.power == 2 else ''}): {result.objective:,.10g}",
        f"- proven: no choice of places and territories costs less than {result.bound:,.10g}; gap {gap}"
        if result.bound is not None
        else "- nothing is proven about how much better another choice could be",
        "",
        f"`{TABLE}` can be the reps of a scenario; `{PLAN}` says which account belongs where. Then: `faircarve staff`.",
        "",
    ]
    return "\n".join(lines)
