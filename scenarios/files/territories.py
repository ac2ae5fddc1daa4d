"""The folder of a seedless design: territories, who belongs to them, the proof, and later who takes which."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.files.bands import widths
from scenarios.files.folder import MAP, TERRITORIES, appearing
from scenarios.files.load import Inputs
from scenarios.files.pages import pages
from scenarios.files.written import strict_json
from scenarios.reports.atlas.picture import map_of_siting
from scenarios.reports.summary import on_a_map
from scenarios.reports.wording import amount, at_most, grid, measure_name, plain, share
from solver.errors import Finding, InputError
from solver.result import PROVEN_GAP
from solver.siting.problem import Siting
from solver.siting.result import SitingResult

HOLDS = "holds "
"""Begins the columns of territories.csv that say how much of a measure a territory holds."""
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
        drawn = map_of_siting(inputs.scenario.name, siting, result, territories)
        said = _summary(inputs, siting, result, territories, counted, MAP if drawn else "")
        for name, text in pages(said, drawn).items():
            (part / name).write_bytes(text.encode())


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


def _summary(
    inputs: Inputs, siting: Siting, result: SitingResult, territories: pd.DataFrame, counted: str, picture: str
) -> str:
    kilometres = f"kilometres{'²' if siting.cost.power == 2 else ''}"
    lines = [
        f"# {plain(inputs.scenario.name)}: {siting.territories} territories for nobody yet",
        "",
        f"**{'Every territory keeps its bands. ' if inputs.scenario.bands else ''}{_how_good(result)}**",
        "",
        plain(counted) or f"{siting.territories} territories were asked for.",
        *(["", on_a_map(picture)] if picture else []),
        "",
        "## Is it fair?",
        "",
        *_fairness(inputs, territories),
        "",
        "## How good is it?",
        "",
        f"- how it ended: {result.status} ({result.stop_reason}) after {result.seconds:.1f} s",
        f"- cost (weight × {kilometres} to the centres): {amount(result.objective)}",
        f"- proven: no choice of places and territories costs less than {result.bound:,.10g}"
        if result.bound is not None
        else "- nothing is proven about how much better another choice could be",
        "",
        "## What next",
        "",
        f"`{TABLE}` can be the reps of a scenario; `{PLAN}` says which account belongs where. Then: `faircarve staff`.",
        "",
    ]
    return "\n".join(lines)


def _how_good(result: SitingResult) -> str:
    if result.gap is None:
        return "How much less another choice could cost is not proven."
    if result.gap <= PROVEN_GAP:
        return "No choice of places and territories costs less; this is proven."
    return f"No choice of places and territories costs more than {at_most(result.gap)} less."


def _fairness(inputs: Inputs, territories: pd.DataFrame) -> list[str]:
    """What the territories hold, against an equal part of all: a line a measure."""
    bands, rows = widths(inputs.scenario.bands), []
    for column in (str(each) for each in territories.columns if str(each).startswith(HOLDS)):
        name = column.removeprefix(HOLDS)
        held = territories[column].astype(float)
        ratio = held / held.mean()
        band = f"±{100 * bands[name]:g} %" if name in bands else "–"
        rows.append([measure_name(name), band, amount(held.mean()), share(ratio.min()), share(ratio.max())])
    header = ["share of the fair share", "band", "fair share", "least territory", "largest territory"]
    return grid(header, rows) if rows else ["The scenario has no band: how much a territory holds is free."]
