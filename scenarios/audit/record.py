"""result.json as it must look, and everything that is wrong with its form."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from scenarios.files.folder import MARK, NEAREST, RELAXED
from scenarios.files.provenance import FORMAT
from solver.errors import Finding
from solver.result import Status


class Offered(BaseModel):
    """What is said about a plan that breaks rules: the relaxed one, or the one of least violation."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    objective: float | None
    terms: dict[str, float | None]
    broken_rules: int


class Level(BaseModel):
    """What is said about one level of the goal."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    weights: dict[str, float]
    terms: dict[str, float | None]
    objective: float
    bound: float | None
    gap: float | None
    proven: bool
    conditional: list[int]


class Culprit(BaseModel):
    """A rep who stands at the edge of the opened band."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    rep_id: str
    measure: str
    ratio: float
    detail: str


class LargeUnit(BaseModel):
    """A unit too large for the band of any rep, or too far for anybody's territory to be one piece."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    unit_id: str
    measure: str
    amount: float
    rep_id: str
    ratio: float
    way: list[str] = []


class Opening(BaseModel):
    """How far every band must open, as a share."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    least: float
    reached: float | None
    culprits: list[Culprit]
    large: list[LargeUnit] = []


class Record(BaseModel):
    """result.json, as `scenarios.files.provenance` writes it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    format: Literal[1]
    status: Literal["OPTIMAL", "FEASIBLE", "INFEASIBLE", "UNKNOWN"]
    stop_reason: str
    objective: float | None
    terms: dict[str, float | None]
    weighted_terms: dict[str, float | None]
    goal: dict[str, float] | list[dict[str, float]]
    levels: list[Level]
    left_out: dict[str, str]
    bound: float | None
    gap: float | None
    seconds: float
    seed: int
    opening: Opening | None
    conflict: list[str]
    relaxed: Offered | None = None
    nearest: Offered | None
    versions: dict[str, str]
    scenario_file: str
    scenario: dict[str, Any]
    combination: dict[str, Any] | None = None
    inputs: dict[str, str]
    fingerprint: str
    outputs: dict[str, str]
    findings: list[dict[str, Any]]
    trace: list[dict[str, Any]]

    @property
    def offered(self) -> dict[str, Offered]:
        """Sub-folder → what is said about its plan."""
        said = {RELAXED: self.relaxed, NEAREST: self.nearest}
        return {name: each for name, each in said.items() if each is not None}

    @property
    def has_plan(self) -> bool:
        return Status(self.status) in (Status.OPTIMAL, Status.FEASIBLE)

    @property
    def gap_asked(self) -> float:
        """The gap at which the search was to stop."""
        solve = self.scenario.get("solve")
        asked = solve.get("gap") if isinstance(solve, dict) else None
        return float(asked) if isinstance(asked, int | float) else 0.0


def read_record(folder: Path) -> tuple[Record | None, list[Finding]]:
    """result.json, or None with the reasons why it cannot be used."""
    try:
        content = read_json(folder / MARK)
    except ValueError as error:
        return None, [Finding("result-unreadable", str(error), table=MARK)]
    if content.get("format") != FORMAT:
        message = f"the layout {content.get('format')!r} is not known to this version, which reads {FORMAT}"
        return None, [Finding("result-format", message, table=MARK)]
    try:
        return Record.model_validate(content), []
    except ValidationError as error:
        return None, [
            Finding("result-malformed", f"{'.'.join(map(str, each['loc']))}: {each['msg']}", table=MARK)
            for each in error.errors()
        ]


def read_json(path: Path) -> dict[str, Any]:
    """Strict JSON: one object, no NaN, no key twice. Raises ValueError that says what is wrong."""
    try:
        content = json.loads(path.read_bytes(), parse_constant=_no_such_number, object_pairs_hook=_once)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ValueError("is not a JSON object")
    return content


def _no_such_number(text: str) -> Any:
    raise ValueError(f"is not strict JSON: {text} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("is not strict JSON: a key occurs twice in one object")
    return content
